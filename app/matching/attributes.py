"""Comparisons of columns that nobody told us about: what their values are like decides how they are compared.

Numbers by nearness, a few recurring values by equality, long texts by the words they share, all else by spelling. The
levels of a comparison say which kind it is, so that a model that is read again compares as it did when it was learned.
"""

import polars as pl

from app.fields import ATTRIBUTE_PREFIX
from app.matching import similarity as s
from app.matching.comparisons import (
    COMPARISONS,
    TEXT_LEVELS,
    Comparison,
    Levels,
    first_that_holds,
    text_levels,
)
from app.matching.similarity import TextPairs

_MOST_DISTINCT = 0.95
"""Share of distinct values above which an attribute tells nothing about a person."""
_FEW = 12
"""Distinct values up to which an attribute is a choice from a list: a spelling close to another is another choice."""
_WORDS_OF_A_TEXT = 5
"""Words per value, on average, from which on it is a text."""
_NEARLY_ALL = 0.95


def _choice(pairs: TextPairs) -> Levels:
    return first_that_holds(s.equal(pairs))


def _amount(pairs: TextPairs) -> Levels:
    return first_that_holds(s.equal(pairs), s.numbers_within(pairs, 0.02, 1), s.numbers_within(pairs, 0.1, 2))


def _words(pairs: TextPairs) -> Levels:
    shared = s.words_shared(pairs)
    return first_that_holds(s.equal(pairs), shared >= 0.6, shared >= 0.3)


_KINDS = {
    ("same", "different"): _choice,
    ("exact", "nearly equal", "about equal", "different"): _amount,
    ("exact", "most words shared", "some words shared", "different"): _words,
    TEXT_LEVELS: text_levels,
}
"""The levels of each kind of attribute -> how they are told."""
_CHOICE, _AMOUNT, _WORDY, _SPELT = _KINDS


def attribute(column: str, levels: tuple[str, ...] = _SPELT) -> Comparison:
    """The comparison of an attribute whose kind has these levels; of spelling where no kind has."""
    known = levels if levels in _KINDS else _SPELT
    return Comparison(column, column, known, _KINDS[known])


def comparison_of(name: str, levels: tuple[str, ...] = _SPELT) -> Comparison:
    """The comparison of this name: of a known field, else of an attribute whose kind has these levels."""
    return next((known for known in COMPARISONS if known.name == name), None) or attribute(name, levels)


def comparisons_for(frame: pl.DataFrame) -> list[Comparison]:
    """The comparisons whose column is there with at least two distinct values; of an identifier one says something.

    Attributes included, unless hardly any value of one comes twice: a number or moment of the row, not of the person.
    """
    attributes = [
        attribute(column, _levels_for(frame[column]))
        for column in sorted(frame.columns)
        if column.startswith(ATTRIBUTE_PREFIX) and _distinct_share(frame[column]) <= _MOST_DISTINCT
    ]
    return [
        comparison
        for comparison in (*COMPARISONS, *attributes)
        if comparison.column in frame.columns
        and frame[comparison.column].drop_nulls().n_unique() > (not comparison.identifies)
    ]


def _levels_for(column: pl.Series) -> tuple[str, ...]:
    values = column.drop_nulls().unique()
    if len(values) <= _FEW:
        return _CHOICE
    if (values.cast(pl.Float64, strict=False).is_not_null().mean() or 0.0) >= _NEARLY_ALL:  # type: ignore[operator]
        return _AMOUNT if not values.str.starts_with("0").any() else _CHOICE
    words = values.str.count_matches(" ", literal=True).mean() or 0.0
    return _WORDY if words + 1 >= _WORDS_OF_A_TEXT else _SPELT  # type: ignore[operator]


def _distinct_share(column: pl.Series) -> float:
    present = column.drop_nulls()
    return present.n_unique() / max(len(present), 1)
