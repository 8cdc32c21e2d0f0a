"""What records said before a load changed them, and that names an identifier which goes: it would come back with it.

Such versions are made by loads of files alone, of which none runs while something is removed.
"""

from collections.abc import Collection, Set
from dataclasses import dataclass

from app.fields import SEPARATOR
from app.graph.store import Row, Run
from app.ingest.identifiers import ONLINE, label_of, said_as
from app.standardise.device import standardise_cookie, standardise_device

_STANDARD = {"cookie": standardise_cookie, "device": standardise_device}


@dataclass(frozen=True, slots=True)
class Former:
    """Former records that name identifiers which go."""

    refused: list[str]
    """IDs of those that a load would refuse today, as they name somebody who is gone by more than a browser."""
    without_browsers: list[Row]
    """{id, said} of those that name cookies and devices: what they say of theirs without these."""


def former_with(run: Run, keys: Collection[str]) -> Former:
    """Those that name any of these identifiers; addresses do not count. Looks at all former records."""
    values: dict[str, dict[str, bool]] = {}
    for name, value in filter(None, map(said_as, keys)):
        values.setdefault(name, {})[value] = True
    rows = run("privacy/former_with", values=values, separator=SEPARATOR) if values else []
    online = frozenset(key for key in keys if label_of(key) in ONLINE)
    by_browser = {f"std_{name}" for name in _STANDARD}
    return Former(
        [row["id"] for row in rows if not by_browser.issuperset(row["named_in"])],
        [
            {"id": row["id"], "said": without(row["said"], online)}
            for row in rows
            if not by_browser.isdisjoint(row["named_in"])
        ],
    )


def without(said: Row, keys: Set[str]) -> Row:
    """What a record says of its cookies and devices, raw and standardised, without those of these keys."""
    rest: Row = {}
    for name, standardise in _STANDARD.items():
        raw = [text for text in said.get(name) or [] if f"{name}:{standardise(text).value}" not in keys]
        standard = (said.get(f"std_{name}") or "").split(SEPARATOR)
        kept = [text for text in standard if text and f"{name}:{text}" not in keys]
        rest |= {name: raw or None, f"std_{name}": SEPARATOR.join(kept) or None}
    return rest
