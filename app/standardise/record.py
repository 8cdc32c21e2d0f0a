"""Whole records: every field standardised, and the fields of a record completed from each other.

The one entry for bulk and live. Each function sees a column's distinct values once, so cost follows variety, not rows.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from app.fields import ATTRIBUTE_PREFIX, FIELDS, MULTIPLE, SEPARATOR
from app.frames import constant
from app.standardise.address import standardise_street
from app.standardise.date import standardise_date
from app.standardise.device import (
    standardise_cookie,
    standardise_device,
    standardise_ip,
    standardise_user_agent,
)
from app.standardise.email import standardise_email
from app.standardise.identifier import (
    standardise_external_id,
    standardise_gender,
    standardise_national_id,
    standardise_siret,
)
from app.standardise.name import parse_family_name, parse_full_name, standardise_given_name
from app.standardise.organisation import names_organisation, standardise_organisation
from app.standardise.phone import standardise_phone
from app.standardise.place import standardise_country, standardise_locality, standardise_postal_code
from app.standardise.quality import Quality, Standard
from app.standardise.text import fold, standardise_text, storable

_MADE_OF = {"birth_family_name": (), "street_address": ("street", "unit")}
STANDARD_COLUMNS = tuple(column for field in FIELDS for column in _MADE_OF.get(field, (field,)))
"""Text columns that every standardised frame has, null where nothing is known."""

Verdict = tuple[str | None, ...]
"""What one function makes of one text: its values, then the quality."""

_HIDDEN = (
    "_given",
    "_family",
    "_birth",
    "_birth_beside",
    "_birth_within",
    "_gender",
    "_organisation",
    "_postal_code",
    "_locality",
)
"""What one field tells about another; used to complete a record, not handed out."""

_QUALITY = "quality"
_TOLD = (Quality.JUNK, Quality.DOUBTFUL)
"""Qualities of which is told for each row which fields had them."""
_FEW = 500
"""Rows up to which plain Python is faster than a frame."""


@dataclass(frozen=True, slots=True)
class StandardisedFrame:
    """`frame`: as many rows, in the order delivered; STANDARD_COLUMNS, `x_*`, columns passed through, and the lists
    `junk` and `doubtful` of the fields delivered so. `counts`: field -> quality -> number of values delivered.
    """

    frame: pl.DataFrame
    counts: dict[str, dict[str, int]]


def standardise_frame(
    frame: pl.DataFrame, *, country: str = "FR", advance: Callable[[int], None] = lambda values: None
) -> StandardisedFrame:
    """Standardise raw columns named by field (text; lists of text for MULTIPLE fields; `x_*` for attributes).

    `country` (ISO 3166 alpha-2) holds for rows that deliver none. Columns that are neither field nor attribute pass.
    A field that is junk, or missing, is completed from its neighbours: names from the whole name, postcode and town
    from the street, gender from a title. `advance` is told after each column how many rows it had.
    """
    work = _Work(frame, advance)
    for field, function in _ALONE.items():
        work.apply(field, (field,), _single(function))
    countries = work.countries(country.upper())
    work.apply("phone", ("phone",), _in_country(standardise_phone), countries)
    work.apply("postal_code", ("postal_code",), _in_country(standardise_postal_code), countries)
    work.apply("family_name", ("family_name", "_birth_beside"), _family_verdict)
    work.apply("birth_family_name", ("_birth",), _birth_name_verdict)
    work.apply("full_name", _OF_A_WHOLE_NAME, _full_name_verdict)
    work.apply("street_address", ("street", "unit", "_postal_code", "_locality"), _street_verdict)
    for name in work.attributes:
        work.apply(name, (name,), _single(standardise_text))
    return StandardisedFrame(work.finished(), work.counts)


def values_to_standardise(frame: pl.DataFrame) -> int:
    """What `advance` of `standardise_frame` comes to in all: rows times columns that hold values."""
    columns = sum(name in FIELDS or name.startswith(ATTRIBUTE_PREFIX) for name in frame.columns)
    return frame.height * columns


def standardise_values(
    fields: Mapping[str, str | list[str]], country: str = "FR"
) -> tuple[dict[str, str], list[str], list[str]]:
    """One live record: its standardised values (without nulls), its junk fields and its doubtful fields.

    Same result as a frame of one row, because it is one.
    """
    row: dict[str, list[str] | list[list[str]]] = {}
    for name, value in fields.items():
        texts = [storable(text) for text in ([value] if isinstance(value, str) else value)]
        row[name] = [texts] if name in MULTIPLE else [" ".join(texts)]
    raw = pl.DataFrame(row, schema_overrides={name: pl.List(pl.String) for name in row if name in MULTIPLE})
    done = (
        standardise_frame(raw, country=country).frame.row(0, named=True)
        if row
        else {"junk": [], "doubtful": []}
    )
    junk, doubtful = done.pop("junk"), done.pop("doubtful")
    values = {
        name: value
        for name, value in done.items()
        if value is not None and (name in STANDARD_COLUMNS or name.startswith(ATTRIBUTE_PREFIX))
    }
    return values, junk, doubtful


class _Work:
    """A raw frame and the columns made of it so far."""

    def __init__(self, raw: pl.DataFrame, advance: Callable[[int], None]) -> None:
        self.raw = raw
        self.advance = advance
        self.attributes = [name for name in raw.columns if name.startswith(ATTRIBUTE_PREFIX)]
        self.nothing = constant("", None, raw.height)
        self.made: dict[str, pl.Series] = {}
        self.flags: dict[Quality, dict[str, pl.Series]] = {quality: {} for quality in _TOLD}
        self.counts: dict[str, dict[str, int]] = {}

    def apply(
        self,
        name: str,
        into: tuple[str, ...],
        function: Callable[[str], Verdict],
        countries: pl.Series | None = None,
    ) -> None:
        """Make columns `into` of the raw column `name`, where there is one; `countries` go in front of each text."""
        if name not in self.raw.columns:
            return
        judge = _judge_few if self.raw.height <= _FEW else _judge_many
        judged, counts = judge(self.raw[name], countries, into, function)
        self.counts[name] = {str(quality): 0 for quality in Quality} | counts
        for column in into:
            self.made[column] = judged[column]
        for quality in _TOLD:
            if counts.get(quality):
                self.flags[quality][name] = judged[_QUALITY].str.contains(quality, literal=True)
        self.advance(self.raw.height)

    def countries(self, default: str) -> pl.Series:
        """Each row's own country, or the default."""
        own = self.made.get("country")
        return constant("country", default, self.raw.height) if own is None else own.fill_null(default)

    def _column(self, name: str) -> pl.Series:
        return self.made.get(name, self.nothing).alias(name)

    def finished(self) -> pl.DataFrame:
        """The standardised frame, fields completed from each other, with the lists of junk and doubtful fields."""
        made = pl.DataFrame([self._column(name) for name in (*STANDARD_COLUMNS, *_HIDDEN, *self.attributes)])
        if any(made[name].null_count() < made.height for name in _HIDDEN):
            made = made.with_columns(*_COMPLETED).with_columns(_FAMILY_WITH_BIRTH_NAME)
        lists = [
            _names_where(flags, self.raw.height).alias(str(quality)) for quality, flags in self.flags.items()
        ]
        made_here = {*FIELDS, *made.columns, *self.flags}
        passed = [column for column in self.raw if column.name not in made_here]
        shown = [column for column in made if column.name not in _HIDDEN]
        return pl.DataFrame([*passed, *shown, *lists])


def _judge_many(
    raw: pl.Series, countries: pl.Series | None, into: tuple[str, ...], function: Callable[[str], Verdict]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The function's columns and `quality`, a row for each of `raw`; and by quality how many values had it. Several
    values of one row stand side by side, each once, and so do their qualities."""
    several = raw.name in MULTIPLE
    texts = _texts(raw, several=several)
    if countries is not None:
        texts = texts.with_columns(pl.concat_str(countries.gather(texts["row"]), "text").alias("text"))
    judged = _judge_distinct(texts, into, function)
    counts = dict(judged[_QUALITY].drop_nulls().value_counts().iter_rows())
    return (_one_row_each(judged, into[0]) if several else judged), counts


def _judge_few(
    raw: pl.Series, countries: pl.Series | None, into: tuple[str, ...], function: Callable[[str], Verdict]
) -> tuple[pl.DataFrame, dict[str, int]]:
    """The same, value by value: a frame takes a tenth of a millisecond for each step however few rows it has."""
    before = [""] * len(raw) if countries is None else countries.to_list()
    several = raw.name in MULTIPLE and isinstance(raw.dtype, pl.List)
    told = raw.cast(pl.List(pl.String) if several else pl.String).to_list()
    rows = [_listed(value) for value in told]
    verdicts = {
        text: function(text)
        for text in dict.fromkeys(
            country + text for country, texts in zip(before, rows, strict=True) for text in texts
        )
    }
    judged = [
        [verdicts[country + text] for text in texts] for country, texts in zip(before, rows, strict=True)
    ]
    counts = Counter(verdict[-1] for found in judged for verdict in found if verdict[-1])
    columns = {
        name: pl.Series(
            name, [_side_by_side(verdict[at] for verdict in found) for found in judged], pl.String
        )
        for at, name in enumerate((*into, _QUALITY))
    }
    return pl.DataFrame(columns), dict(counts)


def _listed(value: str | Iterable[str | None] | None) -> list[str]:
    """The values of a row that are not blank."""
    texts = [value] if isinstance(value, str) else value or ()
    return [text for text in texts if text is not None and text.strip()]


def _side_by_side(values: Iterable[str | None]) -> str | None:
    return SEPARATOR.join(dict.fromkeys(value for value in values if value is not None)) or None


def _texts(column: pl.Series, *, several: bool) -> pl.DataFrame:
    """Columns `row` and `text`: one line per row, or per value of a list where it has any. Blank text is null."""
    rows = pl.DataFrame({"row": pl.arange(0, len(column), eager=True, dtype=pl.UInt32), "text": column})
    if several and isinstance(column.dtype, pl.List):
        rows = rows.with_columns(pl.when(pl.col("text").list.len() > 0).then("text").alias("text")).explode(
            "text"
        )
    text = pl.col("text").cast(pl.String)
    return rows.with_columns(pl.when(text.str.strip_chars() != "").then(text).alias("text"))


def _judge_distinct(
    texts: pl.DataFrame, into: tuple[str, ...], function: Callable[[str], Verdict]
) -> pl.DataFrame:
    """`texts` with the function's columns and `quality`; the function sees each distinct text once."""
    distinct = texts["text"].drop_nulls().unique()
    schema = dict.fromkeys((*into, _QUALITY), pl.String)
    verdicts = pl.DataFrame([function(text) for text in distinct], schema=schema, orient="row")
    return texts.join(verdicts.with_columns(distinct), on="text", how="left", maintain_order="left")


def _one_row_each(judged: pl.DataFrame, column: str) -> pl.DataFrame:
    """Values of one row side by side, each once; its qualities likewise."""
    rows = judged.group_by("row", maintain_order=True).agg(
        pl.col(column, _QUALITY).drop_nulls().unique(maintain_order=True).str.join(SEPARATOR)
    )
    return rows.with_columns(pl.when(pl.col(column) != "").then(column).alias(column))


def _names_where(flags: dict[str, pl.Series], height: int) -> pl.Series:
    """For each row the names of the flags that are up."""
    if not flags:
        return pl.Series([[]] * height, dtype=pl.List(pl.String))
    up = [pl.when(pl.col(name)).then(pl.lit(name)) for name in flags]
    return pl.DataFrame(flags).select(pl.concat_list(up).list.drop_nulls()).to_series()


def _single(function: Callable[[str], Standard]) -> Callable[[str], Verdict]:
    def verdict(text: str) -> Verdict:
        standard = function(text)
        return standard.value, str(standard.quality)

    return verdict


def _in_country(function: Callable[[str, str], Standard]) -> Callable[[str], Verdict]:
    """For texts with their country's two letters in front."""

    def verdict(text: str) -> Verdict:
        standard = function(text[2:], text[:2])
        return standard.value, str(standard.quality)

    return verdict


def _family_verdict(text: str) -> Verdict:
    name = parse_family_name(text)
    return name.value, name.birth, str(name.quality)


def _birth_name_verdict(text: str) -> Verdict:
    name = parse_family_name(text)
    return name.birth or name.value, str(name.quality)


_OF_A_WHOLE_NAME = ("full_name", "_given", "_family", "_birth_within", "_gender", "_organisation")


def _full_name_verdict(text: str) -> Verdict:
    if names_organisation(text):
        company = standardise_organisation(text)
        return company.value and fold(text), None, None, None, None, company.value, str(company.quality)
    name = parse_full_name(text)
    return name.full, name.given, name.family, name.birth_family, name.gender_hint, None, str(name.quality)


def _street_verdict(text: str) -> Verdict:
    street = standardise_street(text)
    return street.value, street.unit, street.postal_code, street.locality, str(street.quality)


_ALONE: dict[str, Callable[[str], Standard]] = {
    "given_name": standardise_given_name,
    "birth_date": standardise_date,
    "birth_place": standardise_locality,
    "gender": standardise_gender,
    "email": standardise_email,
    "locality": standardise_locality,
    "country": standardise_country,
    "national_id": standardise_national_id,
    "external_id": standardise_external_id,
    "cookie": standardise_cookie,
    "device": standardise_device,
    "ip": standardise_ip,
    "user_agent": standardise_user_agent,
    "organisation": standardise_organisation,
    "siret": standardise_siret,
    "occupation": standardise_text,
}
"""Fields that need nothing but themselves."""


def _other_half(first: str, second: str, known: str) -> pl.Expr:
    """The part of the whole name that the other column, `known`, does not hold; null where there is no such part."""
    return pl.coalesce(
        pl.when(pl.col(first) != pl.col(known).fill_null("")).then(first),
        pl.when(pl.col(second) != pl.col(known)).then(second),
    )


_GIVEN = _other_half("_given", "_family", "family_name")
_FAMILY = _other_half("_family", "_given", "given_name")
_COMPLETED = (
    # Where the whole name was taken apart the wrong way round, the half that its column does not hold is the other one.
    pl.coalesce("given_name", _GIVEN).alias("given_name"),
    pl.coalesce("family_name", _FAMILY, "_birth").alias("family_name"),
    pl.coalesce("_birth", "_birth_beside", "_birth_within").alias("_birth"),
    pl.coalesce("gender", "_gender").alias("gender"),
    pl.coalesce("organisation", "_organisation").alias("organisation"),
    pl.coalesce("postal_code", "_postal_code").alias("postal_code"),
    pl.coalesce("locality", "_locality").alias("locality"),
)
_FAMILY_WITH_BIRTH_NAME = (
    pl.when(pl.col("_birth") != pl.col("family_name"))
    .then(pl.concat_str("family_name", "_birth", separator=SEPARATOR))
    .otherwise("family_name")
    .alias("family_name")
)
