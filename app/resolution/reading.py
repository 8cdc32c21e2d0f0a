"""What resolution reads from the graph: records as a standardised frame, what visits show of them, and verdicts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import polars as pl

from app.fields import ATTRIBUTE_PREFIX, DEDUPLICATED_IN, SEPARATOR, VISITS
from app.frames import beside
from app.graph.store import Row, Store, batches
from app.matching.blocked import without_blocked
from app.matching.features import over_distinct
from app.progress import Advance, progress
from app.standardise.record import STANDARD_COLUMNS
from app.standardise.text import fold

_STANDARD = "std_"
DISPLAY = ("given_name", "family_name", "full_name", "organisation", "junk", "doubtful", "source")
"""Properties kept as delivered, under `raw_<name>`, to show an individual by a name."""
NIGHTS = 2
"""Visits by night from which an IP address is taken for one of somebody's home."""
_CHUNK = 20_000
_ABOUT: dict[str, type[pl.DataType]] = {
    "record": pl.String,
    "born": pl.String,
    "seen_at": pl.Int64,
    "trust": pl.Float64,
    DEDUPLICATED_IN: pl.String,
    "mark": pl.String,
}
"""What is read of every record beside its values. `mark` is another one after every change."""
_SHOWN: dict[str, Any] = {
    f"raw_{name}": pl.List(pl.String) if name in ("junk", "doubtful") else pl.String for name in DISPLAY
}
NO_RECORDS = pl.DataFrame(schema=_ABOUT | _SHOWN)
_NO_VERDICTS = pl.DataFrame(schema={"a": pl.String, "b": pl.String})


def records(store: Store, *, quiet: bool = False) -> pl.DataFrame:
    """All customers: record, born, seen_at (ms), trust, deduplicated_in, standardised columns, attributes, and what
    shows them by a name (`raw_*`)."""
    columns = columns_of(store.read("resolve/property_keys"))
    with progress("read records", quiet=quiet) as advance:
        return frame_of(store.stream("resolve/customers", columns=[*columns, *DISPLAY]), columns, advance)


def evidence(store: Store, *, quiet: bool = False) -> pl.DataFrame:
    """The same with what visits show of them, and without what a steward blocked: what people are derived from."""
    found = with_visits(store, records(store, quiet=quiet))
    return without_blocked(found, [row["key"] for row in store.read("resolve/blocked")])


def columns_of(keys: Iterable[Row]) -> list[str]:
    """Properties that matching may need."""
    return sorted(row["key"] for row in keys if row["key"].startswith((_STANDARD, ATTRIBUTE_PREFIX)))


def columns_named(attributes: Iterable[str]) -> list[str]:
    """Those that a model needs which weighs these attributes."""
    return sorted([*(_STANDARD + name for name in STANDARD_COLUMNS), *attributes])


def frame_of(found: Iterable[Row], columns: list[str], advance: Advance = lambda _: None) -> pl.DataFrame:
    """Rows of `resolve/customers` as the frame that `records` gives; what rows do not have of it is null."""
    schema: dict[str, Any] = _ABOUT | {key.removeprefix(_STANDARD): pl.String for key in columns} | _SHOWN
    chunks = []
    for part in batches(found, _CHUNK):
        about = ([row.get(name) for row in part] for name in _ABOUT)
        values = zip(*(row["values"] for row in part), strict=True)
        columns_of_part = zip(schema.items(), (*about, *values), strict=True)
        chunks.append(
            pl.DataFrame(
                [
                    pl.Series(name, told, kind)
                    for (name, kind), told in columns_of_part
                    if name in _ABOUT or name in _SHOWN or told.count(None) < len(told)
                ]
            )
        )
        advance(len(part))
    if not chunks:
        return NO_RECORDS
    frame = chunks[0] if len(chunks) == 1 else _one_of(chunks, schema)
    attributes = [name for name in frame.columns if name.startswith(ATTRIBUTE_PREFIX)]
    return beside(
        frame, (over_distinct(frame[name], name, lambda text: fold(text) or None) for name in attributes)
    )


def _one_of(chunks: list[pl.DataFrame], order: Iterable[str]) -> pl.DataFrame:
    """All rows; where a chunk lacks a column, nobody in it has a value there."""
    frame = pl.concat(chunks, how="diagonal")
    return frame.select(name for name in order if name in frame.columns)


def with_visits(store: Store, frame: pl.DataFrame) -> pl.DataFrame:
    """The records with `visits_cookie` and `visits_device`, of those that another record shares, and `visits_ip` (at
    night), values joined by `|`.

    What people share there is evidence for a household and never for a person, so no column of the records holds it.
    """
    return with_visits_of(store.stream("resolve/signed_in", nights=NIGHTS), frame)


def with_visits_of(found: Iterable[Row], frame: pl.DataFrame) -> pl.DataFrame:
    """The same from rows of {record, label, value, ips}."""
    seen: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in found:
        if row["value"]:
            seen[VISITS + row["label"]][row["record"]].add(row["value"])
        if row["ips"]:
            seen[f"{VISITS}ip"][row["record"]].update(row["ips"])
    records = frame["record"].to_list() if seen else []
    return beside(
        frame,
        (
            pl.Series(
                column, [SEPARATOR.join(sorted(values.get(id, ()))) or None for id in records], pl.String
            )
            for column, values in seen.items()
        ),
    )


def verdicts(store: Store) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Must-links and cannot-links, each with columns a, b."""
    return verdicts_of(store.read("resolve/verdicts"))


def verdicts_of(rows: list[Row]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The same of rows of {a, b, must}."""
    if not rows:
        return _NO_VERDICTS, _NO_VERDICTS
    frame = pl.DataFrame(rows, schema=_NO_VERDICTS.schema | {"must": pl.Boolean})
    return frame.filter("must").drop("must"), frame.filter(~pl.col("must")).drop("must")
