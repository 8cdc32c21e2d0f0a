"""The derivation is a function of the records as a set, and of the model: nothing else."""

from functools import cache

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from app.matching.limits import shipped_limits
from app.matching.metrics import agreement
from app.matching.model import MatchModel
from app.matching.sizes import MOST
from app.resolution.components import components
from app.resolution.derive import EDGE_FLOOR, Derived, derive, edge_floor, learn, touching_floor
from app.resolution.edges import edges, match_edges
from tests.unit.resolution.people import rows, standardised

VERDICTS = pl.DataFrame(schema={"a": pl.String, "b": pl.String})


@cache
def whole() -> Derived:
    return derive(standardised(rows()))


def home_edges(derived: Derived) -> pl.DataFrame:
    assert derived.homes.links is not None
    assert derived.homes.model is not None
    return edges(derived.homes.links, derived.homes.model, derived.records, corrected=False)


def same_partition(left: np.ndarray, right: np.ndarray) -> bool:
    return (
        len({*zip(left.tolist(), right.tolist(), strict=True)})
        == len(set(left.tolist()))
        == len(set(right.tolist()))
    )


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32))
def test_the_order_of_rows_and_columns_does_not_matter(seed: int) -> None:
    frame = standardised(rows())
    columns = np.random.default_rng(seed).permutation(frame.columns).tolist()
    found = derive(frame.sample(fraction=1, shuffle=True, seed=seed).select(columns))
    assert found.person.tolist() == whole().person.tolist()
    assert found.homes.home.tolist() == whole().homes.home.tolist()
    assert found.model == whole().model
    assert_frame_equal(match_edges(found), match_edges(whole()))
    assert_frame_equal(home_edges(found), home_edges(whole()))


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 2**32))
def test_names_of_records_only_decide_ties(seed: int) -> None:
    """Other record IDs give other row numbers, and the same people."""
    frame = standardised(rows())
    names = [f"x{number:04}" for number in np.random.default_rng(seed).permutation(frame.height)]
    found = derive(frame.with_columns(record=pl.Series(names)))
    person = dict(zip(found.records["record"], found.person.tolist(), strict=True))
    assert same_partition(np.array([person[name] for name in names]), whole().person)


def test_it_finds_the_people() -> None:
    """So that the tests above are about something."""
    truth = np.array([int(row["person"] or 0) for row in sorted(rows(), key=lambda row: row["record"] or "")])
    found = agreement(whole().person, truth).pairwise
    assert found.precision > 0.98
    assert found.recall > 0.9


def test_the_model_it_learned_gives_the_same_again_even_as_a_document() -> None:
    model = MatchModel.model_validate_json(whole().model.model_dump_json())
    assert model.version == whole().model.version
    assert_frame_equal(match_edges(derive(standardised(rows()), model=model)), match_edges(whole()))


def test_pairs_that_nobody_keeps_give_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """More pairs than fit are compared piece by piece, and again where they are looked at."""
    monkeypatch.setattr("app.resolution.derive.MOST_KEPT", 10)
    found = derive(standardised(rows()), model=whole().model)
    assert found.weighed.weight.tolist() == whole().weighed.weight.tolist()
    assert_frame_equal(match_edges(found), match_edges(whole()))


def test_a_share_of_the_pairs_teaches_nearly_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    few = len(whole().weighed.left) // 3
    monkeypatch.setattr("app.resolution.derive.MOST_KEPT", few)
    monkeypatch.setattr("app.matching.streamed.MOST_KEPT", few)
    found = derive(standardised(rows()))
    assert found.model.prior == pytest.approx(whole().model.prior, rel=0.3)
    assert agreement(found.person, whole().person).pairwise.f1 > 0.97


def test_individuals_are_the_components_over_accepted_edges() -> None:
    accepted = match_edges(whole()).filter("accepted")
    row = {record: number for number, record in enumerate(whole().records["record"])}
    left, right = (np.array([row[record] for record in accepted[side]]) for side in ("a", "b"))
    assert components(len(row), left, right).tolist() == whole().person.tolist()


def test_people_of_one_individual_are_of_one_household() -> None:
    homes_of: dict[int, set[int]] = {}
    for person, home in zip(whole().person.tolist(), whole().homes.home.tolist(), strict=True):
        homes_of.setdefault(person, set()).add(home)
    assert all(len(homes) == 1 for homes in homes_of.values())


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 190), st.integers(0, 190), st.booleans()), max_size=6))
def test_verdicts_hold(pairs: list[tuple[int, int, bool]]) -> None:
    frame = standardised(rows()).sort("record")
    names = frame["record"].to_list()
    judged = [(names[a], names[b], must) for a, b, must in pairs if a != b]
    must = [(a, b) for a, b, is_must in judged if is_must]
    cannot = [(a, b) for a, b, is_must in judged if not is_must]
    frames = tuple(pl.DataFrame(found, schema=VERDICTS.schema, orient="row") for found in (must, cannot))
    derived = derive(frame, model=whole().model, verdicts=(frames[0], frames[1]))
    person = dict(zip(names, derived.person.tolist(), strict=True))
    assert all(person[a] == person[b] for a, b in must)
    if not must:
        assert all(person[a] != person[b] for a, b in cannot)
    accepted = match_edges(derived).filter("accepted")
    row = {record: number for number, record in enumerate(names)}
    left, right = (np.array([row[record] for record in accepted[side]], np.int64) for side in ("a", "b"))
    assert components(len(row), left, right).tolist() == derived.person.tolist()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**32))
def test_a_source_of_one_record_a_person_keeps_them_apart_even_equal_ones(seed: int) -> None:
    frame = standardised(rows())
    equal = frame.head(30).with_columns(record=pl.format("equal-{}", "record"))
    frame = pl.concat([frame, equal])
    drawn = np.random.default_rng(seed).choice(["", "crm", "shop"], frame.height).tolist()
    frame = frame.with_columns(deduplicated_in=pl.Series([source or None for source in drawn]))
    found = derive(frame)
    people = found.records.with_columns(person=pl.Series(found.person))
    promised = people.drop_nulls("deduplicated_in")
    assert not promised.select("person", "deduplicated_in").is_duplicated().any()
    assert promised.height > people["person"].n_unique() / 2
    refused = match_edges(found).filter(~pl.col("accepted"))
    assert "two records of a source that promises one record a person" in refused["reason"].to_list()


def test_a_verdict_on_a_record_that_is_gone_is_no_error() -> None:
    gone = pl.DataFrame({"a": ["nobody"], "b": ["r000-0"]})
    derived = derive(standardised(rows()), model=whole().model, verdicts=(gone, gone))
    assert derived.person.tolist() == whole().person.tolist()


@pytest.mark.parametrize("size", [1, 2, 3])
def test_very_few_records(size: int) -> None:
    derived = derive(standardised(rows(people=1)[:1] * 1 if size == 1 else rows(people=2)[:size]))
    assert len(derived.person) == len(derived.homes.home) == size
    assert match_edges(derived).height <= size * (size - 1) // 2


def test_records_that_say_all_the_same() -> None:
    same = rows(people=1)[0]
    derived = derive(standardised([same | {"record": str(number)} for number in range(100)]))
    assert len(set(derived.person.tolist())) in (1, 100)
    assert match_edges(derived)["weight"].is_not_nan().all()


def test_how_many_records_people_have_is_learned_and_kept() -> None:
    two_each = standardised([row for row in rows() if row["record"][-1] in "01"])
    found = derive(two_each)
    assert len(found.model.sizes) == MOST
    assert touching_floor(found.model) <= edge_floor(found.model) < EDGE_FLOOR
    assert same_partition(derive(two_each, model=found.model).person, found.person)
    learned, _ = learn(two_each)
    assert learned == found.model.model_copy(update={"homes": None})


@settings(max_examples=8)
@given(st.integers(0, 2**32), st.integers(1, 12))
def test_components_alone_give_the_same_as_the_whole(seed: int, count: int) -> None:
    """What the live graph relies on: with the model in force, records outside a component of pairs in touch do not
    matter."""
    model, weighed = whole().model, whole().weighed
    near = model.probability(weighed.weight) >= touching_floor(model)
    component = components(whole().records.height, weighed.left[near], weighed.right[near])
    chosen = np.random.default_rng(seed).choice(np.unique(component), count, replace=False)
    mine = np.isin(component, chosen)
    alone = derive(standardised(rows()).sort("record").filter(pl.Series(mine)), model=whole().model)
    assert same_partition(alone.person, whole().person[mine])


@settings(max_examples=6)
@given(st.integers(2, 30), st.integers(0, 2**32))
def test_hubs_join_nobody(strangers: int, seed: int) -> None:
    """However many strangers share a mailbox: few of them are compared and told apart, many do not even count."""
    rng = np.random.default_rng(seed)
    names = pl.DataFrame(
        {
            "record": [f"z{number:02}" for number in range(strangers)],
            "given_name": [f"{chr(97 + number)}ira" for number in rng.permutation(26)[:strangers].tolist()]
            + [f"{chr(97 + number)}omel" for number in range(max(0, strangers - 26))],
            "family_name": [
                f"{chr(98 + number % 20)}o{chr(97 + number % 7)}tard" for number in range(strangers)
            ],
            "birth_date": [f"19{30 + number}-0{number % 9 + 1}-1{number % 8}" for number in range(strangers)],
            "email": ["info@example.org"] * strangers,
        }
    )
    derived = derive(pl.concat([standardised(rows()), names], how="diagonal_relaxed"), model=whole().model)
    assert len(set(derived.person[-strangers:].tolist())) == strangers
    shared = {hub.value for hub in derived.report.hubs if hub.column == "email"}
    most = shipped_limits().people_per_value["email"]
    assert shared == ({"info@example.org"} if names["family_name"].n_unique() > most else set())


def test_a_must_link_outweighs_a_cannot_link_on_the_same_pair() -> None:
    pair = pl.DataFrame({"a": ["r000-0"], "b": ["r040-0"]})
    derived = derive(standardised(rows()), model=whole().model, verdicts=(pair, pair))
    person = dict(zip(derived.records["record"], derived.person.tolist(), strict=True))
    assert person["r000-0"] == person["r040-0"]
