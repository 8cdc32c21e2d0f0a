"""What a reading is for: every statement in `cypher/read` takes the purpose from here."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.access.caller import Caller
from app.consent.evidence import Permit, Said, permit
from app.consent.may import Answer, Asked
from app.consent.remembered import STATES, definition, places
from app.consent.rules import Rules, rules_in_force
from app.errors import BadInput, Forbidden

STEWARDSHIP = "stewardship"


@dataclass(frozen=True, slots=True)
class Unremembered:
    """Whose answer had to be worked out as it was read: IDs of people, keys of cookies."""

    people: set[str] = field(default_factory=set)
    cookies: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class View:
    """A purpose to read for, as of now."""

    asked: Asked
    unremembered: Unremembered = field(default_factory=Unremembered, compare=False)

    @property
    def purpose(self) -> str:
        return self.asked.purpose

    @property
    def asks(self) -> bool:
        """Whether anybody has to have agreed."""
        return self.asked.needs != "nothing"

    @property
    def p(self) -> dict[str, Any]:
        """The parameters of a statement that reads."""
        rules, channel = self.asked.rules, self.asked.channel
        return {
            "purpose": self.purpose,
            "asks": self.asks,
            "hides": not self.asked.sees_restricted,
            "rules": definition(rules),
            "place": places(rules).get((self.purpose, channel)),
            "at": self.asked.at,
        }

    def by(self, channel: str) -> "View":
        """By this channel, where the purpose has it."""
        has = channel in self.asked.rules.purposes[self.purpose].channels
        return replace(self, asked=self.asked._replace(channel=channel)) if has else self

    def of(self, said: Said) -> Permit:
        """What may be shown of an individual, from what the statement gave as `said`."""
        return permit(said, self.asked)

    def answer(self, person: Mapping[str, Any]) -> Permit:
        """The same of {id, known, shown, said}: as it is remembered, else from `said`. Then it is worth remembering."""
        if person["known"] is not None:
            state = STATES[person["known"]]
            return Permit(Answer(state == "granted", state), frozenset(person.get("shown") or ()))
        if self.asks:
            self.unremembered.people.add(person["id"])
        return self.of(person["said"])

    def require(self, said: Said) -> Permit:
        """The same; raises Forbidden where nothing may be shown. Says why, and not of whom."""
        found = self.of(said)
        if not found.answer.allowed:
            state = found.answer.state.replace("_", " ")
            raise Forbidden(f"Not to be shown for {self.purpose}: {_WHY.get(found.answer.state, state)}")
        return found


_WHY = {
    "denied": "the person refused",
    "withdrawn": "the person withdrew their consent",
    "expired": "the consent of the person has expired",
    "never_collected": "the person was never asked, or has not answered",
    "minor": "the person may be under age",
    "restricted": "processing of the person is restricted",
    "exempt": "what is counted without consent is never brought together with a person",
}


def view_of(
    caller: Caller, purpose: str | None = None, channel: str | None = None, rules: Rules | None = None
) -> View:
    """The view of who asks, for the purpose they name, else for the one that is their role's or their key's only one.

    Raises BadInput for a purpose or channel that there is not, or where one must be named; Forbidden for a purpose
    that is not theirs to read for.
    """
    rules = rules or rules_in_force()
    name = _named(purpose, rules) if purpose else _default(caller, rules)
    found = rules.purposes[name]
    if name not in read_for(caller, rules):
        raise Forbidden(f"This caller does not read for the purpose {name}")
    if channel and channel not in found.channels:
        known = ", ".join(found.channels) or "none"
        raise BadInput(f"channel: {name} has no such channel; it has: {known}")
    return View(Asked(rules, name, channel or None, int(time.time())))


def read_for(caller: Caller, rules: Rules) -> list[str]:
    """The purposes that a caller may read for: those of the role, and where a key has some of its own, only these."""
    own = _own(caller, rules)
    return [
        name
        for name, purpose in rules.purposes.items()
        if caller.role in purpose.roles and (not own or name in own)
    ]


def _own(caller: Caller, rules: Rules) -> set[str | None]:
    return {rules.name_of(one) for one in caller.purposes}


def _named(purpose: str, rules: Rules) -> str:
    name = rules.name_of(purpose)
    if name is None:
        raise BadInput(f"purpose: an unknown one; there are: {', '.join(rules.purposes)}")
    return name


def _default(caller: Caller, rules: Rules) -> str:
    own, name = _own(caller, rules), rules.default_of(caller.role)
    if len(own) == 1:
        (name,) = own
    if name is None or (own and name not in own):
        known = ", ".join(sorted(filter(None, own)) or rules.purposes)
        raise BadInput(f"purpose: say what you read for, one of: {known}")
    return name
