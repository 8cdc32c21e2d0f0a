"""Households: which individuals live together, from where they live now and what they share.

People are compared as individuals, not as records, and weighed by a model of its own (`home_evidence`). Not every
probable pair is a tie: families come first, by a surname at one address or by something that few share. Then two
families, or what looks like two, are one household where they are the only ones at their address and one of them is a
single person: partners who kept their names, a mother of another name, not the two families of a house. A tower, a
student hall, a care home and a flat-share hold more than two. Last, who has no street joins the only home of the name.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.frames import beside, constant
from app.matching.blocking import BlockingRule, candidate_pairs
from app.matching.features import over_distinct
from app.matching.model import MatchModel, probability
from app.matching.scoring import Scored, encode, score, weigh
from app.matching.similarity import building_of, home_of
from app.matching.streamed import Streamed
from app.matching.tokens import Hashes, Tokens, tokens
from app.progress import progress
from app.resolution.components import components
from app.resolution.home_evidence import Ties, home_comparisons, home_model, with_neighbours
from app.resolution.inhabitants import inhabitants

FLOOR = 0.5
_PARTNERS = 2
"""Families of different names that may be one household, if no third one is there."""
BLOCK_CAP = 120
"""Largest block of people who are compared."""
_KIND = "home"
"""Of the tokens of these blocks."""
_LINE = BlockingRule(("ip",))
_RULES = tuple(
    BlockingRule(keys)
    for keys in (
        ("street", "postal_code"),
        ("street", "locality"),
        ("full_address",),
        ("street", "postal_code", "family_sound"),
        ("family_sound", "postal_code"),
        ("family_sound", "locality"),
        ("household_id",),
        ("phone",),
        ("email",),
        ("device",),
        ("cookie",),
        _LINE.keys,
    )
)

Ints = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Homes:
    """`home[i]` labels row i's household by a row number. The links join rows that stand for two individuals each.

    `people` has a row for each individual, see `inhabitants`; `near` are the pairs of its rows that probably share a
    home, shape (k, 2), whether they turned out to or not, and those on one line, as what a line tells of two people
    hangs on who else is there."""

    home: Ints
    model: MatchModel | None
    links: Scored | None
    people: pl.DataFrame
    near: Ints


def share_homes(
    records: pl.DataFrame,
    person: Ints,
    model: MatchModel | None = None,
    crowded: Hashes | None = None,
    people: pl.DataFrame | None = None,
    *,
    quiet: bool = True,
) -> Homes:
    """Group individuals into households. `records` has features; `person` labels each row's individual.

    Without a model one is learned of these people. `crowded`: tokens of blocks that are over the cap in a graph of
    which these are some of the people; all who live in one building with any of them have to be among them.
    `people`: the `inhabitants`, where they are known already.
    """
    if people is None:
        people = inhabitants(records, person)
    comparisons = home_comparisons()
    if people.height < 2:
        return Homes(person, model, None, people, np.empty((0, 2), np.int64))
    people = _with_columns(people, [comparison.column for comparison in comparisons])
    left, right = _candidates(people, crowded, _RULES, quiet=quiet)
    if model and not len(left):
        return Homes(person, model, None, people, np.empty((0, 2), np.int64))
    model = model or home_model(people, quiet=quiet)
    codes = [encode(people[comparison.column]) for comparison in comparisons]
    known = with_neighbours(model, people, _crowded_lines(people, crowded))
    scored = _probable(Streamed(people, comparisons, codes, left, right), known, quiet=quiet)
    linked = _linked(people, scored, Ties(scored, comparisons))
    groups = components(people.height, scored.left[linked], scored.right[linked])
    first_row = people["person"].to_numpy().astype(np.int64)
    of_person = np.empty(records.height, np.int64)
    of_person[first_row] = first_row[groups]
    spokesmen = people["spokesman"].to_numpy().astype(np.int64)
    on_one_line = np.column_stack(_candidates(people, crowded, [_LINE], quiet=True))
    near = np.vstack([np.column_stack([scored.left, scored.right]), on_one_line]).astype(np.int64)
    return Homes(of_person[person], model, scored.pick(linked).renumbered(spokesmen), people, near)


def home_tokens(people: pl.DataFrame) -> Tokens:
    """What the `inhabitants` are found by in a graph: tokens of their blocks, whether crowded or not."""
    return tokens(people, _RULES, _KIND)


def building_tokens(people: pl.DataFrame) -> Tokens:
    """A token for the building that each of the `inhabitants` lives in, where it is known."""
    if "full_address" not in people.columns:
        return tokens(people, ())
    buildings = over_distinct(people["full_address"], "building", building_of).to_frame()
    return tokens(buildings, [BlockingRule(("building",))])


def _crowded_lines(people: pl.DataFrame, crowded: Hashes | None) -> set[str]:
    """Lines of more people than are compared by them."""
    if "ip" not in people.columns:
        return set()
    lines = people.select(pl.col("ip").str.split(SEPARATOR).explode()).drop_nulls()
    if crowded is None:
        return set(lines.group_by("ip").len().filter(pl.col("len") > BLOCK_CAP)["ip"])
    named = tokens(lines, [_LINE], _KIND)
    return set(lines["ip"].gather(named.row[np.isin(named.token, crowded)]))


def _candidates(
    people: pl.DataFrame, crowded: Hashes | None, rules: Sequence[BlockingRule], *, quiet: bool
) -> tuple[npt.NDArray[np.int32], ...]:
    if crowded is None:
        with progress("block people", len(rules), quiet=quiet) as advance:
            found = candidate_pairs(people, rules, BLOCK_CAP, advance)
        return found.left, found.right
    pairs = tokens(people, rules, _KIND).pairs(crowded)
    return (pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32)


def _probable(pairs: Streamed, model: MatchModel, *, quiet: bool) -> Scored:
    """Those of the pairs that probably share a home, with their bits."""
    with progress("weigh pairs of people", len(pairs.left), quiet=quiet) as advance:
        weight = weigh(pairs, model, advance)
    return score(pairs.pick(probability(weight, model.prior_bits) >= FLOOR), model)


def _with_columns(frame: pl.DataFrame, columns: list[str]) -> pl.DataFrame:
    missing = set(columns) - set(frame.columns)
    return beside(frame, (constant(column, None, frame.height) for column in columns if column in missing))


def _linked(people: pl.DataFrame, scored: Scored, ties: Ties) -> Booleans:
    """Which of the probable pairs are ties of a household."""
    left, right = scored.left.astype(np.int64), scored.right.astype(np.int64)
    identifier, surname, at_home = ties.identifier(), ties.surname(), ties.at_home()
    linked = identifier | (surname & at_home)
    families = components(people.height, left[linked], right[linked])
    partners = np.flatnonzero(at_home & ~linked)
    linked[partners] = _are_partners(people, families, left[partners], right[partners])
    families = components(people.height, left[linked], right[linked])
    apart = families[left] != families[right]
    streetless = np.flatnonzero(ties.in_one_postcode() & surname & ~linked & apart)
    linked[streetless] = _have_one_home(people, families, left[streetless], right[streetless])
    return linked


def _are_partners(people: pl.DataFrame, families: Ints, left: Ints, right: Ints) -> Booleans:
    """For pairs of different surnames: nobody else lives in their flat or house, and one of the two is alone so far."""
    if not len(left):
        return np.zeros(0, np.bool_)
    flats, houses = (
        over_distinct(people["full_address"], "place", key).to_list() for key in (home_of, building_of)
    )
    living: dict[str, set[int]] = defaultdict(set)
    for flat, house, family in zip(flats, houses, families.tolist(), strict=True):
        for place in (flat, house):
            if place:
                living[place].add(family)

    def families_around(a: int, b: int) -> int:
        if flats[a] and flats[a] == flats[b]:
            return len(living[flats[a]])
        return len(living[houses[a]] | living[houses[b]])

    alone = np.bincount(families, minlength=len(families)) == 1
    nobody_else = [
        families_around(a, b) <= _PARTNERS for a, b in zip(left.tolist(), right.tolist(), strict=True)
    ]
    return np.array(nobody_else, np.bool_) & (alone[families[left]] | alone[families[right]])


def _have_one_home(people: pl.DataFrame, families: Ints, left: Ints, right: Ints) -> Booleans:
    """For pairs of one surname and postcode, one of them without a street: there is no second family to belong to."""
    a, b = families[left], families[right]
    housed = np.zeros(len(families), np.bool_)
    housed[families[people["housed"].to_numpy()]] = True
    options: dict[int, set[int]] = defaultdict(set)
    for family, other in zip(np.r_[a, b].tolist(), np.r_[b, a].tolist(), strict=True):
        if housed[other] and not housed[family]:
            options[family].add(other)
    clear = np.array([len(options.get(family, ())) <= 1 for family in range(len(families))], np.bool_)
    return clear[a] & clear[b]
