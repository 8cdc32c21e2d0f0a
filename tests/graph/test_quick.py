"""The quick lane leaves in the graph what the other lane would have left, whatever comes and however it was guessed."""

from functools import partial
from typing import Any

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.graph.store import Row, Store
from app.ingest.track_events import sighted
from app.ingest.tracking import Tracking
from app.sources.tracking import Event, Sender, events_of
from tests.graph.contents import everything, evidence
from tests.graph.tracking import LAPTOP, NOW, PHONE, TABLET, at, visits, write_seen

_OWN = ("born", "load_id")
"""What differs from one run to the next."""
_TRAITS = st.fixed_dictionaries(
    {},
    optional={
        "firstName": st.sampled_from(["Marie", "Paul"]),
        "lastName": st.sampled_from(["Petit", "Roux"]),
        "name": st.sampled_from(["Marie Petit", "Paul Roux"]),
        "email": st.sampled_from(["marie@orange.fr", "paul@free.fr"]),
        "phone": st.sampled_from(["0612345678", "nonsense"]),
        "address": st.sampled_from(
            [
                {"street": "1 rue A", "postalCode": "29780", "city": "Plouhinec"},
                {"street": "1 rue A", "city": "Lyon"},
            ]
        ),
    },
)
_WHO = st.fixed_dictionaries(
    {},
    optional={
        "userId": st.sampled_from(["u1", "u2", "anne@free.fr"]),
        "anonymousId": st.sampled_from([PHONE, TABLET]),
    },
).filter(bool)


@st.composite
def _event(draw: st.DrawFn) -> dict[str, Any]:
    who, kind = draw(_WHO), draw(st.sampled_from(["identify", "page"]))
    context: dict[str, Any] = {"ip": draw(st.sampled_from(["81.2.3.4", "90.1.2.3"]))}
    if draw(st.booleans()):
        context["timezone"] = "Pacific/Noumea"
    if draw(st.booleans()):
        context["device"] = {"id": "11112222-3333-4444-5555-666677778888"}
    said = {"traits": draw(_TRAITS)} if kind == "identify" else {"properties": {"path": "/femme"}}
    hour, minute = draw(st.sampled_from([3, 9])), draw(st.integers(0, 59))
    message = f"m{draw(st.integers(0, 40))}"
    return {
        "type": kind,
        "messageId": message,
        "timestamp": at(hour, minute),
        "context": context,
        **who,
        **said,
    }


_GROUP = st.tuples(st.booleans(), st.lists(_event(), min_size=1, max_size=5))
_HISTORY = st.lists(_GROUP, min_size=2, max_size=6)
"""Groups of events, each with a public write key or not. Few values, so that much of it is told again."""


@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_HISTORY)
def test_the_quick_lane_makes_no_difference(
    graph: Store, history: list[tuple[bool, list[dict[str, Any]]]]
) -> None:
    groups = [_events(items, claims=claims) for claims, items in history]
    left = []
    for write in (Tracking(graph).write, partial(write_seen, Tracking(graph))):
        graph.run_text("MATCH (n) WHERE NOT n:Schema DETACH DELETE n")
        for group in groups:
            write(sighted(group))
        left.append((_evidence(graph), _derived(graph)))
    assert left[0] == left[1]


def _events(items: list[dict[str, Any]], *, claims: bool) -> list[Event]:
    found, bad = events_of({"batch": items}, "batch", Sender("shop" if claims else "web", NOW, claims=claims))
    assert not bad
    return found


def _evidence(graph: Store) -> Any:
    nodes, links = evidence(everything(graph))
    for _, properties in nodes.values():
        for name in _OWN:
            properties.pop(name, None)
    return nodes, links


def _derived(graph: Store) -> Any:
    """Who is who, found by what, who lives together, and whose browsers are whose; people by their records."""
    of = "[(%s)<-[:IDENTIFIES]-(c:Customer) | c.id]"
    people = graph.run_text(
        f"MATCH (i:Individual)-[:MEMBER_OF]->(h) RETURN {of % 'i'} AS records, i.name AS name, i.keys AS keys, "
        f"i.building AS building, [(h)<-[:MEMBER_OF]-(i2:Individual) | {of % 'i2'}] AS home"
    )
    records = graph.run_text(
        "MATCH (c:Customer) RETURN c.id AS id, c.keys, c.content, c.carries, c.called, labels(c)"
    )
    online = graph.run_text(
        f"MATCH (x:Cookie|Device)-[:IDENTIFIES]->(i:Individual) RETURN x.key AS key, {of % 'i'} AS records "
        "UNION ALL MATCH (x:Cookie|Device)-[:MEMBER_OF]->(h:Household) "
        f"RETURN x.key AS key, [(h)<-[:MEMBER_OF]-(i:Individual) | {of % 'i'}] AS records"
    )
    return [sorted(map(_plain, rows)) for rows in (people, records, online)]


def _plain(row: Row) -> str:
    return str({name: _sorted(value) for name, value in row.items()})


def _sorted(value: Any) -> Any:
    return sorted(map(_sorted, value)) if isinstance(value, list) else value


def test_most_of_it_is_written_by_the_one_statement(graph: Store) -> None:
    """Or the test above would compare the other lane with itself."""
    told = {
        "firstName": "Marie",
        "email": "marie@orange.fr",
        "address": {"street": "1 rue A", "city": "Lyon"},
    }
    first = {"type": "identify", "userId": "u1", "anonymousId": PHONE, "traits": told}
    visit = {"type": "page", "userId": "u1", "anonymousId": PHONE}
    tracking = Tracking(graph)
    tracking.write(sighted(_events([first | {"messageId": "m1", "timestamp": at(8)}], claims=False)))
    again = [
        one | {"messageId": f"m{hour}", "timestamp": at(hour)}
        for hour in (7, 9, 10)
        for one in (first, visit)
    ]
    elsewhere = visit | {"messageId": "m12", "timestamp": at(12), "anonymousId": TABLET}
    for quick in (again, [*again, visit], [elsewhere]):
        assert not tracking.write_seen(sighted(_events(quick, claims=False))).sightings
    (attached,) = graph.run_text(
        "MATCH (:Customer {id: 'web:u1'})-[:USES_COOKIE]->(x:Cookie)-[:IDENTIFIES]->(i:Individual) "
        "RETURN count(x) AS cookies, count(DISTINCT i) AS people"
    )
    assert attached == {"cookies": 2, "people": 1}
    news = first | {"messageId": "m11", "timestamp": at(11), "traits": told | {"firstName": "Anne"}}
    anonymous = {"type": "page", "anonymousId": LAPTOP, "messageId": "m13", "timestamp": at(13)}
    left = tracking.write_seen(sighted(_events([news, anonymous], claims=False)))
    assert ([one.event.record_id for one in left.sightings], left.told) == (["web:u1"], {"web:u1"})
    assert visits(graph)[f"cookie:{LAPTOP}"] == 1


class Cut(Store):
    """The same server; the connection is lost before it can say that it has committed."""

    def __init__(self, store: Store) -> None:
        super().__init__(store._driver, store.database)
        self.home = store.home

    def write_alone(self, name: str, /, **p: Any) -> None:
        assert super().write_alone(name, **p), "written"


def test_events_of_which_nobody_knows_whether_they_are_committed_count_once(graph: Store) -> None:
    seen = _events(
        [{"type": "page", "anonymousId": PHONE, "messageId": "m1", "timestamp": at(8)}], claims=False
    )
    assert not Tracking(Cut(graph)).write_seen(sighted(seen)).sightings
    assert visits(graph) == {f"cookie:{PHONE}": 1}
