"""Comparisons: how alike two records are in one field, as a level.

A comparison names its levels from best to worst; the last is always "different". Where either record lacks the field
the level is MISSING, which is no evidence either way. Each comparison works on distinct value pairs only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching import similarity as s

MISSING = -1

Levels = npt.NDArray[np.int8]
Texts = Sequence[str]


def _itself(text: str) -> str | None:
    return text


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field's comparison. `compare(left, right)` takes two lists of non-null texts and returns level numbers."""

    name: str
    column: str
    levels: tuple[str, ...]
    compare: Callable[[Texts, Texts], Levels]
    frequency: bool = True
    """Whether agreement on a rare value counts for more than on a common one."""
    identifies: bool = False
    """Whether a value is meant for one person: what counts is then how many differently named people carry it."""
    keys: tuple[Callable[[str], str | None], ...] = (_itself,)
    """For each of the best levels that mean the same value: what exactly is the same, of one text."""

    @property
    def exact_levels(self) -> int:
        return len(self.keys)


def _first_that_holds(size: int, *conditions: npt.NDArray[np.bool_]) -> Levels:
    """Level number of the first condition that holds for each pair; their count where none does."""
    levels = np.full(size, len(conditions), np.int8)
    for number in range(len(conditions) - 1, -1, -1):
        levels[conditions[number]] = number
    return levels


def _never(left: Texts) -> npt.NDArray[np.bool_]:
    """Holds the place of the level "swapped", which needs both names at once: see `names.mark_swapped`."""
    return np.zeros(len(left), np.bool_)


def _given_name(left: Texts, right: Texts) -> Levels:
    near = s.jaro_winkler(left, right)
    return _first_that_holds(
        len(left),
        s.equal(left, right),
        s.same_root(left, right),
        s.contains_token(left, right),
        s.initial_of(left, right),
        (near >= 0.9) | s.same_sound(left, right),
        near >= 0.8,
        _never(left),
    )


def _family_name(left: Texts, right: Texts) -> Levels:
    near = s.best_of(s.jaro_winkler, left, right)
    return _first_that_holds(
        len(left),
        s.share_value(left, right),
        (near >= 0.93) | s.same_sound(left, right),
        s.contains_token(left, right),
        near >= 0.85,
        _never(left),
    )


def _birth_date(left: Texts, right: Texts) -> Levels:
    year, month, day = (s.same_slice(left, right, *part) for part in ((0, 4), (5, 7), (8, 10)))
    agreeing = year.astype(np.int8) + month + day
    edits = s.digit_edits(left, right)
    return _first_that_holds(
        len(left),
        s.equal(left, right),
        s.day_month_swapped(left, right),
        s.prefix_of_other(left, right),
        edits == 1,
        (agreeing == 2) | (edits == 2) & (agreeing >= 1),
        year,
        month & day | (edits <= 2),
        agreeing == 1,
    )


def _email(left: Texts, right: Texts) -> Levels:
    near = s.best_of(s.jaro_winkler, left, right)
    return _first_that_holds(
        len(left),
        s.share_value(left, right),
        s.share_mailbox(left, right),
        s.share_local_part(left, right),
        (near >= 0.95) | s.best_within(left, right, edits=2),
    )


def _phone(left: Texts, right: Texts) -> Levels:
    return _first_that_holds(len(left), s.share_value(left, right), s.best_within(left, right, edits=1))


def _text(left: Texts, right: Texts) -> Levels:
    near = s.jaro_winkler(left, right)
    return _first_that_holds(
        len(left), s.equal(left, right), (near >= 0.92) | s.contains_token(left, right), near >= 0.82
    )


def _address(left: Texts, right: Texts) -> Levels:
    """Values are `postal_code/locality/street/unit`, any of them empty."""
    a, b = s.split_address(left), s.split_address(right)
    town = s.both_equal(a.postal_code, b.postal_code) | s.both_equal(a.locality, b.locality)
    street = s.both_equal(a.street, b.street)
    number = s.both_equal(a.number, b.number)
    near = s.both_near(a.street, b.street, 0.9) & number
    other_unit = s.both_differ(a.unit, b.unit)
    comparable = s.both_present(a.street, b.street)
    return _first_that_holds(
        len(left),
        street & town & s.both_equal(a.unit, b.unit),
        street & town & ~other_unit,
        near & town & ~other_unit,
        (street | near) & town,
        street & ~town,
        s.both_equal(a.postal_code, b.postal_code) & ~comparable,
        s.both_equal(a.locality, b.locality) & ~comparable,
        s.both_equal(a.postal_code, b.postal_code),
        town | s.both_near(a.postal_code, b.postal_code, 0.9) | s.both_near(a.locality, b.locality, 0.88),
    )


def _exact(left: Texts, right: Texts) -> Levels:
    return _first_that_holds(len(left), s.share_value(left, right))


def _external_id(left: Texts, right: Texts) -> Levels:
    """IDs of different namespaces cannot differ: no evidence unless a namespace is on both sides."""
    levels = _exact(left, right)
    levels[~s.share_namespace(left, right) & (levels > 0)] = MISSING
    return levels


def _number(left: Texts, right: Texts) -> Levels:
    return _first_that_holds(len(left), s.equal(left, right), s.best_within(left, right, edits=1))


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "given_name",
        "given_name",
        (
            "exact",
            "nickname",
            "part of compound",
            "initial",
            "sounds alike",
            "similar",
            "swapped",
            "different",
        ),
        _given_name,
    ),
    Comparison(
        "family_name",
        "family_name",
        ("exact", "sounds alike", "part of compound", "similar", "swapped", "different"),
        _family_name,
    ),
    Comparison("name_rest", "name_rest", ("exact", "similar", "somewhat similar", "different"), _text),
    Comparison(
        "birth_date",
        "birth_date",
        (
            "exact",
            "day and month swapped",
            "agrees as far as known",
            "one digit differs",
            "two parts agree",
            "year agrees",
            "two digits or the year differ",
            "one part agrees",
            "different",
        ),
        _birth_date,
    ),
    Comparison("birth_place", "birth_place", ("exact", "similar", "somewhat similar", "different"), _text),
    Comparison("gender", "gender", ("same", "different"), _exact, frequency=False),
    Comparison(
        "email",
        "email",
        ("exact", "same mailbox", "same local part", "similar", "different"),
        _email,
        identifies=True,
    ),
    Comparison("phone", "phone", ("exact", "one digit differs", "different"), _phone, identifies=True),
    Comparison(
        "address",
        "full_address",
        (
            "same home",
            "same building",
            "similar street, same town",
            "same building, other unit",
            "same street, other town",
            "same postcode, no street",
            "same town, no street",
            "other street, same postcode",
            "other street, same town",
            "different",
        ),
        _address,
        keys=(s.home_of, s.building_of),
    ),
    Comparison("country", "country", ("same", "different"), _exact),
    Comparison(
        "national_id", "national_id", ("exact", "one digit differs", "different"), _number, identifies=True
    ),
    Comparison("external_id", "external_id", ("shared", "different"), _external_id, identifies=True),
    Comparison("cookie", "cookie", ("shared", "different"), _exact, identifies=True),
    Comparison("device", "device", ("shared", "different"), _exact, identifies=True),
    Comparison("ip", "ip", ("shared", "different"), _exact),
    Comparison("organisation", "organisation", ("exact", "similar", "somewhat similar", "different"), _text),
    Comparison("siret", "siret", ("exact", "one digit differs", "different"), _number),
    Comparison("occupation", "occupation", ("exact", "similar", "somewhat similar", "different"), _text),
)


def attribute(column: str) -> Comparison:
    """The comparison of a column that is no known field."""
    return Comparison(column, column, ("exact", "similar", "somewhat similar", "different"), _text)


def comparisons_for(frame: pl.DataFrame) -> list[Comparison]:
    """The comparisons whose column is there with at least two distinct values, attributes included."""
    attributes = [attribute(column) for column in sorted(frame.columns) if column.startswith("x_")]
    return [
        comparison
        for comparison in (*COMPARISONS, *attributes)
        if comparison.column in frame.columns and frame[comparison.column].drop_nulls().n_unique() > 1
    ]
