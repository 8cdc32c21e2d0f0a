"""Comparisons: how alike two records are in one field, as a level.

A comparison names its levels from best to worst; the last is always "different". Where either record lacks the field
the level is MISSING, which is no evidence either way. Comparisons see every pair of distinct values once.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from app.matching import similarity as s
from app.matching.features import domain_of_short
from app.matching.similarity import AddressPairs, TextPairs

MISSING = -1
_A_MONTH = 31
"""Days."""
_LONG = 100
"""Characters of a free text whose spelling is compared: it costs their square."""

_MOST_WORDS = 0.6
"""Share of the words of two organisations' names from which on one may be the other."""

Levels = npt.NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field's comparison, of pairs of non-null texts: `judge` gives the level number of each pair."""

    name: str
    column: str
    levels: tuple[str, ...]
    judge: Callable[[TextPairs], Levels]
    frequency: bool = True
    """Whether agreement on a rare value counts for more than on a common one."""
    identifies: bool = False
    """Whether a value is meant for one person: what counts is then how many differently named people carry it."""
    keys: tuple[Callable[[str], str | None], ...] = (s.itself,)
    """For each of the best levels that mean the same value: what exactly is the same, of one text."""

    also: Mapping[int, Callable[[str], str | None]] = field(default_factory=dict)
    """For other levels, by number: what of one text is the same on the other side."""

    @property
    def description(self) -> str:
        """What it tells apart, for people."""
        levels = "; ".join(self.levels)
        if self.identifies:
            return f"{levels}. Meant for one person: what counts is how many people carry a value"
        return f"{levels}. Rare values count for more" if self.frequency else levels

    @property
    def named(self) -> tuple[Callable[[str], str | None], ...]:
        """Whatever of a text can be common or rare."""
        return (*self.keys, *dict.fromkeys(self.also.values()))

    @property
    def exact_levels(self) -> int:
        return len(self.keys)

    def compare(self, left: Sequence[str], right: Sequence[str]) -> Levels:
        """Level numbers of two equally long lists of texts."""
        return self.judge(TextPairs.of(left, right))


def first_that_holds(*conditions: s.Booleans) -> Levels:
    """Level number of the first condition that holds for each pair; their count where none does."""
    levels = np.full(len(conditions[0]), len(conditions), np.int8)
    for number in range(len(conditions) - 1, -1, -1):
        levels[conditions[number]] = number
    return levels


def _never(pairs: TextPairs) -> s.Booleans:
    """Holds the place of a level that needs both names at once: see `names.mark_swapped`."""
    return np.zeros(len(pairs), np.bool_)


def _given_name(pairs: TextPairs) -> Levels:
    near = s.jaro_winkler(pairs, 0.8)
    return first_that_holds(
        s.equal(pairs),
        s.same_root(pairs),
        s.share_word(pairs),
        s.initial_of(pairs),
        (near >= 0.9) | s.same_sound(pairs),
        (near >= 0.8) | s.misspelt(pairs),
        _never(pairs),
        _never(pairs),
    )


def _family_name(pairs: TextPairs) -> Levels:
    near = s.jaro_winkler(pairs, 0.85)
    return first_that_holds(
        s.share_value(pairs),
        (near >= 0.93) | s.same_sound(pairs),
        s.share_word(pairs),
        (near >= 0.85) | s.misspelt(pairs),
        _never(pairs),
    )


def _digits(date: str) -> str:
    return date.replace("-", "")


def _birth_date(pairs: TextPairs) -> Levels:
    year, month, day = (s.same_slice(pairs, *part) for part in ((0, 4), (5, 7), (8, 10)))
    agreeing = year.astype(np.int8) + month + day
    edits = s.distances(pairs.mapped(_digits), 2)
    return first_that_holds(
        s.equal(pairs),
        s.day_month_swapped(pairs),
        s.prefix_of_other(pairs),
        edits == 1,
        (agreeing == 2) | (edits <= 2) & (agreeing >= 1),
        s.days_apart(pairs) <= _A_MONTH,
        s.neighbouring_years(pairs),
        year,
        month & day | (edits <= 2),
        agreeing == 1,
    )


def _email(pairs: TextPairs) -> Levels:
    return first_that_holds(
        s.share_value(pairs),
        s.share_mailbox(pairs),
        s.share_local_part(pairs),
        ((s.jaro_winkler(pairs, 0.95) >= 0.95) | s.within(pairs, 2)) & ~s.share(pairs, domain_of_short),
    )


def _phone(pairs: TextPairs) -> Levels:
    return first_that_holds(s.share_value(pairs), s.within(pairs, 1))


TEXT_LEVELS = ("exact", "similar", "shares a word", "somewhat similar", "different")


def _beginning(text: str) -> str:
    return text[:_LONG]


def text_levels(pairs: TextPairs) -> Levels:
    """How alike two texts are spelt: one of TEXT_LEVELS. Of long texts the beginnings count."""
    beginnings = pairs.mapped(_beginning)
    near = s.jaro_winkler(beginnings, 0.82)
    misspelt = s.misspelt(beginnings)
    return first_that_holds(
        s.equal(pairs),
        (near >= 0.94) | misspelt & (near >= 0.82),
        s.share_word(beginnings),
        (near >= 0.82) | misspelt,
    )


def _organisation(pairs: TextPairs) -> Levels:
    """As texts are compared; a name is also similar where most of its words are the same: "Apex Pharma & Sons", "Apex
    Pharma and Sons (UK)". One word alone, as a trade, is what competitors share."""
    levels = text_levels(pairs)
    levels[(levels > 1) & (s.words_shared(pairs.mapped(_beginning)) >= _MOST_WORDS)] = 1
    return levels


def _address(pairs: TextPairs) -> Levels:
    """Values are `postal_code/locality/street/unit`, any of them empty."""
    at = AddressPairs.of(pairs)
    same_code, same_town = s.both_equal(at.postal_code), s.both_equal(at.locality)
    town = same_code | same_town
    street, other_unit = s.both_equal(at.street), s.both_differ(at.unit)
    near = s.both_near(at.street, 0.9, town & ~street & s.both_equal(at.number))
    comparable = s.both_present(at.street)
    near_town = s.both_near(at.postal_code, 0.9, ~town) | s.both_near(at.locality, 0.88, ~town)
    return first_that_holds(
        street & town & s.both_equal(at.unit),
        street & town & ~other_unit,
        near & ~other_unit,
        (street | near) & town,
        street & ~town,
        same_code & ~comparable,
        same_town & ~comparable,
        near_town & ~comparable,
        same_code,
        town | near_town,
    )


def _exact(pairs: TextPairs) -> Levels:
    return first_that_holds(s.share_value(pairs))


def _external_id(pairs: TextPairs) -> Levels:
    """IDs of different namespaces cannot differ: no evidence unless a namespace is on both sides."""
    levels = _exact(pairs)
    levels[~s.share_namespace(pairs) & (levels > 0)] = MISSING
    return levels


def _number(pairs: TextPairs) -> Levels:
    return first_that_holds(s.equal(pairs), s.within(pairs, 1))


COMPARISONS: tuple[Comparison, ...] = (
    Comparison(
        "given_name",
        "given_name",
        (
            "exact",
            "nickname",
            "part of compound",
            "initial",
            "sounds alike",
            "similar",
            "swapped",
            "in the family name's place",
            "different",
        ),
        _given_name,
    ),
    Comparison(
        "family_name",
        "family_name",
        ("exact", "sounds alike", "part of compound", "similar", "in the given name's place", "different"),
        _family_name,
    ),
    Comparison("name_rest", "name_rest", TEXT_LEVELS, text_levels),
    Comparison(
        "birth_date",
        "birth_date",
        (
            "exact",
            "day and month swapped",
            "agrees as far as known",
            "one digit differs",
            "two parts agree",
            "within a month",
            "neighbouring years, no more known",
            "year agrees",
            "two digits or the year differ",
            "one part agrees",
            "different",
        ),
        _birth_date,
    ),
    Comparison("birth_place", "birth_place", TEXT_LEVELS, text_levels),
    Comparison("gender", "gender", ("same", "different"), _exact, frequency=False),
    Comparison(
        "email",
        "email",
        ("exact", "same mailbox", "same local part", "similar", "different"),
        _email,
        identifies=True,
    ),
    Comparison("phone", "mobile", ("exact", "one digit differs", "different"), _phone, identifies=True),
    Comparison("landline", "landline", ("exact", "one digit differs", "different"), _phone, identifies=True),
    Comparison(
        "address",
        "full_address",
        (
            "same home",
            "same building",
            "similar street, same town",
            "same building, other unit",
            "same street, other town",
            "same postcode, no street",
            "same town, no street",
            "similar town, no street",
            "other street, same postcode",
            "other street, same town",
            "different",
        ),
        _address,
        keys=(s.home_of, s.building_of),
        also={5: s.postcode_of, 6: s.town_of, 8: s.postcode_of},
    ),
    Comparison("country", "country", ("same", "different"), _exact),
    Comparison(
        "national_id", "national_id", ("exact", "one digit differs", "different"), _number, identifies=True
    ),
    Comparison("external_id", "external_id", ("shared", "different"), _external_id, identifies=True),
    Comparison("household_id", "household_id", ("shared", "different"), _exact),
    Comparison("cookie", "cookie", ("shared", "different"), _exact, identifies=True),
    Comparison("device", "device", ("shared", "different"), _exact, identifies=True),
    Comparison("ip", "ip", ("shared", "different"), _exact),
    Comparison("organisation", "organisation", TEXT_LEVELS, _organisation),
    Comparison("siret", "siret", ("exact", "one digit differs", "different"), _number),
    Comparison("occupation", "occupation", TEXT_LEVELS, text_levels),
)
