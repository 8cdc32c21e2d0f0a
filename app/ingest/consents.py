"""Rows that are consent statements: appended to the ledger, each once. What the ledger means is said elsewhere."""

from collections.abc import Callable
from datetime import datetime
from hashlib import blake2b
from typing import Any

import polars as pl

from app.fields import MULTIPLE
from app.graph.store import Row
from app.ingest.counts import Counts, judged
from app.ingest.identifiers import ONLINE, Identifier, identifiers_of
from app.ingest.upsert import Upsert
from app.standardise.record import standardise_frame
from app.standardise.text import fold

_WORDS = {
    "granted": "granted given accepted accepte accord accorde consenti optin in inscrit yes oui true vrai 1 y o",
    "denied": "denied refused refuse rejected optout out never no non false faux 0 n",
    "withdrawn": "withdrawn revoked revoque retire unsubscribed desinscrit desabonne",
}
_STATUS = {word: status for status, words in _WORDS.items() for word in words.split()}
_EVERY_CHANNEL = "all"


class Consents(Upsert):
    """Brings the consent statements of one load into the graph, batch by batch."""

    def prepare(self, raw: pl.DataFrame) -> Callable[[], Counts]:
        """Everything that needs no writing, for one batch; the rest is what is returned."""
        result = standardise_frame(_with_subject(raw)).frame
        counts = judged(result)
        seen = self.seen(raw)
        rows: dict[str, Row] = {}
        repeated = 0
        for given, standard, at in zip(raw.to_dicts(), result.to_dicts(), seen, strict=True):
            for row in self._statements(given, standard, at):
                repeated += row["props"]["id"] in rows
                rows[row["props"]["id"]] = row
        return lambda: self._write(rows, repeated, counts)

    def _statements(self, given: dict[str, Any], standard: dict[str, Any], at: datetime) -> list[Row]:
        """One statement per identifier of the row; a row that says nothing clear is refused."""
        status = _STATUS.get(fold(given["status"] or "").replace(" ", ""))
        purpose = fold(given["purpose"] or "")
        identifiers = list(identifiers_of(standard))
        if not status or not purpose:
            reason = "no purpose" if status else "a status that is not granted, denied or withdrawn"
            self.file.refuse(given, reason)
        elif not identifiers:
            self.file.refuse(given, "no identifier that can be used")
        else:
            channel = fold(given.get("channel") or "") or _EVERY_CHANNEL
            said = {"purpose": purpose, "channel": channel, "status": status, "source": self.source}
            when = given.get("updated_at") or ""
            return [_row(one, said, at, when) for one in identifiers]
        return []

    def _write(self, rows: dict[str, Row], repeated: int, counts: Counts) -> Counts:
        spared = self.without_erased(list(rows.values()), lambda row: [row["identifier"]["key"]], counts)
        rows = {row["props"]["id"]: row for row in spared}
        known = {row["id"] for row in self.read("ingest/consents_known", ids=list(rows))}
        new = [row for key, row in rows.items() if key not in known]
        counts.new, counts.unchanged = len(new), len(known) + repeated
        self.write([("ingest/consents_append", {"rows": new})])
        return counts


def _row(identifier: Identifier, said: dict[str, str], at: datetime, when: str) -> Row:
    """`when` is the time as delivered: a statement without one has the same ID in every load."""
    digest = blake2b("\n".join((identifier.key, *said.values(), when)).encode(), digest_size=16).hexdigest()
    node: Row = {"value": identifier.value}
    if identifier.label in ONLINE:
        node |= {"first_seen": at, "last_seen": at}
    subject = {"key": identifier.key, "label": identifier.label, "node": node}
    return {"identifier": subject, "props": {"id": digest, **said, "at": at}}


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
