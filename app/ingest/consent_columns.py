"""What rows about people say of consent, column by column: into statements about the contact points of the row.

A statement stands on what the row can be reached at by its channel, else on its accounts and cards, else on its email
addresses and telephone numbers: a home, and mostly a browser, are other people's, too. A refusal that finds none of
these stands on whatever the row has: a no is never lost.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

import polars as pl

from app.consent.rules import Rules, rules_in_force
from app.consent.statements import PROOF, Said, Unclear, row_of, understood
from app.graph.store import Row
from app.ingest.identifiers import Identifier, identifiers_of
from app.sources import ColumnMapping, SourceFile
from app.sources.consent_columns import CONSENT, CONSENT_AT, OWN_DATE, Vocabulary
from app.standardise.record import standardise_frame

_REACHED_AT = {
    "email": {"Email"},
    "sms": {"Phone"},
    "phone": {"Phone"},
    "push": {"Device"},
    "web": {"Cookie"},
}
_OWN = ({"ExternalId"}, {"Email", "Phone"})
"""Labels of what is hardly ever shared, the surest first."""
_OF_MANY = "siret:"
"""Key of what all who work at one place have."""
_IDENTIFY = ("email", "phone", "external_id", "national_id", "cookie", "device")
_PLACES = ("street_address", "locality", "postal_code", "country")


def vocabulary(rules: Rules | None = None) -> Vocabulary:
    """What columns may be about, by the rules in force."""
    rules = rules or rules_in_force()
    asked = rules.by_consent
    words = {word: name for word, name in rules.words.items() if name in asked}
    return Vocabulary(words, {name: purpose.channels for name, purpose in asked.items()}, rules.opt_in)


@dataclass(frozen=True)
class ConsentColumns:
    """Those of one file. `now`: nothing can have been said after it."""

    file: SourceFile
    source: str
    now: datetime

    @cached_property
    def rules(self) -> Rules:
        return rules_in_force()

    @cached_property
    def fields(self) -> list[str]:
        """The targets of the columns that say something."""
        return [one.field for one in self._mapping if one.field.startswith(CONSENT)]

    @property
    def _mapping(self) -> list[ColumnMapping]:
        return self.file.mapping if self.file.kind == "people" else []

    def statements(self, raw: pl.DataFrame) -> list[Row]:
        """Rows for the ledger, {record, identifier, props}, each once. `raw` as the file gives it, with `id`.

        What is not clear goes to quarantine by itself: its row has been loaded.
        """
        if not self.fields:
            return []
        said = raw.filter(pl.any_horizontal(pl.col(self.fields).is_not_null()))
        known = [name for name in (*_IDENTIFY, *_PLACES) if name in said.columns]
        standard = standardise_frame(said.select("record", *known)).frame
        rows: dict[str, Row] = {}
        for given, one in zip(said.to_dicts(), standard.to_dicts(), strict=True):
            identifiers = list(identifiers_of(one))
            for row in self._of_row(given, identifiers):
                rows[row["props"]["id"]] = {"record": given["id"], **row}
        return list(rows.values())

    def _of_row(self, given: Mapping[str, Any], identifiers: Sequence[Identifier]) -> Iterator[Row]:
        for field in self.fields:
            if not given[field]:
                continue
            try:
                said = self._said(given, field)
                holders = _holders(identifiers, said)
            except Unclear as unclear:
                column = next(one.column for one in self._mapping if one.field == field)
                self.file.refuse(dict(given), f"consent left out: {unclear.reason}", column)
                continue
            yield from (row_of(one, said) for one in holders)

    def _said(self, given: Mapping[str, Any], field: str) -> Said:
        about = field.removeprefix(CONSENT)
        purpose, _, channel = about.partition(":")
        at = given.get(OWN_DATE + about) or given.get(CONSENT_AT)
        proof = {name: given.get(f"x_{name}") for name in ("lawful_basis", *PROOF)}
        told = {"purpose": purpose, "channel": channel, "status": given[field], "at": at}
        return understood({**proof, **told}, self.source, self.rules, self.now)


def _holders(identifiers: Sequence[Identifier], said: Said) -> list[Identifier]:
    """Raises Unclear where a grant has nothing to stand on."""
    reached = _REACHED_AT.get(said.channel, set())
    choices: list[Collection[str]] = [reached, *_OWN]
    for labels in choices:
        if found := [one for one in identifiers if one.label in labels and not one.key.startswith(_OF_MANY)]:
            return found
    if said.status == "granted" or not identifiers:
        raise Unclear("identifier", "the row has no contact point, account or card that it could be about")
    return list(identifiers)
