"""All that was ever said about a person's consent, and what it comes to now."""

import time
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from app.consent.evidence import Evidence, Permit, about, evidence
from app.consent.may import Asked, Statement, in_force, may
from app.consent.rules import EVERY_CHANNEL, Rules, rules_in_force
from app.consent.statements import PROOF
from app.consent.view import View
from app.errors import NotFound
from app.graph.store import Row, Store


def consents(store: Store, id: str, purposes: Collection[str] | None = None, view: View | None = None) -> Row:
    """{id, decisions, statements}; of the successor, for a retired ID. Raises NotFound.

    `decisions`: {purpose, channel, allowed, state, because} of each purpose and channel, and of none named; `because`:
    the statements that decided. `statements`: newest first, with `expires`, and `counts`: whether it is in force on its
    identifier. `purposes`: of these alone. `view`: what it is read for; of identifiers that may not be shown for it the
    key says no more than what it is one of ("email:***"), and there is no proof.
    """
    hides = view is not None and not view.asked.sees_restricted
    row = store.one("consent/history", id=id, purpose=None, asks=True, hides=hides)
    if row is None:
        raise NotFound("No individual has this ID")
    rules, now = rules_in_force(), int(time.time())
    decisions: list[Row] = []
    counting: set[tuple[str, str]] = set()
    for name, purpose in rules.purposes.items():
        if purpose.needs == "consent" and (purposes is None or name in purposes):
            found, asked = evidence([about(row["said"], name)]), Asked(rules, name, None, now)
            decisions += _decisions(found, asked)
            counting |= _counting(found, asked)
    permitted = None if view is None else view.of(about(row["said"], view.purpose))
    statements = [
        _shown(one, rules, counting) | _kept_back(one["key"], permitted)
        for one in row["statements"]
        if purposes is None or one["purpose"] in purposes
    ]
    return {"id": row["id"], "decisions": decisions, "statements": statements}


def _decisions(found: Evidence, asked: Asked) -> Iterator[Row]:
    for channel in (None, *asked.channels):
        answer = may(found.person, asked._replace(channel=channel))
        yield {
            "purpose": asked.purpose,
            "channel": channel,
            "allowed": answer.allowed,
            "state": answer.state,
            "because": sorted({one.id for one in answer.because}),
        }


def _counting(found: Evidence, asked: Asked) -> set[tuple[str, str]]:
    """(identifier, statement) of all that are in force on their identifier."""
    by_key: dict[str, list[Statement]] = {}
    for one in found.around.statements:
        by_key.setdefault(one.on, []).append(one)
    in_effect = (in_force(own, asked, channel) for own in by_key.values() for channel in asked.channels)
    return {(one[0].on, one[0].id) for one in in_effect if one}


def _kept_back(key: str, permitted: Permit | None) -> Row:
    if permitted is None or permitted.shows_contact(key):
        return {}
    return {"key": f"{key.partition(':')[0]}:***", **dict.fromkeys(PROOF)}


def _shown(statement: Mapping[str, Any], rules: Rules, counting: set[tuple[str, str]]) -> Row:
    """One statement, with the day a grant ends by itself; a channel at a time where it is about all of them."""
    ends = None
    if statement["status"] == "granted" and statement["purpose"] in rules.purposes:
        said = statement["confirmed"] or statement["at"]
        at = int(datetime.fromisoformat(said).timestamp())
        channel = statement["channel"]
        channels = rules.purposes[statement["purpose"]].channels if channel == EVERY_CHANNEL else [channel]
        ends = max((rules.expires(one, at) for one in channels if one in rules.months), default=None)
    expires = None if ends is None else datetime.fromtimestamp(ends, UTC).isoformat().replace("+00:00", "Z")
    return {**statement, "expires": expires, "counts": (statement["key"], statement["id"]) in counting}
