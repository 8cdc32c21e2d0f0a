"""All that two people's being one or two rests on, in memory, to derive it again with one thing changed.

What is read is whole components of weighed links, so deriving it by itself gives what the whole graph gives for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import polars as pl

from app.fields import ATTRIBUTE_PREFIX, DEDUPLICATED_IN
from app.graph.store import Row, Store
from app.ingest.identifiers import values_of
from app.matching.applying import comparisons_in, with_columns_of
from app.matching.blocked import without_blocked
from app.matching.blocking import candidate_pairs
from app.matching.copies import find_copies
from app.matching.features import add_features, over_distinct
from app.matching.household_ids import HOUSEHOLD_ID, part_household_ids
from app.matching.hubs import Hub, without_hubs
from app.matching.model import MatchModel
from app.resolution.derive import Persons, persons_among
from app.resolution.joined import EDGES, joined
from app.resolution.limits import limits_in_force
from app.resolution.live.values import named_values
from app.standardise.text import fold

LARGEST = 300
"""Records in the components of two people that are derived again; deriving more takes too long to ask what if."""
_STANDARD = "std_"
_OWN_COLUMN = frozenset({"email", "phone", "cookie", "device", "national_id", "ip", "address"})
"""Namespaces of identifiers whose values may be hubs in a column of the same name."""

Pair = tuple[str, str]
"""Two record IDs, the smaller first."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Evidence as values. `frame`: the records, standardised. Keys of identifiers that count for nothing: `blocked` by
    a steward, and `hubs`, which too many share; `crowded`: household IDs that too many do. `carried`: record -> keys of
    the identifiers that count; `individuals`: record -> its individual in the graph."""

    model: MatchModel
    frame: pl.DataFrame
    blocked: frozenset[str] = frozenset()
    hubs: frozenset[str] = frozenset()
    crowded: frozenset[str] = frozenset()
    must: frozenset[Pair] = frozenset()
    cannot: frozenset[Pair] = frozenset()
    carried: dict[str, list[str]] = field(default_factory=dict)
    individuals: dict[str, str | None] = field(default_factory=dict)

    def derived(self) -> Persons:
        """What the evidence says, by the code that resolves the graph."""
        frame = add_features(without_blocked(self.frame, self.blocked))
        featured = part_household_ids(frame, self.model.household_columns)
        records = with_columns_of(self.model, without_hubs(featured, self._hubs(featured)))
        copies = find_copies(records, [one.column for one in comparisons_in(self.model, records)])
        found = candidate_pairs(copies.first_of(records))
        pairs = (copies.first[found.left] << 32) | copies.first[found.right]
        verdicts = _pairs(self.must), _pairs(self.cannot)
        return persons_among(records, self.model, verdicts, np.sort(pairs), copies)

    def _hubs(self, featured: pl.DataFrame) -> list[Hub]:
        found = [_hub(key) for key in sorted(self.hubs)]
        found += [Hub(HOUSEHOLD_ID, id, 0) for id in sorted(self.crowded)]
        return [hub for hub in found if hub.column in featured.columns]

    def without_record(self, record: str) -> "Scene":
        return replace(self, frame=self.frame.filter(pl.col("record") != record))

    def without_value(self, key: str) -> "Scene":
        return replace(self, blocked=self.blocked | {key})

    def with_value(self, key: str) -> "Scene":
        """As if an identifier that counts for nothing did count."""
        return replace(self, blocked=self.blocked - {key}, hubs=self.hubs - {key})

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
    rows = store.read("read/why_component", records=sorted(component))
    identifiers = [x for row in rows for x in row["identifiers"]]
    unmarked = {x["key"] for x in identifiers if x["key"].startswith("address:")}
    unmarked |= {f"ip:{ip}" for row in rows for ip in values_of(row["properties"].get("std_ip"))}
    crowded = {row["key"] for row in store.read("stewardship/crowded", keys=sorted(unmarked))}
    frame = _frame(rows)
    return Scene(
        model=model,
        frame=frame,
        blocked=frozenset(x["key"] for x in identifiers if x["blocked"]),
        hubs=frozenset(crowded | {x["key"] for x in identifiers if x["hub"]}),
        crowded=_crowded_homes(store, part_household_ids(frame, model.household_columns)),
        must=_verdicts(rows, must=True),
        cannot=_verdicts(rows, must=False),
        carried={
            row["record"]: [
                x["key"] for x in row["identifiers"] if not (x["hub"] or x["blocked"] or x["key"] in crowded)
            ]
            for row in rows
        },
        individuals={row["record"]: row["individual"] for row in rows},
    )


def _crowded_homes(store: Store, frame: pl.DataFrame) -> frozenset[str]:
    """The household IDs that too many share. Nothing in the graph names them but their tokens."""
    if HOUSEHOLD_ID not in frame.columns:
        return frozenset()
    named = named_values(frame.select(HOUSEHOLD_ID), limits_in_force())
    return frozenset(named[row["token"]][1] for row in store.read("live/exceptions", tokens=sorted(named)))


def _hub(key: str) -> Hub:
    namespace, _, value = key.partition(":")
    return Hub(namespace, value, 0) if namespace in _OWN_COLUMN else Hub("external_id", key, 0)


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
