"""All that two people's being one or two rests on, in memory, to derive it again with one thing changed.

What is read is whole components of weighed links, so deriving it by itself gives what the whole graph gives for it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from app.fields import ATTRIBUTE_PREFIX, DEDUPLICATED_IN
from app.graph.store import Row, Store
from app.matching.applying import comparisons_in, with_columns_of
from app.matching.blocked import without_blocked
from app.matching.blocking import candidate_pairs
from app.matching.copies import find_copies
from app.matching.features import add_features, over_distinct
from app.matching.household_ids import part_household_ids
from app.matching.hubs import Hub, most_people, names_by_value, without_hubs
from app.matching.limits import Limits
from app.matching.model import MatchModel
from app.resolution.derive import Persons, persons_among
from app.resolution.joined import EDGES, joined
from app.resolution.limits import limits_in_force
from app.resolution.live.values import named_values
from app.resolution.reading import NIGHTS, with_visits_of
from app.resolution.writing import value_key
from app.standardise.text import fold

LARGEST = 300
"""Records in the components of two people that are derived again; deriving more takes too long to ask what if."""
_STANDARD = "std_"

Pair = tuple[str, str]
"""Two record IDs, the smaller first."""
Value = tuple[str, str]
"""A column, and what a record may have in it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Evidence as values. `frame`: the records, standardised, with what visits show of them. `elsewhere`: what others
    are called who have a value that too many may share; as many as it takes to see that they do. `blocked`: keys of
    identifiers that count for nothing, as a steward said; `counted`: of those that count, however many share them.
    `carried`: record -> keys of its identifiers; `individuals`: record -> its individual in the graph."""

    model: MatchModel
    limits: Limits
    frame: pl.DataFrame
    elsewhere: Mapping[Value, Set[str]] = field(default_factory=dict)
    blocked: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()
    carried: dict[str, list[str]] = field(default_factory=dict)
    individuals: dict[str, str | None] = field(default_factory=dict)

    def derived(self) -> Persons:
        """What the evidence says, by the code that resolves the graph."""
        featured = self._featured()
        records = with_columns_of(self.model, without_hubs(featured, self._hubs(featured)))
        copies = find_copies(records, [one.column for one in comparisons_in(self.model, records)])
        found = candidate_pairs(copies.first_of(records))
        pairs = (copies.first[found.left] << 32) | copies.first[found.right]
        verdicts = _pairs(self.must), _pairs(self.cannot)
        return persons_among(records, self.model, verdicts, np.sort(pairs), copies)

    @property
    def left_out(self) -> frozenset[str]:
        """Keys of what counts for nothing."""
        return self.blocked.union(value_key(hub.column, hub.value) for hub in self._hubs(self._featured()))

    def _featured(self) -> pl.DataFrame:
        return _featured(without_blocked(self.frame, self.blocked), self.model)

    def _hubs(self, featured: pl.DataFrame) -> list[Hub]:
        """Counted anew with every change: by it one more may have a value, or one less."""
        return [
            Hub(column, value, people)
            for column, names in names_by_value(featured, self.limits)
            for value, mine in sorted(names.items())
            if (people := len(mine | self.elsewhere.get((column, value), set())))
            > most_people(column, value, self.limits)
            and value_key(column, value) not in self.counted
        ]

    def without_record(self, record: str) -> "Scene":
        return replace(self, frame=self.frame.filter(pl.col("record") != record))

    def without_value(self, key: str) -> "Scene":
        return replace(self, blocked=self.blocked | {key})

    def with_value(self, key: str) -> "Scene":
        """As if an identifier that counts for nothing did count."""
        return replace(self, blocked=self.blocked - {key}, counted=self.counted | {key})

    def with_verdict(self, pair: Pair, *, must: bool) -> "Scene":
        return replace(self, must=self.must | {pair}) if must else replace(self, cannot=self.cannot | {pair})

    def without_verdict(self, pair: Pair, *, must: bool) -> "Scene":
        return replace(self, must=self.must - {pair}) if must else replace(self, cannot=self.cannot - {pair})

    def without_promise(self, source: str) -> "Scene":
        """As if this source did not promise one record a person."""
        promised = pl.col(DEDUPLICATED_IN)
        return replace(self, frame=self.frame.with_columns(pl.when(promised != source).then(promised)))

    def with_values_of(self, giver: str, taker: str, columns: Iterable[str], *, beside: bool) -> "Scene":
        """As if one record had in some columns what another has: instead of its own values, or `beside` them."""
        (given,) = self.frame.filter(pl.col("record") == giver).to_dicts()

        def taken(column: str) -> pl.Expr:
            value = pl.lit(given[column], dtype=pl.String)
            return pl.concat_str(column, value, separator="|", ignore_nulls=True) if beside else value

        mine = pl.col("record") == taker
        changed = [
            pl.when(mine).then(taken(column)).otherwise(column).alias(column)
            for column in columns
            if column in self.frame.columns
        ]
        return replace(self, frame=self.frame.with_columns(changed))


def read_scene(store: Store, model: MatchModel, records: list[str]) -> Scene | None:
    """The components of these records. None where they are larger than LARGEST."""
    component = joined(store.read, records, EDGES, most=LARGEST)
    if len(component) > LARGEST:
        return None
    rows = store.read("read/why_component", records=sorted(component), nights=NIGHTS)
    frame = with_visits_of((visit for row in rows for visit in row["visits"]), _frame(rows))
    limits = limits_in_force()
    return Scene(
        model=model,
        limits=limits,
        frame=frame,
        elsewhere=_elsewhere(store, _featured(frame, model), limits, component),
        blocked=frozenset(x["key"] for row in rows for x in row["identifiers"] if x["blocked"]),
        must=_verdicts(rows, must=True),
        cannot=_verdicts(rows, must=False),
        carried={row["record"]: [x["key"] for x in row["identifiers"]] for row in rows},
        individuals={row["record"]: row["individual"] for row in rows},
    )


def _elsewhere(
    store: Store, featured: pl.DataFrame, limits: Limits, here: Iterable[str]
) -> dict[Value, set[str]]:
    """By value of these records what others are called who have it."""
    named = named_values(featured, limits)
    most = max((most_people(*value, limits) for value in named.values()), default=0) + 1
    found: dict[Value, set[str]] = defaultdict(set)
    for row in store.read("stewardship/called", tokens=sorted(named), ids=sorted(here), most=most):
        found[named[row["token"]]].add(row["name"])
    return dict(found)


def _featured(frame: pl.DataFrame, model: MatchModel) -> pl.DataFrame:
    return part_household_ids(add_features(frame), model.household_columns)


def pair(a: str, b: str) -> Pair:
    return (a, b) if a < b else (b, a)


def _frame(rows: list[Row]) -> pl.DataFrame:
    """As `app.resolution.reading.records` gives it."""
    keys = sorted({key for row in rows for key in row["properties"]})
    standard = {key: key.removeprefix(_STANDARD) for key in keys if key.startswith(_STANDARD)}
    attributes = [key for key in keys if key.startswith(ATTRIBUTE_PREFIX)]
    about: dict[str, type[pl.DataType]] = {
        "record": pl.String,
        "born": pl.String,
        "seen_at": pl.Int64,
        "trust": pl.Float64,
        DEDUPLICATED_IN: pl.String,
    }
    values = [
        {name: row[name] for name in about}
        | {name: _evidence(row["properties"], key) for key, name in standard.items()}
        | {name: row["properties"].get(name) for name in attributes}
        for row in rows
    ]
    schema = about | dict.fromkeys([*standard.values(), *attributes], pl.String)
    frame = pl.DataFrame(values, schema=schema, strict=False).sort("record")
    return frame.with_columns(
        over_distinct(frame[name], name, lambda text: fold(text) or None) for name in attributes
    )


def _evidence(properties: Row, key: str) -> str | None:
    """A standardised value. What somebody with a public write key claims is no evidence."""
    value: str | None = None if properties.get("claimed") else properties.get(key)
    return value


def _verdicts(rows: list[Row], *, must: bool) -> frozenset[Pair]:
    """Those of the stewards between these records."""
    here = {row["record"] for row in rows}
    return frozenset(
        pair(row["record"], verdict["b"])
        for row in rows
        for verdict in row["verdicts"]
        if verdict["must"] == must and verdict["b"] in here
    )


def _pairs(pairs: frozenset[Pair]) -> pl.DataFrame:
    return pl.DataFrame(sorted(pairs), schema={"a": pl.String, "b": pl.String}, orient="row")
