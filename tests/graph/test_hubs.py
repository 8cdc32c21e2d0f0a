"""Values that count for nothing are marked as they arrive, and no longer once nobody has them: as in a rebuild."""

from pathlib import Path

import pytest

from app.access.caller import LOCAL
from app.audit import COMMAND
from app.consent.view import STEWARDSHIP, view_of
from app.graph.store import Store
from app.matching.shipped import shipped_model
from app.profiles.lookup import MOST_RECORDS, lookup
from app.resolution.bulk import resolve
from app.resolution.in_force import put_in_force
from app.resolution.live.waiting import resolve_waiting
from app.stewardship.reviews import reviews
from app.stewardship.unload import unload
from tests.graph.evidence import FAMILY, Row, add, population
from tests.graph.histories import consented
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.tracking import identify, track

TILL, SHARED = "till7@till.fr", "lesamis@example.org"
JUNK = '[junk]\nemail = ["*@till.fr"]\n'


def hubs(store: Store) -> list[str]:
    rows = store.run_text("MATCH (x:Identifier) WHERE x.hub RETURN x.key AS key ORDER BY key")
    return [row["key"] for row in rows]


def blocks(store: Store) -> list[Row]:
    return store.run_text("MATCH (b:Block) RETURN b {.*} AS block ORDER BY b.token")


def staff(email: str) -> list[Row]:
    """Ten people who share an email address."""
    return [
        {"id": f"{n}", "first_name": "Ada", "last_name": name, "email": email}
        for n, name in enumerate(FAMILY[:10])
    ]


def same_as_rebuilt(store: Store) -> None:
    live = blocks(store)
    assert_as_rebuilt(store)
    assert blocks(store) == live


@pytest.mark.parametrize("limits", [JUNK], indirect=True, ids=["junk"])
@pytest.mark.usefixtures("limits")
def test_junk_is_marked_as_it_arrives_and_until_its_last_carrier_goes(graph: Store, tmp_path: Path) -> None:
    put_in_force(graph, shipped_model(), chosen=True)
    track(graph, identify("u1", "m1", 9, firstName="Marie", lastName="Petit", email=TILL))
    assert hubs(graph) == [f"email:{TILL}"]
    same_as_rebuilt(graph)
    track(graph, identify("u2", "m2", 10, email=TILL))
    consented(graph, tmp_path, TILL)
    track(graph, identify("u1", "m3", 11, email="marie@laposte.net"))
    assert hubs(graph) == [f"email:{TILL}"]
    same_as_rebuilt(graph)
    track(graph, identify("u2", "m4", 12, email="u2@laposte.net"))
    assert hubs(graph) == []
    same_as_rebuilt(graph)


@pytest.mark.parametrize("way", ["taken back", "changed by a file"])
def test_a_hub_whose_carriers_go_all_at_once_is_none_any_more(graph: Store, tmp_path: Path, way: str) -> None:
    """What was consented to there keeps the node: consents on it count again."""
    consented(graph, tmp_path, SHARED)
    add(graph, tmp_path, "crm", staff(SHARED))
    resolve(graph, quiet=True)
    assert hubs(graph) == [f"email:{SHARED}"]
    if way == "taken back":
        unload(graph, COMMAND, "crm")
    else:
        add(graph, tmp_path, "crm", [row | {"email": f"{row['last_name']}@free.fr"} for row in staff(SHARED)])
        resolve_waiting(graph)
    assert hubs(graph) == []
    assert graph.run_text("MATCH (x:Email {key: $p.key}) RETURN x.value AS value", key=f"email:{SHARED}")
    same_as_rebuilt(graph)


def test_what_is_no_hub_any_more_counts_for_those_who_changed_with_it(graph: Store, tmp_path: Path) -> None:
    """Of all who had it the last two changed as well: nobody else has to be looked at, but these anew."""
    add(graph, tmp_path, "crm", staff(SHARED))
    resolve(graph, quiet=True)
    moved = [row | {"email": f"{row['last_name']}@free.fr"} for row in staff(SHARED)[2:]]
    add(graph, tmp_path, "crm", moved + [row | {"phone": "0612345678"} for row in staff(SHARED)[:2]])
    resolve_waiting(graph)
    assert hubs(graph) == []
    same_as_rebuilt(graph)


def test_of_a_hub_that_stays_one_nobody_else_is_read(
    graph: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be thousands who have it, and everybody waits meanwhile."""
    put_in_force(graph, shipped_model(), chosen=True)
    add(graph, tmp_path, "crm", staff(SHARED))
    resolve(graph, quiet=True)
    first, second, *_ = staff(SHARED)
    read: list[bool] = []

    def noted(name: str, /, **p: object) -> list[Row]:
        read.append(name == "live/candidates" and bool(p["over"]))
        return Store.read_newest(graph, name, **p)

    monkeypatch.setattr(graph, "read_newest", noted)
    add(graph, tmp_path, "crm", [first | {"last_name": "Quennevillois"}, second | {"email": "ada@free.fr"}])
    resolve_waiting(graph)
    assert read
    assert not any(read)
    assert hubs(graph) == [f"email:{SHARED}"]
    same_as_rebuilt(graph)


def test_a_hub_whose_node_is_made_anew_is_marked_again(graph: Store, tmp_path: Path) -> None:
    """Two files that come before anything is resolved: nobody has it, then everybody."""
    add(graph, tmp_path, "crm", staff(SHARED))
    resolve(graph, quiet=True)
    add(graph, tmp_path, "crm", [row | {"email": ""} for row in staff(SHARED)])
    add(graph, tmp_path, "crm", staff(SHARED))
    assert hubs(graph) == []
    resolve_waiting(graph)
    assert hubs(graph) == [f"email:{SHARED}"]
    same_as_rebuilt(graph)


@pytest.mark.parametrize("limits", [f'{JUNK}ip = ["81.2.3.*"]\n'], indirect=True, ids=["junk"])
@pytest.mark.usefixtures("limits")
def test_junk_asks_no_steward(graph: Store, tmp_path: Path) -> None:
    """Whoever wrote the limits document has said what it is, be it a node or, as an address of the net, none."""
    add(graph, tmp_path, "crm", [row | {"ip": "81.2.3.4"} for row in staff(TILL)])
    resolve(graph, quiet=True)
    found = {(row["block"]["key"], row["block"]["most"]) for row in blocks(graph)}
    assert found == {(f"email:{TILL}", -1), ("ip:81.2.3.4", -1)}
    assert not reviews(graph, "", 10)["reviews"]


def test_who_looks_a_hub_up_is_told_how_many_records_carry_it(graph: Store, tmp_path: Path) -> None:
    add(graph, tmp_path, "crm", [row | {"phone": "0145678901"} for row in population(60)])
    resolve(graph, quiet=True)
    found = lookup(graph, "phone", "0145678901", view_of(LOCAL, STEWARDSHIP))
    assert (len(found["records"]), found["found"]) == (MOST_RECORDS, 120)
