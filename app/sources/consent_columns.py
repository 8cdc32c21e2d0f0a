"""Consent in the columns of a file about people: `consent_marketing_email`, `optin_sms`, `date_consentement_email`.

A target is `consent:PURPOSE:CHANNEL`, or `consent:PURPOSE` for all its channels; `consent_at:PURPOSE:CHANNEL` says when
that was said, and `consent_at` when all was said that has no date of its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.errors import BadMapping
from app.sources.column_names import words

CONSENT, CONSENT_AT, OWN_DATE = "consent:", "consent_at", "consent_at:"
_SAYS_CONSENT = frozenset({"consent", "consents", "consentement", "consentements", "optin", "accepts"})
_SAYS_WHEN = frozenset(
    {"date", "at", "on", "le", "updated", "timestamp", "ts", "time", "datetime", "horodatage"}
)
_FILLERS = frozenset({"de", "du", "des", "aux", "les", "of", "the", "to", "for", "pour", "par", "by"})
_JOINED = {("opt", "in"): "optin", ("opted", "in"): "optin", ("e", "mail"): "email"}
_CHANNELS = {
    "mail": "email",
    "courriel": "email",
    "texto": "sms",
    "tel": "phone",
    "telephone": "phone",
    "postal": "post",
    "courrier": "post",
    "letter": "post",
    "notification": "push",
    "notifications": "push",
    "cookie": "web",
    "cookies": "web",
}
"""Other words for the channels of the usual rules."""
_SENT_BY = {"newsletter": "email"}
"""What is a purpose by its name, and goes by one channel."""


@dataclass(frozen=True)
class Vocabulary:
    """What consent may be about. `purposes`: a word, lower case and without blanks -> the purpose it means.

    `channels`: purpose -> its channels. `opt_in`: what a column is about that names a channel alone.
    """

    purposes: Mapping[str, str]
    channels: Mapping[str, Sequence[str]]
    opt_in: str | None = None


def is_consent(field: str) -> bool:
    """Whether a target is a consent, or when it was given."""
    return field == CONSENT_AT or field.startswith((CONSENT, OWN_DATE))


def checked(column: str, field: str, known: Vocabulary | None) -> str:
    """The target of a `--map` with the purpose's own name. Raises BadMapping with what there is.

    Where no vocabulary is known, as where nothing is loaded, it stays as it is: nobody looks at the column.
    """
    if field == CONSENT_AT or known is None:
        return field
    kind, _, about = field.partition(":")
    purpose, _, channel = about.partition(":")
    name = known.purposes.get("".join(words(purpose)))
    if name is None:
        there = ", ".join(known.channels)
        raise BadMapping(f"--map {column}={field}: no purpose that asks for consent; there are: {there}")
    if channel and channel not in known.channels[name]:
        there = ", ".join(known.channels[name])
        raise BadMapping(f"--map {column}={field}: no channel of {name}; it has: {there}")
    return ":".join(filter(None, (kind, name, channel)))


def recognised(columns: Iterable[str], known: Vocabulary | None) -> dict[str, str]:
    """Column -> target, of the columns whose names say consent, and to what. The first of several for one counts."""
    found: dict[str, str] = {}
    for column in columns if known else ():
        field = _field(column, known) if known else None
        if field and field not in found.values():
            found[column] = field
    return found


def undated(given: Mapping[str, str], found: Mapping[str, str]) -> set[str]:
    """The recognised columns that say nothing yet: consents without a date, and dates without a consent.

    Raises BadMapping where such a column was mapped by hand, or two to one consent.
    """
    fields = {*given.values(), *found.values()}
    for column, field in given.items():
        if is_consent(field) and list(given.values()).count(field) > 1:
            raise BadMapping(f"--map {column}={field}: another column is mapped to that, too")
        if field.startswith(CONSENT) and not _dates(field) & fields:
            raise BadMapping(
                f"--map {column}={field}: no column says when it was said. Name it: --map COLUMN={CONSENT_AT}"
            )
        if field.startswith(OWN_DATE) and CONSENT + field.removeprefix(OWN_DATE) not in fields:
            raise BadMapping(f"--map {column}={field}: no column says the consent that this is the date of")
    consents = {field for field in fields if field.startswith(CONSENT) and _dates(field) & fields}
    good = consents.union(*map(_dates, consents))
    return {column for column, field in found.items() if field not in good}


def _dates(field: str) -> set[str]:
    """The fields that may say when a consent was given: its own one, and that of the row."""
    return {OWN_DATE + field.removeprefix(CONSENT), CONSENT_AT}


def _field(column: str, known: Vocabulary) -> str | None:
    parts = _parts(column)
    if _SAYS_CONSENT.isdisjoint(parts):
        return None
    rest = [part for part in parts if part not in _SAYS_CONSENT | _FILLERS]
    about = [part for part in rest if part not in _SAYS_WHEN]
    dated = len(about) < len(rest)
    if not about:
        return CONSENT_AT if dated else None
    what = _about(about, known)
    return what and (OWN_DATE if dated else CONSENT) + what


def _about(parts: Sequence[str], known: Vocabulary) -> str | None:
    """ "marketing:email" of marketing, email; None where the words say anything else."""
    there = {channel for channels in known.channels.values() for channel in channels}
    channels = {part: _SENT_BY.get(part) or _CHANNELS.get(part, part) for part in parts}
    named = [part for part in parts if channels[part] in there]
    if len(named) > 1:
        return None
    channel = channels[named[0]] if named else None
    purpose = "".join(part for part in parts if part not in named or part in _SENT_BY)
    name = known.purposes.get(purpose) if purpose else known.opt_in
    if name is None or (channel and channel not in known.channels.get(name, ())):
        return None
    return f"{name}:{channel}" if channel else name


def _parts(column: str) -> list[str]:
    found: list[str] = []
    for word in words(column):
        pair = (found[-1], word) if found else None
        if pair in _JOINED:
            found[-1] = _JOINED[pair]
        else:
            found.append(word)
    return found
