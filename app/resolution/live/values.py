"""Values that may be hubs, by their tokens."""

from collections.abc import Iterator, Set

import polars as pl

from app.matching.blocking import BlockingRule
from app.matching.hubs import Hub, values_that_may_be_hubs, with_visited, without_hubs
from app.matching.limits import Limits
from app.matching.tokens import Tokens, tokens

_CARRIER = "carrier"
"""Kind of these tokens: the blocks of the same columns have others."""


def carrier_tokens(frame: pl.DataFrame, limits: Limits) -> Tokens:
    """The tokens of the values that each row of a frame (with features) carries."""
    rules = [BlockingRule((column,)) for column, _ in values_that_may_be_hubs(frame, limits)]
    return tokens(with_visited(frame), rules, _CARRIER)


def named_values(frame: pl.DataFrame, limits: Limits) -> dict[str, tuple[str, str]]:
    """By token the column and value of every value of a frame (with features) that may be a hub."""
    return {word: (column, value) for column, value, word in _named(frame, limits)}


def without_known_hubs(frame: pl.DataFrame, limits: Limits, hubs: Set[str]) -> pl.DataFrame:
    """The frame (with features) without the hub values that are among these tokens, and without junk.

    Nobody is counted here: who waits says something in the frame that counts only once they are resolved."""
    found = [
        Hub(column, value, 0)
        for column, values in values_that_may_be_hubs(frame, limits)
        for value in values
        if limits.is_junk(column, value)
    ]
    if hubs:
        found += [Hub(column, value, 0) for column, value, word in _named(frame, limits) if word in hubs]
    return without_hubs(frame, found)


def _named(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, str, str]]:
    for column, values in values_that_may_be_hubs(frame, limits):
        named = pl.DataFrame({column: values}, schema={column: pl.String})
        words = tokens(named, [BlockingRule((column,))], _CARRIER).texts(len(values))
        yield from zip([column] * len(values), values, words, strict=True)
