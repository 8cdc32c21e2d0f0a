"""What records said before a load changed them, and that names an identifier which goes: it would come back with it."""

from collections.abc import Iterable

from app.fields import SEPARATOR
from app.graph.store import Row, Run
from app.ingest.identifiers import said_as


def former_with(run: Run, keys: Iterable[str]) -> list[Row]:
    """Former records {id, said: of their cookies and devices} that name any of these identifiers; no addresses.

    They are made by loads of files alone, of which none runs while something is removed.
    """
    values: dict[str, dict[str, bool]] = {}
    for name, value in filter(None, map(said_as, keys)):
        values.setdefault(name, {})[value] = True
    return run("privacy/former_with", values=values, separator=SEPARATOR) if values else []
