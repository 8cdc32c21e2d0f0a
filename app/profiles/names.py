"""What people and households are called, by as much of them as may be seen. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.consent.evidence import Permit
from app.profiles.golden import golden_name

Person = Mapping[str, Any]
"""{id, name, cards} as a statement with `parts/cards` gives it; `cards`: what names each of the records."""


def home_name(names: Iterable[str | None]) -> str | None:
    """A household is named after the surnames in it, the three most frequent first: "Dupont & Martin"."""
    surnames = Counter(name.split(" ", 1)[-1] for name in names if name)
    ordered = sorted(surnames.items(), key=lambda item: (-item[1], item[0]))
    return " & ".join(name for name, _ in ordered[:3]) or None


def seen_name(person: Person, permit: Permit) -> str | None:
    """By the records that may be seen: one that no grant reaches may know the person by another name."""
    if permit.shown is None:
        return person["name"] if permit.answer.allowed else None
    return golden_name(card for card in person["cards"] if permit.shows(card["id"])) or None


def seen_home_name(name: str | None, members: Sequence[Person], permits: Mapping[str, Permit]) -> str | None:
    """By the members that may be seen, and what these are called then. `name`: by all of them."""
    if all(permits[one["id"]].answer.allowed and permits[one["id"]].shown is None for one in members):
        return name
    return home_name(seen_name(one, permits[one["id"]]) for one in members)
