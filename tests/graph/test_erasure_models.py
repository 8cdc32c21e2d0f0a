"""What match models know of who is erased goes, and weighs nobody else otherwise."""

from pathlib import Path

from app.graph.store import Store
from app.matching.model import MatchModel
from app.privacy.subject import Asked
from app.resolution.bulk import resolve
from app.resolution.in_force import current_model, put_in_force
from app.stewardship import verdicts
from tests.graph.evidence import individual
from tests.graph.houses import LEARNED, SHIPPED
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_erasure import WHO, eraser, home, loaded, traces, world

__all__ = ["home", "world"]

LIKE = {"x_club": "gender", "x_segment": "gender", "name_rest": "organisation"}


def test_what_a_model_lists_goes_with_the_last_who_carries_it(world: Store, home: Path) -> None:
    """Three records have the birth date, so it is listed; two people have them, so each leaves it to the other."""
    verdicts.judge(world, WHO, "shop:zoe1", "shop:zoe3", "cannot_link")
    for record in ("shop:zoe1", "shop:zoe2", "shop:zoe3"):
        eraser(world, home).erase(Asked(namespace="record", value=record))
    assert traces(world) == set()


def test_whoever_is_left_is_as_derived_anew(world: Store, home: Path) -> None:
    """The model has lost her birth date: it weighs everybody else as before, under the same version."""
    before = world.run_text("MATCH (m:Model) WHERE m.in_force RETURN m.version AS version")
    certificate = eraser(world, home).erase(Asked(individual=individual(world, "shop:zoe1")))
    assert certificate.removed["match_models"] == 1
    assert world.run_text("MATCH (m:Model) WHERE m.in_force RETURN m.version AS version") == before
    assert_as_rebuilt(world)


def test_what_a_model_lists_and_others_carry_stays(graph: Store, home: Path, tmp_path: Path) -> None:
    """His given name is their surname, his postcode that of their town, and theirs alone is no more than the rest."""
    put_in_force(graph, LEARNED, chosen=True)
    paris = {"address": "12 rue Oberkampf", "postal_code": "75011", "city": "Paris"}
    lyon = {"address": "3 place Bellecour", "postal_code": "69002", "city": "Lyon"}
    him = {"first_name": "Martin", "last_name": "Petit", "birth_date": "1952-01-01"}
    her = {"first_name": "Marie", "last_name": "Martin", "birth_date": "1980-05-12"}
    rows = [him | lyon | {"id": "1"}, *(her | paris | {"id": f"{number}"} for number in range(2, 5))]
    loaded(graph, home, tmp_path, "crm", rows, {"id": "record_id"})
    resolve(graph, quiet=True)
    assert eraser(graph, home).erase(Asked(namespace="record", value="crm:1")).removed["match_models"] == 1
    assert_as_rebuilt(graph)
    model = current_model(graph)
    assert model and model.homes and model.version == LEARNED.version
    was, now = LEARNED.comparisons_by_name, model.comparisons_by_name
    lost = {
        name: sorted(was[name].frequencies.keys() - now[name].frequencies.keys())
        for name in was
        if was[name] != now[name]
    }
    assert lost == {
        "family_name": ["petit"],
        "birth_date": ["1952-01-01"],
        "address": ["/lyon//", "69002///", "69002/lyon/3 place bellecour/"],
    }
    assert list(now["address"].frequencies)[-3:] == ["~0/~0/~0/", "~1///", "/~2//"]
    assert "petit" not in model.homes.comparisons_by_name["family_name"].frequencies


def test_what_a_shipped_model_lists_is_nobodys(graph: Store, home: Path, tmp_path: Path) -> None:
    """Learned on made-up people: who comes later is not taken for somebody of a rare name."""
    put_in_force(graph, SHIPPED, chosen=True)
    row = {"id": "1", "first_name": "Marie", "last_name": "Martin", "email": "marie.martin@example.org"}
    loaded(graph, home, tmp_path, "crm", [row], {"id": "record_id"})
    resolve(graph, quiet=True)
    assert eraser(graph, home).erase(Asked(namespace="record", value="crm:1")).removed["match_models"] == 0
    assert current_model(graph) == SHIPPED


def test_every_kind_of_table_lets_go_of_what_nobody_carries(graph: Store, home: Path, tmp_path: Path) -> None:
    """Attributes, external IDs, rests of names, IDs of a household, cookies: hers and what they share stay, his go."""
    his, hers = told("1", "Zoltan", "Norfolk", "c7"), told("2", "Marie", "Kelvin", "c8")
    loaded(graph, home, tmp_path, "crm", [his, hers, hers | {"id": "3"}], {"id": "record_id"})
    people = {
        "x_club": (["zoltan club"], ["marie club"]),
        "x_segment": ([], ["gold"]),
        "external_id": (["loyalty:c7"], ["loyalty:c8"]),
        "name_rest": (["norfolk"], ["kelvin"]),
    }
    homes = {
        "household_id": (["house_ours:c7", "club:zoltan club"], ["house_ours:c8", "segment:gold"]),
        "cookie": (["cookie-of-c7-0001"], ["cookie-of-c8-0001"]),
    }
    assert SHIPPED.homes
    model = tabled(SHIPPED, people).model_copy(update={"homes": tabled(SHIPPED.homes, homes)})
    put_in_force(graph, model, chosen=True)
    resolve(graph, quiet=True)
    assert eraser(graph, home).erase(Asked(namespace="record", value="crm:1")).removed["match_models"] == 1
    now = current_model(graph)
    assert now and now.homes
    for found, tables in ((now, people), (now.homes, homes)):
        for name, (gone, kept) in tables.items():
            listed = found.comparisons_by_name[name].frequencies
            assert (listed.keys() & set(gone), set(kept) - listed.keys()) == (set(), set()), name
            assert len(listed) == len(gone + kept), name
    assert "zoltan" not in str(now).lower()
    assert_as_rebuilt(graph)


def told(id: str, name: str, title: str, number: str) -> dict[str, str]:
    return {
        "id": id,
        "first_name": name,
        "last_name": "Petit",
        "full_name": f"{name} Petit, {title}",
        "club": f"{name} Club",
        "segment": "Gold",
        "loyalty_card": number,
        "house_number_of_ours": number,
        "cookie": f"cookie-of-{number}-0001",
    }


def tabled(model: MatchModel, tables: dict[str, tuple[list[str], list[str]]]) -> MatchModel:
    """With comparisons of these names, whose tables list these; those that it has not weigh as others of their kind."""
    known = model.comparisons_by_name
    others = tuple(item for item in model.comparisons if item.name not in tables)
    listed = (
        known[name if name in known else LIKE[name]].model_copy(
            update={"name": name, "frequencies": dict.fromkeys(gone + kept, 0.1)}
        )
        for name, (gone, kept) in tables.items()
    )
    return model.model_copy(update={"comparisons": (*others, *listed)})
