"""Putting columns together, as frames of a few rows need it.

Polars hands an expression of several columns to its threads: a tenth of a millisecond each time, whatever it does,
which for the few rows of an event is more than all the rest. What only puts columns together needs no expression.
"""

from collections.abc import Iterable

import polars as pl


def beside(frame: pl.DataFrame, columns: Iterable[pl.Series]) -> pl.DataFrame:
    """The frame with these columns as well; one that it has already is replaced, as `with_columns` does."""
    there = set(frame.columns)
    new = []
    for column in columns:
        if column.name in there:
            frame = frame.with_columns(column)
        else:
            new.append(column)
    return frame.hstack(new) if new else frame


def constant(name: str, text: str | None, rows: int) -> pl.Series:
    """A column of so many times the same."""
    return pl.Series(name, [text], pl.String).new_from_index(0, rows)
