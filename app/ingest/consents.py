"""Rows that are consent statements: appended to the ledger, each once. What counts, `app.consent` says."""

from collections.abc import Callable
from functools import cached_property
from typing import Any

import polars as pl

from app.consent.rules import Rules, rules_in_force
from app.consent.statements import PROOF, Unclear, row_of, understood
from app.fields import MULTIPLE
from app.graph.store import Row
from app.ingest.counts import Counts, judged
from app.ingest.identifiers import identifiers_of
from app.ingest.upsert import Upsert
from app.standardise.record import standardise_frame
from app.standardise.text import fold


class Consents(Upsert):
    """Brings the consent statements of one load into the graph, batch by batch."""

    @cached_property
    def rules(self) -> Rules:
        return rules_in_force()

    def prepare(self, raw: pl.DataFrame) -> Callable[[], Counts]:
        """Everything that needs no writing, for one batch; the rest is what is returned."""
        result = standardise_frame(_with_subject(raw)).frame
        counts = judged(result)
        rows: dict[str, Row] = {}
        repeated = 0
        for given, standard in zip(raw.to_dicts(), result.to_dicts(), strict=True):
            for row in self._statements(given, standard):
                repeated += row["props"]["id"] in rows
                rows[row["props"]["id"]] = row
        return lambda: self._write(rows, repeated, counts)

    def _statements(self, given: dict[str, Any], standard: dict[str, Any]) -> list[Row]:
        """One statement per identifier of the row; a row that says nothing clear is refused."""
        identifiers = list(identifiers_of(standard))
        if not identifiers:
            self.file.refuse(given, "no identifier that can be used")
            return []
        try:
            said = understood(_delivered(given), self.source, self.rules, self.now)
        except Unclear as unclear:
            self.file.refuse(given, unclear.reason)
            return []
        return [row_of(one, said) for one in identifiers]

    def _write(self, rows: dict[str, Row], repeated: int, counts: Counts) -> Counts:
        spared = self.without_erased(list(rows.values()), lambda row: [row["identifier"]["key"]], counts)
        counts.new, known = self.state({row["props"]["id"]: row for row in spared})
        counts.unchanged = known + repeated
        return counts


def _delivered(given: dict[str, Any]) -> dict[str, Any]:
    """A row by the names of a statement; a lawful basis and a proof stand in columns of these names."""
    attributes = {name: given.get(f"x_{name}") for name in ("lawful_basis", *PROOF)}
    return (
        attributes
        | {name: given.get(name) for name in ("purpose", "channel", "status")}
        | {"at": given.get("updated_at")}
    )


def _with_subject(raw: pl.DataFrame) -> pl.DataFrame:
    """Namespace and value of an identifier, as a field: `email`, `x@y.fr` is an email, `card`, `12` an external ID."""
    if not {"subject_namespace", "subject_value"} <= set(raw.columns):
        return raw
    fields: dict[str, list[list[str] | None]] = {
        name: [None] * raw.height for name in sorted(MULTIPLE - {"ip"})
    }
    subjects = raw.select("subject_namespace", "subject_value").iter_rows()
    for index, (namespace, value) in enumerate(subjects):
        if namespace and value:
            name = fold(namespace).replace(" ", "_")
            field = name if name in fields else "external_id"
            fields[field][index] = [value if field == name else f"{name}:{value}"]
    return raw.with_columns(
        pl.Series(name, values, dtype=pl.List(pl.String)) for name, values in fields.items()
    )
