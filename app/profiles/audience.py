"""Everybody who may be reached for a purpose by a channel, and at which contact points."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.consent.evidence import Permit
from app.consent.may import State
from app.consent.view import View
from app.errors import BadInput
from app.graph.store import Row, Store
from app.profiles.names import seen_name

_LABELS = {
    "email": "Email",
    "sms": "Phone",
    "phone": "Phone",
    "post": "Address",
    "push": "Device",
    "web": "Cookie",
}


class Member(NamedTuple):
    """One individual of an audience. `contacts`: values that the consent covers, sorted."""

    individual: str
    name: str | None
    household: str | None
    contacts: list[str]


@dataclass
class Audience:
    """Members as they are read, once. Then `states` counts everybody, by what their consent has come to, and
    `unreachable` those among them who agreed and have no contact point of the channel. A browser that several use is
    none where one of them refused.
    """

    store: Store
    view: View
    states: Counter[State] = field(default_factory=Counter)
    unreachable: int = 0

    def __iter__(self) -> Iterator[Member]:
        """Raises BadInput where the purpose has no channel to reach people by."""
        label = _LABELS.get(self.view.asked.channel or "")
        if label is None:
            raise BadInput(f"An audience needs a channel: one of {', '.join(_LABELS)}")
        for row in self.store.stream("read/audience", label=label, **self.view.p):
            found = self.view.answer(row)
            self.states[found.answer.state] += 1
            if not found.answer.allowed:
                continue
            if contacts := self._contacts(row, found):
                name = row["name"] if row["cards"] is None else seen_name(row, found)
                yield Member(row["id"], name, row["household"], contacts)
            else:
                self.unreachable += 1

    def _contacts(self, row: Row, found: Permit) -> list[str]:
        remembered = row["known"] is not None
        refused = {one["id"] for one in row["people"] if self.view.answer(one).refused}
        shown = {
            value
            for key, value, others in row["contacts"]
            if (remembered or found.shows(key)) and refused.isdisjoint(others)
        }
        return sorted(shown)

    def __str__(self) -> str:
        """The numbers, for a person to read."""
        lines = [
            f"  {state.replace('_', ' '):<16} {count:>10,}" for state, count in self.states.most_common()
        ]
        if self.unreachable:
            lines.append(f"  agreed, without a contact point of this channel: {self.unreachable:,}")
        return "\n".join(lines)
