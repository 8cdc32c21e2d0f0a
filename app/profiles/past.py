"""People and households as they were held to be at some moment.

Who belonged to whom is as it was. What is shown of them is what their records of that time say today, as far as these
still exist: values before a correction, edges and devices of that time are not kept. Who may be seen is decided by what
people allow today.
"""

from collections.abc import Iterable
from typing import Any

from app.consent.evidence import Permit, restricted_in
from app.consent.view import View
from app.errors import Forbidden, NotFound
from app.feed.changes import kind_of
from app.feed.past import Moment, Past, State
from app.graph.store import Row, Store
from app.profiles.golden import golden, golden_name
from app.profiles.record import shown_record


def individual_then(store: Store, id: str, then: Moment, view: View) -> Row:
    """{id, as_of, name, household, golden, records, gone}; of the ID that stood for this one then.

    `gone`: how many of its records exist no more. Raises NotFound, and Forbidden where none of the others may be seen.
    """
    if kind_of(id) != "individual":
        raise NotFound("This is no individual's ID")
    found = Past(store, then).state(id)
    people = _People(store, view, [found])
    records = people.records(found)
    if not records and people.refused:
        raise Forbidden(f"Not to be shown for {view.purpose}")
    return {
        "id": found.id,
        "as_of": then.as_json(),
        "name": golden_name(records) or None,
        "household": found.household,
        "golden": golden(records),
        "records": [shown_record(record) for record in records],
        "gone": people.gone(found),
    }


def household_then(store: Store, id: str, then: Moment, view: View) -> Row:
    """{id, as_of, size, members: [{id, name, records, gone}]}; `records` counts. Raises as `individual_then`.

    Of whom nothing is left but an ID, the ID is shown.
    """
    past = Past(store, then)
    home = past.state(id)
    found = past.states(home.members)
    people = _People(store, view, found)
    members = [
        {
            "id": one.id,
            "name": golden_name(records) or None,
            "records": len(records),
            "gone": people.gone(one),
        }
        for one in found
        for records in [people.records(one)]
        if records or not people.left(one)
    ]
    if not members and people.refused:
        raise Forbidden(f"Nobody of this household is to be shown for {view.purpose}")
    return {"id": home.id, "as_of": then.as_json(), "size": len(members), "members": members}


def lookup_then(store: Store, records: Iterable[str], then: Moment) -> dict[str, Any]:
    """{individuals, households, records, found} behind records of today: of those that existed then."""
    today = {row["record"]: row for row in store.read("feed/births", records=sorted(records))}
    past = Past(store, then)
    owners = past.owners({row["born"]: row["individual"] for row in today.values()})
    there = [record for record, row in today.items() if row["born"] in owners]
    states = past.states(set(owners.values()))
    return {
        "individuals": [state.id for state in states],
        "households": sorted({state.household for state in states if state.household}),
        "records": sorted(there),
        "found": len(there),
    }


class _People:
    """The records of some individuals then, as far as they exist and may be seen today."""

    def __init__(self, store: Store, view: View, found: list[State]) -> None:
        born = sorted({record for one in found for record in one.members})
        self._records: dict[str, Row] = {}
        self._left: set[str] = set()
        self.refused = False
        """Whether somebody may not be seen."""
        for row in store.read("feed/records_of", born=born, **view.p):
            permit = view.of(row["said"])
            self._left |= {record["born"] for record in row["records"]}
            hidden = restricted_in(row["said"])
            shown = [one for one in row["records"] if permit.shows(one["id"]) and one["id"] not in hidden]
            self.refused |= len(shown) < len(row["records"])
            self._records |= {record["born"]: _seen(record, permit) for record in shown}

    def records(self, one: State) -> list[Row]:
        """Those that may be seen."""
        return [self._records[born] for born in sorted(one.members) if born in self._records]

    def left(self, one: State) -> bool:
        """Whether any of its records exists today."""
        return not self._left.isdisjoint(one.members)

    def gone(self, one: State) -> int:
        """How many of its records do not."""
        return len(one.members - self._left)


def _seen(record: Row, permit: Permit) -> Row:
    return {name: value for name, value in record.items() if name.removeprefix("std_") not in permit.hidden}
