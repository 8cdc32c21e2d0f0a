"""Hubs: identifiers shared by more people than their namespace allows (`info@…`, a public terminal, a care home).

A hub stays in the graph and stops being evidence. People are counted as distinct surnames among the records that carry
the value, by their sound so that misspellings make no crowd. That depends on the records alone, not on who was merged
with whom, so the order of arrival cannot matter. Who signed in on a cookie or a device carries it, too. How many people
a value may have, and which values are junk whoever has them, stands in the limits document.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from functools import partial

import polars as pl

from app.fields import SEPARATOR, VISITS
from app.frames import beside
from app.matching.features import FEW, add_phone_kinds, over_distinct
from app.matching.household_ids import HOUSEHOLD_ID, MOST_PEOPLE
from app.matching.limits import Limits, shipped_limits


@dataclass(frozen=True, slots=True)
class Hub:
    """A value that joins nobody: its column, the value, and how many names were seen on it."""

    column: str
    value: str
    people: int


def drop_hubs(frame: pl.DataFrame, limits: Limits | None = None) -> tuple[pl.DataFrame, list[Hub]]:
    """The frame (with features) without the hub values, the phones that are left by kind, and the hubs in order of
    column and value. Without `limits` those that are shipped hold."""
    hubs = find_hubs(frame, limits or shipped_limits())
    return without_hubs(frame, hubs), hubs


def find_hubs(frame: pl.DataFrame, limits: Limits) -> list[Hub]:
    """The values of a frame (with features) that too many of its people share, or that are junk."""
    carried = _carried_by_few if frame.height <= FEW else _carried_by_many
    return [
        Hub(column, value, people)
        for column, value, people in carried(frame, limits)
        if people > most_people(column, value, limits)
    ]


def _carried_by_many(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, str, int]]:
    """Column, value and how many people have it, in this order: of all values that may be hubs."""
    columns = _columns(frame, limits)
    shared = [
        _carried(frame, column)
        .group_by(column)
        .agg(people=pl.col(CALLED).n_unique() - pl.col(CALLED).has_nulls())
        .filter((pl.col("people") > _fewest(column, limits)) | _is_junk(column, limits))
        .sort(column)
        for column in columns
    ]
    for column, found in zip(columns, pl.collect_all(shared), strict=True):
        yield from ((column, value, people) for value, people in found.iter_rows())


def _carried_by_few(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, str, int]]:
    """The same, one by one; of a column that has junk all values."""
    for column, names in names_by_value(frame, limits):
        fewest, junk = _fewest(column, limits), column in limits.junk
        people_of = ((value, len(found)) for value, found in sorted(names.items()))
        yield from ((column, value, people) for value, people in people_of if people > fewest or junk)


def names_by_value(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, dict[str, set[str]]]]:
    """Each column of a frame (with features) that has limits, with its values and what who has them is called."""
    people = called(frame).to_list()
    for column in _columns(frame, limits):
        names: dict[str, set[str]] = defaultdict(set)
        for place in _places(frame, column):
            for text, name in zip(frame[place].to_list(), people, strict=True):
                for value in text.split(SEPARATOR) if text is not None else ():
                    names[value].update(() if name is None else (name,))
        yield column, names


def most_people(column: str, value: str, limits: Limits) -> int:
    """How many people of different names may share this value: fewer than none where it is junk."""
    if column == HOUSEHOLD_ID:
        return MOST_PEOPLE
    return JUNK if limits.is_junk(column, value) else limits.most_people(column, value)


def _fewest(column: str, limits: Limits) -> int:
    """So many may share any value of the column that is no junk."""
    if column == HOUSEHOLD_ID:
        return MOST_PEOPLE
    namespaces = limits.people_per_external_id if column == "external_id" else ()
    return min(limits.most_people(column, value) for value in ("", *namespaces))


def without_hubs(frame: pl.DataFrame, hubs: Iterable[Hub]) -> pl.DataFrame:
    """The frame (with features) without these values, and with the phones that are left by kind."""
    values: dict[str, list[str]] = defaultdict(list)
    for hub in hubs:
        values[hub.column].append(hub.value)
    for column, shared in values.items():
        if column == "address":
            frame = _without_houses(frame, shared)
            continue
        for name in _places(frame, column):
            frame = _without(frame, name, shared)
    return add_phone_kinds(frame)


def values_that_may_be_hubs(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, list[str]]]:
    """Each column that has limits, with its distinct values."""
    columns = _columns(frame, limits)
    if frame.height <= FEW:
        for column in columns:
            places = _places(frame, column)
            texts = {text for name in places for text in frame[name].to_list() if text is not None}
            yield column, sorted({value for text in texts for value in text.split(SEPARATOR)})
        return
    for column in columns:
        yield column, _carried(frame, column).collect()[column].unique().sort().to_list()


def with_visited(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the cookies and devices that somebody signed in on among those that the records carry."""
    visited = [column for column in _VISITED if VISITS + column in frame.columns]
    return frame.with_columns(_values(frame, column) for column in visited)


def called(frame: pl.DataFrame) -> pl.Series:
    """What each record of a frame (with features) is called when people are counted: null counts for nobody."""
    if frame.height > FEW:
        return frame.select(_called(frame), _ROW)[CALLED]
    there = [frame[column].to_list() for column in _NAMES if column in frame.columns]
    names = [next((name for name in row if name is not None), None) for row in zip(*there, strict=True)]
    return pl.Series(CALLED, names or [None] * frame.height, pl.String)


JUNK = -1
"""How many people may share junk: it joins nobody even where whoever has it has no name."""
CALLED = "called"
CROWDED = "crowded_address"
"""Column: `full_address` where too many live for it to tell who is who. It still says who lives together."""
_NAMES = ("family_sound", "name_tokens", "family_name", "given_name")


def _columns(frame: pl.DataFrame, limits: Limits) -> list[str]:
    return [column for column in (*limits.people_per_value, HOUSEHOLD_ID) if _places(frame, column)]


_VISITED = ("cookie", "device")


def _places(frame: pl.DataFrame, column: str) -> list[str]:
    """The columns of the frame that hold values of this one."""
    names = (column, VISITS + column) if column in _VISITED else (column,)
    return [name for name in names if name in frame.columns]


def _values(frame: pl.DataFrame, column: str) -> pl.Expr:
    """All of them, joined."""
    places = _places(frame, column)
    if places == [column]:
        return pl.col(column)
    return pl.concat_str(places, separator=SEPARATOR, ignore_nulls=True).replace("", None).alias(column)


_ROW = pl.int_range(pl.len()).alias("row")


def _called(frame: pl.DataFrame) -> pl.Expr:
    there = [column for column in _NAMES if column in frame.columns]
    return pl.coalesce([*there, pl.lit(None, dtype=pl.String)]).alias(CALLED)


def _carried(frame: pl.DataFrame, column: str) -> pl.LazyFrame:
    """Columns row, called and the column itself: a row for each value of each record."""
    values = _values(frame, column).str.split(SEPARATOR)
    return frame.lazy().select(_ROW, _called(frame), values).explode(column).drop_nulls(column)


def _is_junk(column: str, limits: Limits) -> pl.Expr:
    pattern = limits.junk_pattern(column)
    return pl.col(column).str.contains(pattern) if pattern else pl.lit(False)


def _without(frame: pl.DataFrame, column: str, shared: list[str]) -> pl.DataFrame:
    return beside(frame, [over_distinct(frame[column], column, partial(_left, shared=set(shared)))])


def _left(values: str, shared: Set[str]) -> str | None:
    """Of several values those that are not shared, None where that is none."""
    kept = [value for value in values.split(SEPARATOR) if value not in shared]
    return SEPARATOR.join(kept) if kept else None


def _without_houses(frame: pl.DataFrame, shared: list[str]) -> pl.DataFrame:
    crowded = pl.col("address").is_in(shared).fill_null(value=False)
    return frame.with_columns(
        pl.when(crowded).then(pl.col("full_address")).alias(CROWDED),
        pl.when(~crowded).then(pl.col("full_address")).alias("full_address"),
    )
