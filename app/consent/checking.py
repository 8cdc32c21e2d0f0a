"""Whether what is remembered is what `may` says now: part of `idgraph health --check`."""

import time
from collections.abc import Iterator
from typing import NamedTuple

from app.consent.remembered import definition, of_cookie, of_person
from app.consent.rules import Rules, rules_in_force
from app.graph.store import Row, Store, batches

_TOGETHER = 1_000


class Checked(NamedTuple):
    """How many remembered answers were looked at, and who has a wrong one: IDs and keys, sorted."""

    checked: int
    broken: tuple[str, ...]


def check_remembered(store: Store, now: int | None = None) -> Checked:
    """Work out every answer that would be used at `now` (seconds since 1970) and compare. Changes nothing."""
    at = int(time.time()) if now is None else now
    found = [*_people(store, rules_in_force(), at), *_cookies(store, rules_in_force(), at)]
    return Checked(len(found), tuple(sorted(name for name, right in found if not right)))


def _people(store: Store, rules: Rules, at: int) -> Iterator[tuple[str, bool]]:
    asked = {"rules": definition(rules), "at": at, "purpose": None, "asks": True, "hides": True}
    for row in store.stream("check/remembered_people", **asked):
        worked = of_person(row["said"], rules, at)
        covers = all(held == worked.covers(node) for node, held in row["covers"]) or not worked.grants
        yield row["id"], worked.may == row["may"] and covers


def _cookies(store: Store, rules: Rules, at: int) -> Iterator[tuple[str, bool]]:
    remembered = store.stream("check/remembered_cookies", rules=definition(rules), at=at)
    for batch in batches(remembered, _TOGETHER):
        may = {row["key"]: row["may"] for row in batch}
        for row in _facts(store, list(may)):
            worked = of_cookie(row["key"], row["statements"], row["linked"], rules, at)
            yield row["key"], worked.may == may[row["key"]]


def _facts(store: Store, keys: list[str]) -> list[Row]:
    return store.read("consent/cookies", cookies=keys, purpose=None, asks=True, hides=True)
