"""What records said before a load changed them, and that names an identifier which goes: it would come back with it.

Such versions are made by loads of files alone, of which none runs while something is removed.
"""

from collections.abc import Collection, Iterable, Set

from app.fields import SEPARATOR
from app.graph.store import Row, Run
from app.ingest.identifiers import ONLINE, label_of, said_as
from app.standardise.device import standardise_cookie, standardise_device

_STANDARD = {"cookie": standardise_cookie, "device": standardise_device}


def former_with(run: Run, keys: Iterable[str]) -> list[Row]:
    """Former records {id, said: of their cookies and devices} that name any of these identifiers; no addresses."""
    values: dict[str, dict[str, bool]] = {}
    for name, value in filter(None, map(said_as, keys)):
        values.setdefault(name, {})[value] = True
    return run("privacy/former_with", values=values, separator=SEPARATOR) if values else []


def refused(run: Run, keys: Iterable[str]) -> list[str]:
    """IDs of those that a load would refuse today, as they name somebody who was erased by more than a browser."""
    return [row["id"] for row in former_with(run, [key for key in keys if label_of(key) not in ONLINE])]


def without_browsers(run: Run, keys: Collection[str]) -> list[Row]:
    """{id, said} of those that name any of these cookies and devices: what they say of theirs without these."""
    gone = frozenset(key for key in keys if label_of(key) in ONLINE)
    return [{"id": row["id"], "said": without(row["said"], gone)} for row in former_with(run, gone)]


def without(said: Row, keys: Set[str]) -> Row:
    """What a record says of its cookies and devices, raw and standardised, without those of these keys."""
    rest: Row = {}
    for name, standardise in _STANDARD.items():
        raw = [text for text in said.get(name) or [] if f"{name}:{standardise(text).value}" not in keys]
        standard = (said.get(f"std_{name}") or "").split(SEPARATOR)
        kept = [text for text in standard if text and f"{name}:{text}" not in keys]
        rest |= {name: raw or None, f"std_{name}": SEPARATOR.join(kept) or None}
    return rest
