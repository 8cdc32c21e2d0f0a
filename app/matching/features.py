"""Columns that matching derives from a standardised frame: sounds, nicknames, date parts, mailbox parts.

Each is computed once per distinct value and joined back, so the cost follows the variety of the data, not its length.
Nothing here reads more than one record: a feature is a pure function of that record alone, in bulk as in live use.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

import polars as pl

from app.fields import SEPARATOR
from app.frames import beside
from app.progress import Advance
from app.standardise.email import mailbox_key
from app.standardise.nicknames import canonical_given
from app.standardise.phone import is_landline
from app.standardise.phonetic import sound_key

_MAX_VALUES = 8
"""How many values of one field of one record take part in matching."""
FEW = 3000
"""Rows up to which plain Python is faster than a frame, which takes its tenth of a millisecond for a single row too."""


def _first_token(name: str) -> str:
    return name.split(" ", 1)[0]


def _given_root(name: str) -> str:
    """`jean pierre` -> `jean pierre`; `bob` -> `robert`; an initial stays one letter."""
    return canonical_given(name)


def _given_sound(name: str) -> str | None:
    first = _first_token(canonical_given(name))
    return sound_key(first) or first if len(first) > 1 else None


def _family_sounds(names: str) -> str | None:
    """Sounds of every surname of the record (present, birth), particles dropped: `martin|le gall` -> `MRTN|GL`."""
    sounds: list[str] = []
    for name in names.split(SEPARATOR):
        longest = max(name.split(" "), key=len, default="")
        sound = sound_key(longest) or longest
        if sound and sound not in sounds:
            sounds.append(sound)
    return SEPARATOR.join(sounds) or None


def mailbox(email: str) -> str | None:
    return mailbox_key(email) or None


def long_local_part(email: str) -> str | None:
    """What stands before the `@`, if it is long enough to mean something."""
    part = email.split("@", 1)[0]
    return part if len(part) >= 5 else None


def domain_of_short(email: str) -> str | None:
    """The domain, where what stands before the `@` means little: `jd@acme.fr` and `jb@acme.fr` are two colleagues, as
    alike as they are spelt."""
    return None if long_local_part(email) else _domain(email)


def _domain(email: str) -> str | None:
    return email.rsplit("@", 1)[-1]


def _letters(email: str) -> str | None:
    """The local part without digits and separators: `jean.dupont1980` -> `jeandupont`."""
    letters = "".join(filter(str.isalpha, email.split("@", 1)[0]))
    return letters if len(letters) >= 6 else None


def _landline(phone: str) -> str | None:
    return phone if is_landline(phone) else None


def _mobile(phone: str) -> str | None:
    return None if is_landline(phone) else phone


def _year(date: str) -> str | None:
    return date[:4]


def _month(date: str) -> str | None:
    return date[5:7] if len(date) >= 7 else None


def _day(date: str) -> str | None:
    return date[8:10] if len(date) >= 10 else None


def _of_each(function: Callable[[str], str | None]) -> Callable[[str], str | None]:
    """What `function` makes of each value of a text that may hold several."""

    def made(text: str) -> str | None:
        if SEPARATOR not in text:  # as nearly always
            return function(text)
        found = map(function, text.split(SEPARATOR))
        return SEPARATOR.join(dict.fromkeys(one for one in found if one)) or None

    return made


_DERIVED: dict[str, tuple[str, Callable[[str], str | None]]] = {
    "given_root": ("given_name", _given_root),
    "given_sound": ("given_name", _given_sound),
    "family_sound": ("family_name", _family_sounds),
    "mailbox": ("email", _of_each(mailbox)),
    "local_part": ("email", _of_each(long_local_part)),
    "mail_letters": ("email", _of_each(_letters)),
    "mail_domain": ("email", _of_each(_domain)),
    "year": ("birth_date", _year),
    "month": ("birth_date", _month),
    "day": ("birth_date", _day),
}
"""Feature -> the standardised column it comes from and how."""


def over_distinct(column: pl.Series, name: str, function: Callable[[str], str | None]) -> pl.Series:
    """`function` of every value of `column`, called once per distinct value; null stays null."""
    if len(column) <= FEW:
        texts = column.to_list()
        made = {text: function(text) for text in set(texts) if text is not None}
        return pl.Series(name, [made.get(text) for text in texts], pl.String)
    values = column.unique().drop_nulls().to_list()
    mapping = {value: function(value) for value in values}
    return column.replace_strict(mapping, default=None, return_dtype=pl.String).alias(name)


STEPS = len(_DERIVED) + 1
"""How often `add_features` tells that it got on."""


def add_features(frame: pl.DataFrame, advance: Advance = lambda steps: None) -> pl.DataFrame:
    """The frame with one more column per feature whose source column is there. `advance` is told of every step of
    STEPS: each feature of one column, and whole names together."""
    new = []
    for name, (source, function) in _DERIVED.items():
        if source in frame.columns:
            new.append(over_distinct(frame[source], name, function))
        advance(1)
    frame = _name_features(beside(frame, new))
    advance(1)
    return add_house(_address_feature(frame))


def add_phone_kinds(frame: pl.DataFrame) -> pl.DataFrame:
    """`landline` belongs to a home, `mobile` (or a number that does not tell) to a person: each by itself."""
    if "phone" not in frame.columns:
        return frame
    kinds = (("landline", _of_each(_landline)), ("mobile", _of_each(_mobile)))
    return beside(frame, (over_distinct(frame["phone"], name, kind) for name, kind in kinds))


def _name_features(frame: pl.DataFrame) -> pl.DataFrame:
    """Features over the whole name, whatever the order of its parts.

    `name_tokens`: its distinct words; `name_sounds`: the sounds of given and family name in alphabetical order;
    `name_rest`: words of a person's full name that are in neither; `mail_named`: whether an email only spells the name.
    """
    columns = [column for column in ("given_name", "family_name", "full_name") if column in frame.columns]
    if not columns:
        return frame
    words = _together(frame, columns)
    new = [over_distinct(words, "name_tokens", _long_words)]
    if has(frame, ("given_sound", "family_sound")):
        sounds = frame["given_sound"] + " " + frame["family_sound"]
        new.append(over_distinct(sounds, "name_sounds", _in_order))
    if "email" in frame.columns:
        new.append(over_distinct(frame["email"] + "\n" + words, "mail_named", _mail_named))
    if "full_name" in columns:
        parts = pl.concat_str("full_name", *columns[:-1], separator="\n", ignore_nulls=True)
        is_person = pl.any_horizontal(
            *(pl.col(name).is_not_null() for name in columns[:-1]),
            pl.col("organisation").is_null() if "organisation" in frame.columns else pl.lit(value=True),
        )
        whole = frame.select(pl.when(is_person & pl.col("full_name").is_not_null()).then(parts)).to_series()
        new.append(over_distinct(whole, "name_rest", _left_over))
    return beside(frame, new)


def _mail_named(text: str) -> str | None:
    """What some email of `emails, newline, names` is made of: "name", "name and number", or null: something else."""
    emails, names = text.split("\n")
    words = [word for word in names.replace(SEPARATOR, " ").split() if len(word) >= 3]
    for email in emails.split(SEPARATOR):
        local = email.split("@", 1)[0]
        if any(word in local for word in words):
            return "name and number" if sum(map(str.isdigit, local)) >= 2 else "name"
    return None


def _together(frame: pl.DataFrame, columns: Sequence[str]) -> pl.Series:
    """What several columns say, side by side."""
    if frame.height <= FEW:
        rows = zip(*(frame[column].to_list() for column in columns), strict=True)
        return pl.Series(
            [" ".join(text for text in row if text is not None) for row in rows], dtype=pl.String
        )
    return frame.select(pl.concat_str(columns, separator=" ", ignore_nulls=True)).to_series()


def _long_words(text: str) -> str | None:
    words = text.replace(SEPARATOR, " ").split()
    return SEPARATOR.join(sorted({word for word in words if len(word) >= 3})[:_MAX_VALUES]) or None


def _in_order(text: str) -> str | None:
    return " ".join(sorted(text.replace(SEPARATOR, " ").split()))


def _left_over(text: str) -> str | None:
    full, *rest = text.split("\n")
    known = set(" ".join(rest).replace(SEPARATOR, " ").split())
    return " ".join(word for word in full.split() if word not in known) or None


ADDRESS_PARTS = ("postal_code", "locality", "street", "unit")


def _address_feature(frame: pl.DataFrame) -> pl.DataFrame:
    """`full_address`: `postal_code/locality/street/unit` in one text, null where all but the unit are missing."""
    if not any(column in frame.columns for column in ADDRESS_PARTS[:3]):
        return frame
    parts = [pl.col(c) if c in frame.columns else pl.lit(None, dtype=pl.String) for c in ADDRESS_PARTS]
    text = pl.concat_str([part.fill_null("") for part in parts], separator="/")
    return frame.with_columns(
        full_address=pl.when(pl.any_horizontal([part.is_not_null() for part in parts[:3]])).then(text)
    )


def add_house(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with `address`, the key of the house as its node has it; null without a street or without a town."""
    if "street" not in frame.columns or not {"locality", "postal_code"} & set(frame.columns):
        return frame
    place = [
        pl.col(column).is_not_null() for column in ("locality", "postal_code") if column in frame.columns
    ]
    known = pl.col("street").is_not_null() & pl.any_horizontal(place)
    return frame.with_columns(pl.when(known).then(house_key(frame.columns)).alias("address"))


def house_key(columns: Collection[str]) -> pl.Expr:
    """`country:postal_code:locality:street` of a frame with these columns. A postcode of five digits is taken for
    French, as where the key of the node is made."""
    country, code, town, street = (
        pl.col(c) if c in columns else pl.lit(None, dtype=pl.String)
        for c in ("country", "postal_code", "locality", "street")
    )
    french = pl.when(code.str.contains(r"^\d{5}$")).then(pl.lit("FR"))
    parts = (pl.coalesce(country, french), code, town, street)
    return pl.concat_str([part.fill_null("") for part in parts], separator=":")


def has(frame: pl.DataFrame, columns: Iterable[str]) -> bool:
    """Whether every one of `columns` is there and not entirely null."""
    return all(column in frame.columns and frame[column].null_count() < frame.height for column in columns)


def filled(frame: pl.DataFrame) -> set[str]:
    """All columns of which that is true, for who asks about many."""
    return {column.name for column in frame if column.null_count() < frame.height}
