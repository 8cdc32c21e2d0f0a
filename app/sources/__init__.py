"""Files into records: reads CSV, JSON Lines and Parquet and says what each column holds. Knows no graph."""

from app.sources.mapping import ColumnMapping
from app.sources.quarantine import BadRow, Quarantine
from app.sources.source_file import SourceFile, open_source

__all__ = ["BadRow", "ColumnMapping", "Quarantine", "SourceFile", "open_source"]
