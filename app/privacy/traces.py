"""By what a text is known to be about one person. Pure.

Sure: an identifier that only this person carries, in any usual spelling. Else a name with something beside it: a birth
date, a street, a postcode, an identifier shared with others. A name alone is no proof, for others may bear it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Self

from app.fields import SEPARATOR
from app.graph.store import Row
from app.profiles.lookup import key_of
from app.standardise.text import fold

_SHORTEST = 5
"""Characters. A shorter identifier stands in too many texts by chance."""
_SUBSCRIBER_DIGITS = 9
_NAMES = (("given_name", "family_name"), ("given_name", "birth_family_name"), ("full_name",))
_IDENTIFIERS = ("email", "external_id", "national_id", "cookie", "device")
_BY_KIND = frozenset({"Email", "Phone", "Address"})
_BESIDE = ("birth_date", "street_address", "street", "postal_code")


@dataclass(frozen=True)
class Traces:
    """`emails` in lower case, all other texts folded. `names`: the words of a name. `phones`: the last nine digits; of
    telephones that others have, too, they are `lines`."""

    emails: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    names: tuple[tuple[str, ...], ...] = ()
    beside: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, records: Sequence[Row], own: Sequence[Row], shared: Sequence[Row]) -> Self:
        """From the properties of records, and identifiers {key, label, value}."""
        written = _written(records, frozenset(one["key"] for one in own))
        emails = {one["value"] for one in own if one["label"] == "Email"} | written["email"]
        values = {one["value"] for one in own if one["label"] not in _BY_KIND}
        values |= {record["source_id"] for record in records}.union(
            *(texts for field, texts in written.items() if field != "email")
        )
        names = (
            _name(record, fields, std) for record in records for fields in _NAMES for std in ("", "std_")
        )
        beside = [text for record in records for field in _BESIDE for text in _texts(record, field)]
        beside += [one["value"] for one in shared]
        return cls(
            emails=_sorted(text.lower() for text in emails),
            sure=_sorted(text for text in map(fold, values) if len(text) >= _SHORTEST),
            phones=_subscribers(own),
            names=tuple(sorted({name for name in names if len(name) > 1})),
            beside=_sorted(text for value in beside for text in _spellings(value) if len(text) >= _SHORTEST),
            lines=_subscribers(shared),
        )

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        names = ("emails", "sure", "phones", "beside", "lines")
        lists = {name: tuple(content.get(name, ())) for name in names}
        return cls(names=tuple(tuple(name) for name in content["names"]), **lists)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def found_in(self, text: str) -> bool:
        """Whether a text, as it stands, is about this person."""
        if self._emails and self._emails.search(text.lower()):
            return True
        folded = fold(text)
        if self._sure and self._sure.search(folded):
            return True
        if not self.names or not (self._beside and self._beside.search(folded)):
            return False
        words = set(folded.split())
        return any(words.issuperset(name) for name in self.names)

    @cached_property
    def _emails(self) -> re.Pattern[str] | None:
        any_of = "|".join(map(re.escape, self.emails))
        return re.compile(rf"(?<![\w.+%-])(?:{any_of})(?![\w-]|\.\w)") if any_of else None

    @cached_property
    def _sure(self) -> re.Pattern[str] | None:
        return _any_of([*map(re.escape, self.sure), *map(_spelled, self.phones)])

    @cached_property
    def _beside(self) -> re.Pattern[str] | None:
        return _any_of([*map(re.escape, self.beside), *map(_spelled, self.lines)])


def _written(records: Iterable[Row], own: frozenset[str]) -> dict[str, set[str]]:
    """Field -> the identifiers among its values that are the person's own, as they were delivered."""
    found: dict[str, set[str]] = {field: set() for field in _IDENTIFIERS}
    for record in records:
        for field in _IDENTIFIERS:
            given = record.get(field) or ()
            for text in [given] if isinstance(given, str) else given:
                namespace, value = (
                    text.split(":", 1) if field == "external_id" and ":" in text else (field, text)
                )
                if key_of(namespace.strip().lower(), value) in own:
                    found[field].add(value)
    return found


def _any_of(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile(rf"(?<![a-z0-9])(?:{'|'.join(patterns)})(?![a-z0-9])") if patterns else None


def _name(record: Row, fields: Sequence[str], std: str) -> tuple[str, ...]:
    """The words of a name; none where a part of it is missing."""
    parts = [fold(str(record.get(std + field) or "")) for field in fields]
    return tuple(sorted({word for part in parts for word in part.split()})) if all(parts) else ()


def _texts(record: Row, field: str) -> list[str]:
    found = (record.get(field), record.get(f"std_{field}"))
    return [text for value in found if value for text in str(value).split(SEPARATOR)]


def _spellings(value: str) -> list[str]:
    """A value folded; of a date like 1980-03-12 also the French order."""
    folded = fold(value)
    date = re.fullmatch(r"(\d{4}) (\d\d) (\d\d)", folded)
    return [folded, f"{date[3]} {date[2]} {date[1]}"] if date else [folded]


def _subscribers(identifiers: Iterable[Row]) -> tuple[str, ...]:
    """The last digits of the telephones among them."""
    numbers = (re.sub(r"\D", "", one["value"]) for one in identifiers if one["label"] == "Phone")
    return _sorted(digits[-_SUBSCRIBER_DIGITS:] for digits in numbers if len(digits) >= _SUBSCRIBER_DIGITS)


def _spelled(digits: str) -> str:
    """A pattern of a telephone in any usual spelling, in a folded text."""
    return r"\d{0,4}(?: ?0)? ?" + " ?".join(digits)


def _sorted(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))
