"""Whose browser is this? Many cookies at once, one round trip, and nothing said that the purpose does not allow."""

from collections.abc import Sequence
from typing import Any

from app.consent.evidence import evidence
from app.consent.may import Answer, State, may
from app.consent.remembered import STATES
from app.consent.view import View
from app.graph.store import Row, Store
from app.profiles.lookup import key_of
from app.profiles.record import shown_link


def match(store: Store, cookies: Sequence[str], view: View) -> list[dict[str, Any]]:
    """One {cookie, status, consent, individual, household, probability, guess} for each cookie given, in that order.

    known: one individual signed in with it; `probability` says how sure it is that the record which signed in
    is theirs. shared: several did; `household` is given where they live together. anonymous: nobody did, or
    never seen; `guess` says whose it may be, for what that is worth. refused: the cookie is without consent for the
    purpose, or anybody it is linked to refused; `consent` says which, and nothing else is said about it.

    A guess grants nothing: the one it points at must have agreed, and nobody of the household refused.
    """
    keys = {cookie: key for cookie in cookies if (key := key_of("cookie", cookie))}
    rows = store.read("read/cookies_match", keys=sorted(set(keys.values())), **view.p)
    found = {row["key"]: _answer(row, view) for row in rows}
    unseen = _status("anonymous", None)
    return [{"cookie": cookie, **found.get(keys.get(cookie, ""), unseen)} for cookie in cookies]


def _answer(row: Row, view: View) -> dict[str, Any]:
    answer = _allowed(row, view)
    if not answer.allowed:
        return _status("refused", answer.state)
    if row["individual"]:
        shown = {name: row[name] for name in ("individual", "household", "probability")}
        return _status("known", answer.state, **shown)
    if row["people"] or row["household"]:
        return _status("shared", answer.state, household=row["household"])
    return _status("anonymous", answer.state, guess=row["guess"] and _guess(row["guess"], view))


def _allowed(row: Row, view: View) -> Answer:
    """As it is remembered, else worked out from what the cookie and everybody it is linked to said."""
    if row["known"] is not None:
        state = STATES[row["known"]]
        return Answer(state == "granted", state)
    if view.asks:
        view.unremembered.cookies.add(row["key"])
    known = evidence(row["linked"], [(row["key"], row["statements"])])
    return may(known.of(row["key"]), view.asked)


def _guess(guess: Row, view: View) -> dict[str, Any] | None:
    """None where the likely individual did not agree, or somebody of the household refused."""
    permits = {person["id"]: view.answer(person) for person in guess["people"]}
    likely = permits.get(guess["individual"])
    agreed = likely.answer.allowed if likely else any(one.answer.allowed for one in permits.values())
    if not agreed or any(permit.refused for permit in permits.values()):
        return None
    return shown_link({name: value for name, value in guess.items() if name != "people"})


def _status(status: str, consent: State | None, **more: Any) -> dict[str, Any]:
    return {
        "status": status,
        "consent": consent,
        "individual": None,
        "household": None,
        "probability": None,
        "guess": None,
        **more,
    }
