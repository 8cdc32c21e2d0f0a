"""What a person's answers come to now: for each purpose and channel yes or no, and the statements that decided."""

from app.consent.history import consents
from app.graph.store import Row, Store
from app.privacy.holdings import Holdings

_TOLD = ("purpose", "channel", "status", "at", "source", "expires")


def permitted(store: Store, held: Holdings, *, restricted: bool) -> list[Row]:
    """{purpose, channel, allowed, state, because}; channel None: by whichever. Nothing for an anonymous browser.

    `because`: the statements that decided, with the identifier of the person that each is about; None where it is a
    browser that is only guessed to be theirs. `restricted`: whether processing of any record is, which hides all.
    """
    if held.individual is None:
        return []
    found = consents(store, held.individual)
    known = {one["key"] for one in (*held.own, *held.shared)}
    said = {one["id"]: _told(one, known) for one in found["statements"]}
    return [_restricted(one) if restricted else _with(one, said) for one in found["decisions"]]


def _with(decision: Row, said: dict[str, Row]) -> Row:
    return decision | {"because": [said[id] for id in decision["because"]]}


def _restricted(decision: Row) -> Row:
    return decision | {"allowed": False, "state": "restricted", "because": []}


def _told(statement: Row, known: set[str]) -> Row:
    key = statement["key"]
    return {"identifier": key if key in known else None} | {name: statement[name] for name in _TOLD}
