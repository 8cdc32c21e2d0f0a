"""Rows that are records of people: into Customer nodes and the identifiers they carry."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from hashlib import blake2b
from typing import Any

import polars as pl

from app.fields import ATTRIBUTE_PREFIX, FIELDS
from app.graph.store import BATCH, Row, batches
from app.ingest.births import give_births
from app.ingest.consent_columns import ConsentColumns
from app.ingest.counts import Counts, judged
from app.ingest.identifiers import ONLINE, Identifier, identifiers_of
from app.ingest.tombstones import record_name
from app.ingest.upsert import Upsert
from app.standardise.record import standardise_frame

_HASH_BYTES = 12


class People(Upsert):
    """Brings the records of one load into the graph, batch by batch."""

    def prepare(self, raw: pl.DataFrame) -> Callable[[], Counts]:
        """Everything that needs no writing, for one batch; the rest is what is returned. No ID is in two batches."""
        raw = raw.with_columns(
            (pl.lit(f"{self.source}:") + pl.col("record")).alias("id"), _content_hashes(raw).alias("hash")
        )
        known = {row["id"]: row["hash"] for row in self.read("ingest/known", ids=raw["id"].to_list())}
        same = raw["hash"] == pl.Series([known.get(record) for record in raw["id"]], dtype=pl.String)
        different = raw.filter(~same.fill_null(False))
        counts = Counts(unchanged=raw.height - different.height)
        rows = self._rows(different, counts) if different.height else []
        confirmed = raw.filter(same.fill_null(False))["id"].to_list()
        said = self._said(raw.filter(pl.col("id").is_in([*confirmed, *(row["props"]["id"] for row in rows)])))
        counts.changed = sum(row["props"]["id"] in known for row in rows)
        counts.new = len(rows) - counts.changed
        return lambda: self._write(rows, known.keys(), confirmed, said, counts)

    @cached_property
    def columns(self) -> ConsentColumns:
        return ConsentColumns(self.file, self.source, self.now)

    def _said(self, raw: pl.DataFrame) -> dict[str, Row]:
        """Statements by ID. One about an identifier of somebody who was erased is left out."""
        rows = self.columns.statements(raw)
        spared = self.without_erased(rows, lambda row: [row["identifier"]["key"]], Counts())
        return {row["props"]["id"]: row for row in spared}

    def _rows(self, raw: pl.DataFrame, counts: Counts) -> list[Row]:
        """What the statements of `cypher/ingest` take, per record; records without any usable value are refused."""
        result = standardise_frame(raw).frame
        counts.add(judged(result))
        seen = self.seen(raw)
        delivered = [column for column in raw.columns if is_value(column)]
        usable = [column for column in result.columns if is_value(column)]
        standards = {column: f"std_{column}" for column in usable if column in STANDARD}
        rows = []
        for given, standard, seen_at in zip(raw.to_dicts(), result.to_dicts(), seen, strict=True):
            if not any(standard[column] for column in usable):
                self.file.refuse(given, "none of the values can be used")
                continue
            props = {
                **{column: given[column] for column in delivered if given[column]},
                **{name: standard[column] for column, name in standards.items() if standard[column]},
                **{name: standard[name] for name in ("junk", "doubtful") if standard[name]},
                "id": given["id"],
                "source": self.source,
                "source_id": given["record"],
                "seen_at": seen_at.isoformat(),
                "load_id": self.load_id,
                "hash": given["hash"],
            }
            links = _links(identifiers_of(standard), seen_at, standard["unit"])
            rows.append({"props": props, "identifiers": links})
        return self.without_erased(rows, _names, counts)

    def _write(
        self,
        rows: list[Row],
        known: Collection[str],
        confirmed: list[str],
        said: Mapping[str, Row],
        counts: Counts,
    ) -> Counts:
        # Before the people themselves: nobody is there whose refusal is not.
        counts.consents, counts.consents_known = self.state(said)
        self.write([("ingest/records_confirm", self.brought(confirmed))])
        for part in batches(rows, BATCH):
            new = [row for row in part if row["props"]["id"] not in known]
            changed = [row for row in part if row["props"]["id"] in known]
            if new:
                give_births(self.read, (row["props"] for row in new))
            statements: list[tuple[str, Row]] = [
                ("ingest/records_create", {"source": self.source, "rows": new}),
                ("ingest/records_keep", {"rows": changed, "load": self.load_id}),
                ("ingest/records_change", {"rows": changed}),
                ("ingest/identifiers_attach", {"rows": changed}),
                ("ingest/identifiers_detach", {"rows": [_keys(row) for row in changed]}),
                ("ingest/records_seen", {"rows": [_keys(row) for row in changed]}),
                ("ingest/online_extend", {"rows": [seen for row in part for seen in _online(row)]}),
            ]
            self.write(statements)
        return counts


STANDARD = frozenset(FIELDS) | {"street", "unit"}
"""Columns of a standardised frame that stand on a record as `std_<column>`."""


def is_value(column: str) -> bool:
    """Whether a column says something about the person rather than about the row."""
    return column in STANDARD or column.startswith(ATTRIBUTE_PREFIX)


def _content_hashes(raw: pl.DataFrame) -> pl.Series:
    """A hash of what was delivered, the same whatever the order of the columns and however many are empty."""
    columns = sorted(column for column in raw.columns if is_value(column) or column == "updated_at")
    return pl.Series(map(content_hash, raw.select(columns).iter_rows(named=True)), dtype=pl.String)


def content_hash(row: Mapping[str, Any]) -> str:
    """A hash of the values of a record, in the order given; empty ones do not count."""
    content = {field: value for field, value in row.items() if value}
    return blake2b(json.dumps(content).encode(), digest_size=_HASH_BYTES).hexdigest()


def _names(row: Row) -> list[str]:
    """What may have a tombstone. A browser or a device may have another user by now, and people share a home."""
    shared = ONLINE | {"Address"}
    own = [link["key"] for link in row["identifiers"] if link["label"] not in shared]
    return [record_name(row["props"]["id"]), *own]


def _keys(row: Row) -> Row:
    return {"props": {"id": row["props"]["id"]}, "keys": [link["key"] for link in row["identifiers"]]}


def _online(row: Row) -> list[Row]:
    """When the cookies and devices of a record were seen."""
    at = row["props"]["seen_at"]
    return [{"key": link["key"], "at": at} for link in row["identifiers"] if link["label"] in ONLINE]


def _links(identifiers: Iterable[Identifier], seen_at: datetime, unit: str | None) -> list[Row]:
    """Identifiers as the statements take them: `node` holds what a node that is new starts with."""
    links = []
    for identifier in identifiers:
        link: Row = {"key": identifier.key, "label": identifier.label, "type": identifier.type}
        link["node"] = {"value": identifier.value}
        if identifier.label in ONLINE:
            link["node"] |= {"first_seen": seen_at.isoformat(), "last_seen": seen_at.isoformat()}
        if identifier.label == "Address" and unit:
            link["unit"] = unit
        links.append(link)
    return links
