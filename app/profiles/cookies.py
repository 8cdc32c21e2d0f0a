"""Whose browser is this? Many cookies at once, one round trip.

A stop-gap until the consent ledger is built: a cookie is refused where the latest statement for the purpose,
made with the cookie itself or with any identifier of its individual, is not a grant. No statement at all is
no refusal.
"""

from collections.abc import Sequence
from typing import Any

from app.graph.store import Row, Store
from app.profiles.lookup import key_of
from app.profiles.record import shown_link


def match(store: Store, cookies: Sequence[str], purpose: str) -> list[dict[str, Any]]:
    """One {cookie, status, individual, household, probability, guess} for each cookie given, in the same order.

    known: one individual signed in with it; `probability` says how sure it is that the record which signed in
    is theirs. shared: several did; `household` is given where they live together. anonymous: nobody did, or
    never seen; `guess` says whose it may be, for what that is worth. refused: see above, nothing else is said about it.

    A guess grants nothing, and it is not told where the one it points at refused the purpose: the individual, or any
    member of the household.
    """
    keys = {cookie: key for cookie in cookies if (key := key_of("cookie", cookie))}
    rows = store.read("read/cookies_match", keys=sorted(set(keys.values())), purpose=purpose)
    found = {row["key"]: row for row in rows}
    return [{"cookie": cookie, **_answer(found.get(keys.get(cookie, "")))} for cookie in cookies]


def _answer(row: Row | None) -> dict[str, Any]:
    if row and _refuses(row["consents"]):
        return _status("refused")
    if row and row["individual"]:
        return _status("known", **{key: row[key] for key in ("individual", "household", "probability")})
    if row and (row["people"] or row["household"]):
        return _status("shared", household=row["household"])
    return _status("anonymous", guess=_guess(row and row["guess"]))


def _guess(guess: Row | None) -> dict[str, Any] | None:
    if guess is None or _refuses(guess["consents"]):
        return None
    return shown_link({name: value for name, value in guess.items() if name != "consents"})


def _refuses(statuses: Sequence[str | None]) -> bool:
    return any(status not in (None, "granted") for status in statuses)


def _status(status: str, **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "individual": None,
        "household": None,
        "probability": None,
        "guess": None,
        **more,
    }
