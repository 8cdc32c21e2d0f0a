"""All records of one file in memory, for the commands that need no database."""

import polars as pl

from app.errors import BadInput
from app.progress import Advance
from app.sources.source_file import SourceFile

_BATCH = 50_000


def read_records(source: SourceFile, advance: Advance) -> pl.DataFrame:
    """The raw frame: `row`, `record`, the fields, the kept columns. Raises BadInput where no row is usable."""
    raw = []
    for batch in source.batches(_BATCH):
        raw.append(batch)
        advance(batch.height)
    if not raw:
        raise BadInput(f"{source.path.name} has no usable record")
    return pl.concat(raw, how="diagonal_relaxed")
