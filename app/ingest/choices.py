"""Choices that events are stamped with, into statements about the cookies, devices and users that they come from."""

from collections.abc import Iterable, Iterator, Sequence

from app.consent.rules import Rules, rules_in_force
from app.consent.signals import of_event
from app.consent.statements import as_text, row_of
from app.graph.store import Row
from app.ingest.identifiers import Identifier, identifiers_of
from app.sources.tracking import BadEvent, Event
from app.standardise.identifier import standardise_external_id


def choice_rows(sighted: Iterable[tuple[Event, Sequence[Identifier]]], rules: Rules) -> list[Row]:
    """Rows for `cypher/ingest/consents_append` from events and the cookies and devices they were seen on.

    Each choice is one a day, however many events bear it.
    """
    rows: dict[str, Row] = {}
    for event, online in sighted:
        if not event.choices:
            continue
        statements, _ = of_event(event.choices, event.at, event.source, rules)
        for identifier in (*online, *_user(event)):
            for said in statements:
                row = row_of(identifier, said)
                before = rows.setdefault(row["props"]["id"], row)["props"]
                before["at"] = min(before["at"], as_text(said.at))
                if said.confirmed:
                    before["confirmed"] = max(before["confirmed"], as_text(said.confirmed))
    return list(rows.values())


def left_out(events: Sequence[Event], bad: Sequence[BadEvent]) -> list[BadEvent]:
    """What goes into quarantine: bad events, and what the others say of consent that cannot be taken."""
    return [*bad, *unclear(events, rules_in_force())]


def unclear(events: Sequence[Event], rules: Rules) -> Iterator[BadEvent]:
    """What events say of consent and cannot be taken; the events themselves count."""
    for event in events:
        if event.choices:
            raw = {"categories": dict(event.choices.categories), "tcString": event.choices.tc_string}
            for fault in of_event(event.choices, event.at, event.source, rules)[1]:
                yield BadEvent(event.place, fault.field, fault.reason, raw)


def _user(event: Event) -> Iterable[Identifier]:
    """The user's ID, so that a choice made while signed in goes with them; what a claim says stays on its browser."""
    if event.claimed or not event.record or not event.ids:
        return ()
    return identifiers_of({"external_id": standardise_external_id(event.ids[0]).value})
