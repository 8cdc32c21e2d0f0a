"""What a person was told to be over time, into what holds now: of each field the newest telling.

The outcome does not depend on the order in which tellings arrive, so a late one cannot undo a newer one. An address is
told whole: half of an old one beside half of a new one is no address. A whole name replaces the parts told before it,
and parts a whole name told before them.
"""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_ADDRESS = ("street_address", "locality", "postal_code", "country")
_PARTS = ("given_name", "family_name", "birth_family_name")
_WHOLE = "full_name"
_NEVER = ""

Fields = dict[str, Any]


def group_of(name: str) -> str:
    """What a field is told together with: itself, but for the parts of an address."""
    return "address" if name in _ADDRESS else name


def line(group: str, at: datetime) -> str:
    """When a group was told, as a record keeps it: "email 2026-03-14T09:26:53.000000+00:00"."""
    return f"{group} {_moment(at)}"


def taken_away(fields: Collection[str]) -> set[str]:
    """Which fields a record does not keep when these are told, if it has them."""
    gone = {*_ADDRESS} if any(name in _ADDRESS for name in fields) else set()
    if _WHOLE in fields:
        gone |= {*_PARTS}
    elif any(name in _PARTS for name in fields):
        gone |= {_WHOLE}
    return gone - set(fields)


def by_group(fields: Mapping[str, Any]) -> dict[str, Fields]:
    """Group -> its fields."""
    groups: dict[str, Fields] = {}
    for name, value in fields.items():
        groups.setdefault(group_of(name), {})[name] = value
    return groups


@dataclass
class Told:
    """`fields`: what holds now, raw. `at`: group -> when its newest telling was, in ISO 8601, UTC."""

    fields: Fields = field(default_factory=dict)
    at: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, fields: Fields, lines: list[str]) -> "Told":
        """From what a record keeps: its fields, and lines of `told_at`."""
        return cls(dict(fields), dict(line.split(" ", 1) for line in lines))

    def lines(self) -> list[str]:
        """As a record keeps it, see `line`."""
        return [f"{group} {at}" for group, at in sorted(self.at.items())]

    def tell(self, fields: Mapping[str, Any], at: datetime) -> None:
        """Take in one telling. Of two at the same moment the one that sorts last counts."""
        if not fields:
            return
        moment = _moment(at)
        for group, told in by_group(fields).items():
            if (moment, _sorted(told)) > (self.at.get(group, _NEVER), _sorted(self._now(group))):
                self.fields = {
                    name: value for name, value in self.fields.items() if group_of(name) != group
                } | told
                self.at[group] = moment
        self._settle_names()

    def holds(self, group: str, told: Fields) -> bool:
        """Whether this telling of a group is what holds now."""
        return self._now(group) == told

    def _now(self, group: str) -> Fields:
        return {name: value for name, value in self.fields.items() if group_of(name) == group}

    def _settle_names(self) -> None:
        whole = self.at.get(_WHOLE, _NEVER)
        if whole < max(self.at.get(part, _NEVER) for part in _PARTS):
            self.fields.pop(_WHOLE, None)
        for part in _PARTS:
            if self.at.get(part, _NEVER) < whole:
                self.fields.pop(part, None)


def _moment(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")


def _sorted(fields: Fields) -> str:
    return json.dumps(fields, sort_keys=True)
