"""Explanations on a real Neo4j: what is said of two records, and that a change found in memory does what it says."""

from pathlib import Path
from typing import Any

import pytest

from app.graph.store import Store
from app.matching.model import ComparisonWeights, Level
from app.matching.shipped import shipped_model
from app.resolution.bulk import resolve
from app.resolution.in_force import put_in_force
from app.stewardship.reviews import reviews
from app.stewardship.what_if import MOST_TRIES
from app.stewardship.why import why
from app.stewardship.why_text import as_text
from tests.graph.evidence import add, homes, individual, judge, partition, population, remove
from tests.graph.poison import PUBLIC_IP, poison

ANNE = {"first_name": "Anne", "last_name": "Kerbrat", "birth_date": "1971-04-09"}
HOME = {"address": "4 impasse du Moulin", "postal_code": "29200", "city": "Brest"}


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    """Forty people twice, thirty once, and Anne three times: web:1 is joined to web:3 by web:2 alone."""
    people = population(70)
    add(graph, tmp_path, "crm", [*people[:80], *people[80::2]])
    rows = [
        {"id": "1", **ANNE, "email": "anne.kerbrat@example.org", **HOME},
        {"id": "2", **ANNE, "email": "anne.kerbrat@example.org", "phone": "0698765432"},
        {
            "id": "3",
            "first_name": "A.",
            "last_name": "Le Goff",
            "phone": "0698765432",
            "birth_date": "1971-04-09",
        },
    ]
    add(graph, tmp_path, "web", rows)
    resolve(graph, quiet=True)
    return graph


def texts(found: dict[str, Any], kind: str) -> list[str]:
    return [change["text"] for change in found["changes"]["found"] if change["kind"] == kind]


def sums(link: dict[str, Any]) -> None:
    """The bits sum: lines to the weight, for and against to the weight."""
    assert round(sum(line["bits"] for line in link["evidence"]), 2) == link["weight"]
    assert round(link["bits_for"] + link["bits_against"], 2) == link["weight"]
    assert link["bits_for"] >= 0 >= link["bits_against"]


def test_every_sum_is_the_sum_of_its_bits(town: Store) -> None:
    pairs = [("web:1", "web:3"), ("web:1", "crm:001a"), ("crm:001a", "crm:001b"), ("crm:001a", "crm:002a")]
    for a, b in pairs:
        found = why(town, a, b, changes=False)
        for link in [*found["path"], *found["refused"], found["compared"]]:
            sums(link)
        if found["people"]:
            people = found["people"]
            total = people["prior_bits"] + sum(line["bits"] for line in people["evidence"])
            assert round(total, 2) == people["log_odds"]


def test_what_is_compared_on_the_spot_is_what_resolution_wrote(town: Store) -> None:
    found = why(town, "crm:001b", "crm:001a", changes=False)
    (step,) = found["path"]
    assert found["compared"]["accepted"]
    names = ("a", "b", "weight", "probability", "evidence", "model", "at", "bits_for", "bits_against")
    assert {name: step[name] for name in names} == {name: found["compared"][name] for name in names}


def test_strangers_that_no_link_joins_are_compared_all_the_same(town: Store) -> None:
    found = why(town, "web:1", "crm:001a")
    assert not found["same"]
    assert found["compared"]["accepted"] is None
    assert found["compared"]["weight"] < 0
    assert found["people"]["log_odds"] < found["people"]["needed"]
    assert found["changes"]["effect"] == "joins"
    assert texts(found, "verdict") == ["a steward's must-link between web:1 and crm:001a"]
    assert found["changes"]["note"].startswith("No single change of the evidence would join the two")


def test_a_value_that_alone_holds_two_together_parts_them_once_it_is_blocked(town: Store) -> None:
    found = why(town, "web:2", "web:3")
    assert found["same"]
    (change,) = [change for change in found["changes"]["found"] if change["kind"] == "value"]
    assert (change["text"], change["key"]) == ("without this value", "phone:+33698765432")
    assert texts(found, "link") == ["without the link between web:2 and web:3"]
    town.run_text("MATCH (x:Phone {key: 'phone:+33698765432'}) DETACH DELETE x")
    town.run_text("MATCH (c:Customer) WHERE c.std_phone = '+33698765432' REMOVE c.std_phone")
    resolve(town, quiet=True)
    assert individual(town, "web:2") != individual(town, "web:3")


def test_a_record_that_alone_holds_two_together_parts_them_once_it_is_gone(town: Store) -> None:
    found = why(town, "web:1", "web:3")
    assert found["same"]
    assert "without the record web:2" in texts(found, "record")
    remove(town, "web:2")
    resolve(town, quiet=True)
    assert individual(town, "web:1") != individual(town, "web:3")


def test_an_agreement_that_would_join_two_does_once_it_is_there(town: Store, tmp_path: Path) -> None:
    her = {"id": "9", "first_name": "Anne", "last_name": "Le Bihan"}
    add(town, tmp_path, "app", [her])
    resolve(town, quiet=True)
    found = why(town, "web:1", "app:9")
    assert not found["same"]
    assert "if app:9 had the email of web:1" in texts(found, "agreement")
    assert "if app:9 had the address of web:1" not in texts(found, "agreement")
    add(town, tmp_path, "app", [her | {"email": "anne.kerbrat@example.org"}])
    resolve(town, quiet=True)
    assert individual(town, "web:1") == individual(town, "app:9")


@pytest.mark.parametrize("limits", ["[people_per_value]\nemail = 1\n"], indirect=True, ids=["one each"])
@pytest.mark.usefixtures("limits")
def test_a_value_that_one_more_would_make_a_hub_joins_nobody(town: Store, tmp_path: Path) -> None:
    her = {"id": "9", "first_name": "Anne", "last_name": "Le Bihan"}
    add(town, tmp_path, "app", [her])
    resolve(town, quiet=True)
    assert "if app:9 had the email of web:1" not in texts(why(town, "web:1", "app:9"), "agreement")
    add(town, tmp_path, "app", [her | {"email": "anne.kerbrat@example.org"}])
    resolve(town, quiet=True)
    assert individual(town, "web:1") != individual(town, "app:9")


def test_a_household_number_of_too_many_is_no_evidence(graph: Store, tmp_path: Path) -> None:
    """No node has its name, so none says of it that it counts for nothing."""
    shipped = shipped_model()
    assert shipped.homes
    weighed = (*shipped.comparisons, shipped.homes.comparisons_by_name["household_id"])
    model = shipped.model_copy(update={"household_columns": ("foyer_id",), "comparisons": weighed})
    put_in_force(graph, model, chosen=True)
    add(graph, tmp_path, "crm", [row | {"foyer_id": "F1"} for row in population(20)])
    resolve(graph, quiet=True)
    found = why(graph, "crm:001a", "crm:001b", changes=False)
    (step,) = found["path"]
    assert found["compared"]["evidence"] == step["evidence"]


def test_verdicts_that_decide_are_named_and_withdrawn_do_what_was_said(town: Store) -> None:
    judge(town, "CANNOT_LINK", "crm:001a", "crm:001b")
    judge(town, "MUST_LINK", "crm:002a", "crm:004a")
    resolve(town, quiet=True)
    parted, joined = why(town, "crm:001a", "crm:001b"), why(town, "crm:002a", "crm:004a")
    assert (parted["same"], joined["same"]) == (False, True)
    assert texts(parted, "verdict")[0] == "without the cannot-link between crm:001a and crm:001b"
    assert texts(joined, "verdict")[0] == "without the must-link between crm:002a and crm:004a"
    town.run_text("MATCH ()-[v:MUST_LINK|CANNOT_LINK]->() DELETE v")
    resolve(town, quiet=True)
    assert individual(town, "crm:001a") == individual(town, "crm:001b")
    assert individual(town, "crm:002a") != individual(town, "crm:004a")


def test_what_would_be_refused_is_no_change_to_make(town: Store) -> None:
    """A must-link from one end of a cannot-link to the other, be it by way of another must-link."""
    judge(town, "CANNOT_LINK", "crm:001a", "crm:001b")
    judge(town, "MUST_LINK", "crm:001b", "crm:004a")
    resolve(town, quiet=True)
    for a, b in (("crm:001a", "crm:001b"), ("crm:001a", "crm:004a")):
        found = why(town, a, b)
        assert not found["same"]
        assert f"a steward's must-link between {a} and {b}" not in texts(found, "verdict")


def test_of_many_links_some_are_tried(graph: Store, tmp_path: Path) -> None:
    """Of somebody with fifty records trying all took most of a minute."""
    people = population(20)
    paul = {
        "first_name": "Paul",
        "last_name": "Le Goff",
        "birth_date": "1971-04-09",
        "email": "p@example.org",
    }
    more = [paul | {"id": f"m{number}", "city": f"Town {number}"} for number in range(15)]
    add(graph, tmp_path, "crm", [*people, *more])
    resolve(graph, quiet=True)
    found = why(graph, "crm:m0", "crm:m1")["changes"]
    assert found["tried"] <= 2 * MOST_TRIES
    assert found["untried"] >= 15 * 14 / 2 - MOST_TRIES


def test_a_promise_of_one_record_a_person_is_what_stands_between(town: Store, tmp_path: Path) -> None:
    add(town, tmp_path, "crm", population(40), deduplicated=True)
    resolve(town, quiet=True)
    found = why(town, "crm:001a", "crm:001b")
    assert texts(found, "promise") == ["if crm did not promise one record a person"]


def test_where_much_holds_two_together_it_is_said_that_nothing_alone_does(
    graph: Store, tmp_path: Path
) -> None:
    people = population(40)
    add(graph, tmp_path, "crm", people)
    add(graph, tmp_path, "web", people)
    resolve(graph, quiet=True)
    found = why(graph, "crm:001a", "crm:001b")
    assert texts(found, "verdict") == ["a steward's cannot-link between crm:001a and crm:001b"]
    assert not [change for change in found["changes"]["found"] if change["evidence"]]
    assert "No single link, value, record or verdict holds the two together" in found["changes"]["note"]


def test_why_two_people_live_together(town: Store) -> None:
    assert any({"crm:001a", "crm:002a"} <= home for home in homes(town)), (
        "the third person lives with the second"
    )
    found = why(town, "crm:001b", "crm:002b", changes=False)
    assert not found["same"]
    step, *more = found["household"]["path"]
    assert (step["individual_a"], step["individual_b"]) == (
        individual(town, "crm:001a"),
        individual(town, "crm:002a"),
    )
    assert not more
    sums(step)
    assert why(town, "crm:001a", "crm:005a", changes=False)["household"] is None


def test_nothing_is_said_of_changes_where_the_graph_is_behind_its_evidence(town: Store) -> None:
    judge(town, "CANNOT_LINK", "crm:001a", "crm:001b")
    found = why(town, "crm:001a", "crm:001b")
    assert (found["changes"]["found"], found["changes"]["tried"]) == ([], 0)
    assert "idgraph resolve" in found["changes"]["note"]


def test_no_text_holds_a_value_for_not_everybody_may_see_each(town: Store) -> None:
    for a, b in (("web:2", "web:3"), ("web:1", "crm:001a")):
        for change in why(town, a, b)["changes"]["found"]:
            assert "@" not in change["text"]
            assert "+33" not in change["text"]


def test_a_house_and_a_network_of_many_are_told_as_left_out(graph: Store, tmp_path: Path) -> None:
    """No node is marked where these are no evidence."""
    school = "address:FR:35000:rennes:4 rue de l ecole"
    put_in_force(graph, shipped_model(), chosen=True)
    add(graph, tmp_path, "crm", poison(customers=20, pupils=40).rows)
    resolve(graph, quiet=True)
    for a, b, key, people in (("p000", "p001", school, 40), ("i000", "i001", f"ip:{PUBLIC_IP}", 20)):
        told = [{"key": key, "people": people, "blocked": False}]
        assert why(graph, f"crm:{a}", f"crm:{b}", changes=False)["hubs"] == told
    assert why(graph, "crm:p000", "crm:i001", changes=False)["hubs"] == []


def test_a_household_id_that_too_many_share_is_no_evidence_here_either(graph: Store, tmp_path: Path) -> None:
    """No node bears it, nor a mark: it is known by its token. Stewards are told."""
    shipped = shipped_model()
    levels = (Level(name="shared", m=0.9, u=0.01), Level(name="different", m=0.1, u=0.99))
    homes_too = (*shipped.comparisons, ComparisonWeights(name="household_id", levels=levels))
    model = shipped.model_copy(update={"household_columns": ("lease",), "comparisons": homes_too})
    people = [row | {"lease": "L1" if row["id"] < "002" else "L2"} for row in population(30)]
    add(graph, tmp_path, "crm", people)
    resolve(graph, model=model, quiet=True)
    (alert,) = (found for found in reviews(graph, "", 100)["reviews"] if found["kind"] == "hub")
    assert (alert["key"], alert["found"]) == ("household id:lease:l2", 56)
    assert "leave it out of the file" in alert["question"]
    for number, counts in (("000", True), ("001", True), ("002", False), ("005", False)):
        found = why(graph, f"crm:{number}a", f"crm:{number}b", changes=False)
        assert ("household_id" in {line["comparison"] for line in found["compared"]["evidence"]}) is counts
        assert found["compared"]["evidence"] == found["path"][0]["evidence"]


def test_asking_changes_nothing(town: Store) -> None:
    before = partition(town)
    why(town, "web:1", "web:3")
    assert partition(town) == before


def test_the_text_has_the_evidence_with_its_sums_and_what_would_change_it(town: Store) -> None:
    assert "without this value: phone:+33698765432" in as_text(why(town, "web:2", "web:3"))
    text = as_text(why(town, "web:1", "web:3"))
    assert "web:1 ---" in text
    assert "bits--- web:3" in text
    assert "in all:" in text
    assert "without the record web:2" in text
    text = as_text(why(town, "crm:001a", "crm:002a"))
    assert "this is what one would say" in text or "refused" in text
    assert "They live in one household" in text
    assert "What single change would join them" in text


def test_no_single_link_parts_records_that_say_the_same(graph: Store, tmp_path: Path) -> None:
    """They say so little that they are one person only because they are equal: without one link the others hold."""
    add(graph, tmp_path, "crm", [{"id": id, "first_name": "Marie", "last_name": "Bernard"} for id in "123"])
    resolve(graph, model=shipped_model(), quiet=True)
    assert len(partition(graph)) == 1
    assert texts(why(graph, "crm:1", "crm:2"), "link") == ["without the link between crm:1 and crm:2"]
