"""Who lives together: one address and one surname, not one tower; every way of living that we know of, labelled."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from app.matching.features import add_features
from app.matching.metrics import agreement
from app.resolution.components import components
from app.resolution.derive import derive
from app.resolution.households import share_homes
from tests.unit.resolution.homes import WAYS, neighbourhood
from tests.unit.resolution.people import rows, standardised

HOME = {"street_address": "3 place du Marché", "postal_code": "33000", "locality": "Bordeaux"}
BLANK = dict.fromkeys(("birth_date", "email", "phone"))


def homes(*people: dict[str, str | None]) -> list[int]:
    """Household labels of `people`, one record each, among eighty others who live elsewhere."""
    others = [row for row in rows() if str(row["record"]).endswith("-0")]
    ours = [BLANK | {"person": "", "home": "", "record": f"a{n}"} | person for n, person in enumerate(people)]
    frame = add_features(standardised([*ours, *others]).sort("record"))
    return [int(home) for home in share_homes(frame, np.arange(frame.height)).home[: len(people)]]


def person(given: str, family: str, **more: str) -> dict[str, str | None]:
    return {"given_name": given, "family_name": family, **HOME, **more}


def test_a_family_at_one_address_lives_together() -> None:
    assert (
        len(set(homes(person("Irène", "Kervella"), person("Loïc", "Kervella"), person("Maël", "Kervella"))))
        == 1
    )


def test_namesakes_far_apart_do_not() -> None:
    away = {"street_address": "9 quai Duguay", "postal_code": "35000", "locality": "Rennes"}
    assert len(set(homes(person("Irène", "Kervella"), person("Loïc", "Kervella", **away)))) == 2


def test_many_surnames_at_one_address_are_neighbours() -> None:
    names = ("Abadie", "Belmont", "Castel", "Dorval", "Esposito", "Ferrand", "Girardot", "Hamelin")
    found = homes(*(person(f"Jo{name[:3].lower()}", name) for name in names))
    assert len(set(found)) == len(names)


def test_a_family_in_a_tower_still_lives_together() -> None:
    names = ("Abadie", "Belmont", "Castel", "Dorval", "Esposito", "Ferrand", "Girardot")
    found = homes(*(person(f"Jo{name[:3].lower()}", name) for name in names), person("Irène", "Abadie"))
    assert found[0] == found[-1]
    assert len(set(found)) == len(names)


def test_a_household_is_labelled_by_its_smallest_row_and_people_stay_whole() -> None:
    frame = add_features(standardised(rows()).sort("record"))
    person_of = np.arange(frame.height) // 2 * 2
    found = share_homes(frame, person_of).home
    assert (found <= np.arange(frame.height)).all()
    assert (found[person_of] == found).all()


def test_without_anything_to_share_everybody_lives_alone() -> None:
    frame = pl.DataFrame({"record": ["a", "b"], "occupation": ["baker", "smith"]})
    found = share_homes(frame, np.arange(2))
    assert found.home.tolist() == [0, 1]
    assert found.links is not None and not len(found.links)


def test_links_go_from_the_smaller_row_to_the_larger() -> None:
    frame = add_features(standardised(rows()).sort("record"))
    links = share_homes(frame, np.arange(frame.height) // 2 * 2).links
    assert links is not None
    assert len(links) > 10
    assert (links.left < links.right).all()


def numbers(labels: pl.Series) -> np.ndarray:
    """The first row of each label, for every row."""
    frame = labels.alias("label").to_frame().with_row_index("row")
    return frame.select(pl.col("row").min().over("label"))["row"].to_numpy().astype(np.int64)


@cache
def found(seed: int) -> tuple[pl.DataFrame, np.ndarray]:
    """The truth about a neighbourhood, and the households that are found where the people are known."""
    records, truth = neighbourhood(seed)
    return truth, share_homes(records, numbers(truth["person"])).home


AMBIGUOUS = {"care_home"}


class TestWaysOfLiving:
    @pytest.mark.parametrize("seed", [1, 2])
    @pytest.mark.parametrize("way", sorted(set(WAYS) - AMBIGUOUS))
    def test_households_are_found(self, way: str, seed: int) -> None:
        truth, home = found(seed)
        mine = (truth["way"] == way).to_numpy()
        quality = agreement(home[mine], numbers(truth["home"].filter(pl.Series(mine)))).b_cubed
        assert (quality.precision, quality.recall) == (1, 1)

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_hardly_anybody_is_drawn_into_another_household(self, seed: int) -> None:
        truth, home = found(seed)
        assert agreement(home, numbers(truth["home"])).pairwise.f1 > 0.995

    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_residents_of_a_care_home_live_together_only_where_they_have_one_name(self, seed: int) -> None:
        """Most couples are found; two strangers of a common name cannot be told from them."""
        records, truth = neighbourhood(seed)
        home = found(seed)[1]
        residents = pl.DataFrame(
            {"home": home, "true": truth["home"], "way": truth["way"], "name": records["family_sound"]}
        )
        residents = residents.filter(pl.col("way") == "care_home")
        assert residents.group_by("home").agg(pl.col("name").n_unique())["name"].max() == 1
        quality = agreement(residents["home"].to_numpy(), numbers(residents["true"])).b_cubed
        assert quality.precision > 0.9
        assert quality.recall > 0.9

    def test_links_and_households_are_the_same(self) -> None:
        records, truth = neighbourhood(1)
        person = numbers(truth["person"])
        homes = share_homes(records, person)
        assert homes.links is not None
        left, right = person[homes.links.left], person[homes.links.right]
        assert components(len(person), left, right)[person].tolist() == homes.home.tolist()

    def test_the_order_of_rows_does_not_matter(self) -> None:
        records, truth = neighbourhood(1)
        order = np.random.default_rng(0).permutation(records.height)
        whole = found(1)[1]
        mixed = share_homes(records[order], numbers(truth["person"].gather(order))).home
        pairs = {*zip(whole[order].tolist(), mixed.tolist(), strict=True)}
        assert len(pairs) == len(set(whole.tolist())) == len(set(mixed.tolist()))


def with_contracts(column: str) -> tuple[pl.DataFrame, list[str], list[str]]:
    """The standard test people, housemates with one contract number; and who is who, who lives with whom."""
    made = sorted(rows(), key=lambda row: str(row["record"]))
    frame = standardised(made).sort("record")
    contracts = pl.Series([f"K{int(row['home'] or 0) * 7919 + 100_003}" for row in made])
    values = pl.format("contract:{}", contracts) if column == "external_id" else contracts
    return (
        frame.with_columns(values.alias(column)),
        [str(row["person"]) for row in made],
        [str(row["home"]) for row in made],
    )


class TestHouseholdIds:
    @pytest.mark.parametrize("column", ["x_contract", "x_zz", "x_household_id", "external_id"])
    def test_a_number_of_the_household_joins_it_and_not_its_people(self, column: str) -> None:
        frame, person, home = with_contracts(column)
        derived = derive(frame)
        assert agreement(derived.person, numbers(pl.Series(person))).pairwise.precision > 0.98
        households = agreement(derived.homes.home, numbers(pl.Series(home))).pairwise
        assert households.precision > 0.98
        assert households.recall > 0.98

    def test_a_couple_with_one_contract_is_two_people(self) -> None:
        """Whatever their names: two surnames at two addresses, and nothing else in common."""
        frame = with_contracts("x_contract")[0]
        names = [("irene", "kervella", "1980-05-12"), ("loic", "abadie", "1978-01-30")]
        couple = pl.DataFrame(names, schema=["given_name", "family_name", "birth_date"], orient="row")
        couple = couple.with_columns(record=pl.Series(["z0", "z1"]), x_contract=pl.lit("K999"))
        derived = derive(pl.concat([frame, couple], how="diagonal_relaxed"))
        assert len(set(derived.person[-2:].tolist())) == 2
        assert len(set(derived.homes.home[-2:].tolist())) == 1
