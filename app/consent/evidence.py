"""What `cypher/parts/consents` found about people, brought before `may`: who may be shown, and how much. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from app.consent.may import Answer, Asked, Link, Node, Statement, Subject, closure, lapsed, may, said_on

Said = Sequence[Any]
"""Rows as the statement gives them, of one individual."""

_PURPOSE = 5
"""Where a statement of `parts/consents` names its purpose."""
_PASSES, _STAYS = 2, 1
"""How far a grant on an identifier reaches: see the statement."""
REFUSALS = frozenset({"denied", "withdrawn", "minor", "restricted", "exempt"})
"""States that are more than nobody having asked yet."""
_REACHED_BY = {
    "email": frozenset({"email"}),
    "phone": frozenset({"sms", "phone"}),
    "street_address": frozenset({"post"}),
    "street": frozenset({"post"}),
    "unit": frozenset({"post"}),
    "address": frozenset({"post"}),
    "cookie": frozenset({"web"}),
    "device": frozenset({"web", "push"}),
    "ip": frozenset({"web"}),
    "user_agent": frozenset({"web"}),
}
"""Field, or namespace of an identifier -> the channels that it reaches a person by: it is shown for those only."""


class Permit(NamedTuple):
    """What may be shown of an individual. `shown`: its records and identifiers that may; None: all.

    `hidden`: fields that may not, for they would reach the person by a channel that was not granted.
    """

    answer: Answer
    shown: frozenset[Node] | None
    hidden: frozenset[str] = frozenset()

    @property
    def refused(self) -> bool:
        """Whether somebody said no, which is more than nobody having asked."""
        return self.answer.state in REFUSALS

    def shows(self, node: Node) -> bool:
        """Whether a record or identifier may be seen."""
        return self.answer.allowed and (self.shown is None or node in self.shown)

    def shows_contact(self, key: Node) -> bool:
        """The same of an identifier, which may not where it reaches the person by a channel that was not granted."""
        return self.shows(key) and _namespace(key) not in self.hidden


@dataclass(frozen=True, slots=True)
class Evidence:
    """Records and identifiers of one or several individuals, how they are linked, and what was said about them."""

    records: frozenset[Node]
    around: Subject

    def of(self, *nodes: Node) -> Subject:
        """These nodes as the subject."""
        return replace(self.around, nodes=frozenset(nodes))

    @property
    def person(self) -> Subject:
        """The individual as the subject. A grant has to reach one of the records: one on a family's tablet does not."""
        return self.of(*self.records, *self.around.restricted)


def evidence(people: Iterable[Said], own: Iterable[tuple[Node, Sequence[Any]]] = ()) -> Evidence:
    """From rows of `parts/consents`, one list for each individual. `own`: identifiers with their statements beside."""
    records: dict[Node, str | None] = {}
    links: dict[Link, None] = {}
    statements: dict[tuple[Node, str], Statement] = {}
    ends: set[Node] = set()
    browsers: set[Node] = set()
    nodes: set[Node] = set()
    restricted: set[Node] = set()
    for said in people:
        restricted |= restricted_in(said)
        known = [row[0] for row in said if row[0]]
        records |= {row[0]: row[1] for row in said if row[0]}
        alone = {key for row in said if not row[0] for key, reach, _ in row[3] if reach}
        # Whoever they are linked by, records of one individual are linked: by a guess, if by nothing better.
        links |= dict.fromkeys(Link(known[0], record, False) for record in known[1:])
        for record, _, stewards, carried, _ in said:
            links |= dict.fromkeys(
                Link(record, other, True) for other in stewards if record and other in known
            )
            for key, reach, about in carried:
                nodes.add(key)
                certain = reach >= _STAYS or key in alone
                links[Link(record or (known[0] if known else key), key, certain and record is not None)] = (
                    None
                )
                statements |= {(key, one[0]): _statement(key, one) for one in about}
                if reach < _PASSES:
                    ends.add(key)
                if reach < _STAYS or record is None:
                    browsers.add(key)
    for key, about in own:
        nodes.add(key)
        links |= dict.fromkeys(Link(key, record, False) for record in restricted)
        statements |= {(key, one[0]): _statement(key, one) for one in about}
    births = {record: born for record, born in records.items() if born}
    every = frozenset(nodes | records.keys() | restricted)
    told = tuple(statements.values())
    around = Subject(
        every, tuple(links), told, births, frozenset(ends), frozenset(browsers), frozenset(restricted)
    )
    return Evidence(frozenset(records), around)


def about(said: Said, purpose: str) -> list[Any]:
    """The same rows with the statements about one purpose."""
    return [
        [
            *row[:3],
            [[key, reach, [one for one in told if one[_PURPOSE] == purpose]] for key, reach, told in row[3]],
            row[4],
        ]
        for row in said
    ]


def restricted_in(said: Said) -> set[Node]:
    """The records of an individual that nobody may see."""
    return {row[0] for row in said if row[0] and row[4]}


def permit(said: Said, asked: Asked) -> Permit:
    """What may be shown of one individual for what is asked."""
    found = evidence([said])
    answer = may(found.person, asked)
    if not answer.allowed or asked.needs == "nothing":
        return Permit(answer, None if answer.allowed else frozenset())
    granted = [asked.channel] if asked.channel else _granted(found, asked)
    hidden = frozenset(field for field, channels in _REACHED_BY.items() if channels.isdisjoint(granted))
    return Permit(answer, covered(found, asked), hidden)


def covered(found: Evidence, asked: Asked) -> frozenset[Node]:
    """The nodes of an individual, whom nobody refused for, that a grant reaches: those of which `may` says yes.

    What `may` works out for each node alone is done once for all: the same links, and statements in force, for each.
    """
    around = found.around
    given: set[Node] = set()
    over: set[Node] = set()
    by_node: dict[Node, list[Statement]] = {}
    for statement in around.statements:
        by_node.setdefault(statement.on, []).append(statement)
    for node, statements in by_node.items():
        states = said_on(statements, asked)
        if "granted" in states:
            given.add(node)
        elif node in around.browsers and lapsed(states):
            over.add(node)
    # A grant reaches whom it is reached from: one walk from all grants finds every node that any of them covers.
    certain = (link for link in around.links if link.certain)
    return frozenset(closure(given, certain, around.ends) - over)


def may_show(found: Evidence, key: Node, asked: Asked) -> bool:
    """Whether an identifier may be shown by what was said of it and around it, by a channel that it reaches by."""
    if not may(found.of(key), asked).allowed:
        return False
    channels = _REACHED_BY.get(_namespace(key))
    if channels is None or asked.needs == "nothing":
        return True
    reaching = (channel for channel in asked.channels if channel in channels)
    return any(may(found.of(key), asked._replace(channel=channel)).allowed for channel in reaching)


def _namespace(key: Node) -> str:
    return key.partition(":")[0]


def _granted(found: Evidence, asked: Asked) -> set[str]:
    return {one for one in asked.channels if may(found.person, asked._replace(channel=one)).allowed}


def _statement(key: Node, row: Sequence[Any]) -> Statement:
    id, channel, status, at, confirmed = row[:5]
    return Statement(id, key, channel, status, at, confirmed)
