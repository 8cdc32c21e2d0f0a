"""What `may` says of a person or a cookie for every purpose and channel, worked out to be remembered. Pure.

An answer is remembered as a list of numbers, one for each purpose that asks and each of its channels, with what it was
worked out by (the rules and this code), since when and until when it holds: until the next grant ends, the next
statement begins or the next minor comes of age. When what it rests on changes, it is forgotten: see
`app.consent.remembering`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, NamedTuple

from app.consent.evidence import Evidence, Said, about, covered, evidence
from app.consent.may import Asked, Node, State, Statement, adult_at, is_minor, may
from app.consent.rules import EVERY_CHANNEL, Rules
from app.graph.queries import statement

STATES: tuple[State, ...] = (
    "never_collected",
    "granted",
    "denied",
    "withdrawn",
    "expired",
    "minor",
    "restricted",
    "exempt",
)
"""By their numbers: statements know that 1 is granted."""
_LONGEST_S = int(timedelta(days=366).total_seconds())
"""Whatever holds for ever is worked out anew once a year."""
_DEFINITION = ("may.py", "evidence.py", "remembered.py", "rules.py")


class Worked(NamedTuple):
    """What comes to be remembered. `covered`: for each place of `may` the nodes that a grant covers there."""

    may: list[int]
    until: int
    covered: list[frozenset[Node]]

    def covers(self, node: Node) -> list[bool]:
        """By place, whether a grant covers a node."""
        return [node in nodes for nodes in self.covered]

    @property
    def grants(self) -> bool:
        """Whether there is anything that may be done."""
        return any(self.covered)


@cache
def places(rules: Rules) -> Mapping[tuple[str, str | None], int]:
    """Purpose and channel, None for whichever -> the place of the answer in the list."""
    asking = [one for one in rules.purposes.items() if one[1].needs != "nothing"]
    pairs = [(name, channel) for name, purpose in asking for channel in (None, *purpose.channels)]
    return {pair: place for place, pair in enumerate(pairs)}


@cache
def definition(rules: Rules) -> int:
    """A number of the rules and of the code that applies them: with others every answer is worked out anew."""
    code = [files(__package__).joinpath(name).read_text("utf-8") for name in _DEFINITION]
    text = "\n".join(
        [rules.model_dump_json(), statement("consent/people"), statement("consent/cookies"), *code]
    )
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) >> 1


def of_person(said: Said, rules: Rules, at: int) -> Worked:
    """For a row of `consent/people`."""
    births = [row[1] for row in said if row[0] and row[1]]
    states: list[int] = []
    covers: list[frozenset[Node]] = []
    told: list[Statement] = []
    for purpose in _purposes(rules):
        found = evidence([about(said, purpose)])
        told += found.around.statements
        for asked, state in _states(found, found.person.nodes, Asked(rules, purpose, None, at)):
            states.append(STATES.index(state))
            covers.append(covered(found, asked) if state == "granted" else frozenset())
    return Worked(states, _until(told, births, rules, at), covers)


def of_cookie(key: Node, statements: Sequence[Any], linked: Sequence[Said], rules: Rules, at: int) -> Worked:
    """For a row of `consent/cookies`."""
    births = [row[1] for said in linked for row in said if row[0] and row[1]]
    states: list[int] = []
    told: list[Statement] = []
    for purpose in _purposes(rules):
        own = [one for one in statements if one[5] == purpose]
        found = evidence([about(said, purpose) for said in linked], [(key, own)])
        told += found.around.statements
        asked = Asked(rules, purpose, None, at)
        states += [STATES.index(state) for _, state in _states(found, frozenset({key}), asked)]
    return Worked(states, _until(told, births, rules, at), [])


def _purposes(rules: Rules) -> list[str]:
    return list(dict.fromkeys(purpose for purpose, _ in places(rules)))


def _states(found: Evidence, nodes: Iterable[Node], asked: Asked) -> Iterator[tuple[Asked, State]]:
    """For each channel of a purpose. Where nothing was said about it, the channel makes no difference."""
    subject = found.of(*nodes)
    same = None if subject.statements else may(subject, asked).state
    for channel in (None, *asked.channels):
        by = asked._replace(channel=channel)
        yield by, same or may(subject, by).state


def _until(told: Iterable[Statement], births: Iterable[str], rules: Rules, at: int) -> int:
    """When any of it may change by itself: rather too early than too late."""
    moments = [at + _LONGEST_S, *(adult_at(born) for born in births if is_minor(born, at))]
    for one in told:
        for said in filter(None, (one.at, one.confirmed)):
            moments.append(said)
            if one.status == "granted":
                channels = (
                    rules.months if one.channel == EVERY_CHANNEL else {one.channel} & rules.months.keys()
                )
                moments += [rules.expires(channel, said) for channel in channels]
    return min(moment for moment in moments if moment > at)
