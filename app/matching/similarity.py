"""Similarities of many pairs of texts at once; each returns one array with an entry per pair.

Everything that concerns one text alone (its sound, its words, its parts) is worked out once per distinct text, as a
number, and remembered by `Texts`; pairs then compare numbers. Only spelling needs the pair itself: rapidfuzz reads
those pairs whose letters leave a chance. Where a text may hold several values joined by `|`, the best pair counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler
from scipy.sparse import csr_array

from app.fields import SEPARATOR
from app.matching.features import long_local_part, mailbox
from app.matching.texts import NONE, Numbers, Texts
from app.standardise.nicknames import canonical_given
from app.standardise.phonetic import sound_key

Ints = npt.NDArray[np.int64]
Rows = npt.NDArray[np.integer[Any]]
Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
_RECOGNISABLE = 5
"""Letters that a word needs for two edits to leave it recognisable."""
_ROUNDING = 1e-6
_PIECE = 1 << 16
"""Pairs of texts with several values that are taken apart at once."""


@dataclass(frozen=True, slots=True)
class TextPairs:
    """Pairs of texts, as numbers into distinct texts."""

    values: Texts
    left: Rows
    right: Rows

    @classmethod
    def of(cls, left: Sequence[str], right: Sequence[str]) -> Self:
        numbers = {text: number for number, text in enumerate(dict.fromkeys((*left, *right)))}
        a, b = (np.array([numbers[text] for text in texts], np.int64) for texts in (left, right))
        return cls(Texts(numbers), a, b)

    def __len__(self) -> int:
        return len(self.left)

    def pick(self, rows: npt.NDArray[np.bool_] | Ints) -> "TextPairs":
        return TextPairs(self.values, self.left[rows], self.right[rows])

    def texts(self) -> tuple[list[str], list[str]]:
        values = self.values.array
        return values[self.left].tolist(), values[self.right].tolist()

    def mapped(self, function: Callable[[str], str | None]) -> "TextPairs":
        """The same pairs of what `function` makes of each text, NONE where it makes nothing. Define it at the top of
        a module: what it made is remembered under its identity."""
        made = self.values.made(function)
        return TextPairs(made.texts, made.of[self.left], made.of[self.right])


def equal(pairs: TextPairs) -> Booleans:
    return pairs.left == pairs.right


def same(pairs: TextPairs, key: Callable[[str], str | None]) -> Booleans:
    """Both texts have a key, and it is the same."""
    made = pairs.mapped(key)
    return (made.left == made.right) & (made.left != NONE)


def share(pairs: TextPairs, key: Callable[[str], str | None]) -> Booleans:
    """Some values of the two texts have the same key."""
    return pairs.values.each(key, named=key is itself).have_common(pairs.left, pairs.right)


def itself(value: str) -> str:
    return value


def _namespace(value: str) -> str | None:
    return value.split(":", 1)[0] or None


def _sound(value: str) -> str | None:
    return sound_key(value) or None if len(value) > 2 else None


def _words(text: str) -> list[str]:
    return [word for word in text.replace(SEPARATOR, " ").split() if len(word) > 2]


def share_value(pairs: TextPairs) -> Booleans:
    return share(pairs, itself)


def share_mailbox(pairs: TextPairs) -> Booleans:
    return share(pairs, mailbox)


def share_local_part(pairs: TextPairs) -> Booleans:
    """Same text before the `@`, long enough to mean something."""
    return share(pairs, long_local_part)


def share_namespace(pairs: TextPairs) -> Booleans:
    """Both carry an ID of one namespace: the part before the first colon."""
    return share(pairs, _namespace)


def same_root(pairs: TextPairs) -> Booleans:
    """Nicknames of one given name: bob and robert."""
    return same(pairs, canonical_given)


def same_sound(pairs: TextPairs) -> Booleans:
    """Some value sounds the same. Values that sound like nothing (one letter, digits) never do."""
    return share(pairs, _sound)


def share_word(pairs: TextPairs) -> Booleans:
    """They share a whole word of three letters or more: `jean pierre` and `pierre`."""
    return pairs.values.listed(_words).have_common(pairs.left, pairs.right)


def jaro_winkler(pairs: TextPairs, at_least: float = 0.0) -> Floats:
    """0 to 1; of several values the best pair. 0 where the letters show that `at_least` is out of reach."""

    def score(single: TextPairs) -> Floats:
        result = equal(single).astype(np.float32)
        possible = single.values.letters.most_alike(single.left, single.right) >= at_least - _ROUNDING
        rows = np.flatnonzero(possible & (result == 0))
        left, right = single.pick(rows).texts()
        result[rows] = process.cpdist(left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float32)
        return result

    return _best(pairs, score)


def within(pairs: TextPairs, edits: int) -> Booleans:
    """At most that many insertions, deletions, substitutions or swaps of neighbours; of several values the best."""
    return _best(pairs, lambda single: (distances(single, edits) <= edits).astype(np.float32)) > 0


def distances(pairs: TextPairs, at_most: int) -> npt.NDArray[np.int32]:
    """Edits between two single values; whatever is more than `at_most` counts as one more."""
    letters = pairs.values.letters
    longer = np.abs(letters.lengths[pairs.left] - letters.lengths[pairs.right])
    missing = np.maximum(*letters.missing(pairs.left, pairs.right))  # one edit makes up for one of them
    rows = np.flatnonzero((longer <= at_most) & (missing <= at_most))
    result = np.full(len(pairs), at_most + 1, np.int32)
    left, right = pairs.pick(rows).texts()
    result[rows] = process.cpdist(left, right, scorer=OSA.distance, score_cutoff=at_most, dtype=np.int32)
    return result


def misspelt(pairs: TextPairs) -> Booleans:
    """Two edits apart, in words long enough to recognise: `davis` and `dviis`, where Jaro-Winkler sees little."""
    lengths = pairs.values.letters.lengths
    result = np.zeros(len(pairs), np.bool_)
    rows = np.flatnonzero(np.minimum(lengths[pairs.left], lengths[pairs.right]) >= _RECOGNISABLE)
    result[rows] = within(pairs.pick(rows), 2)
    return result


def _best(pairs: TextPairs, score: Callable[[TextPairs], Floats]) -> Floats:
    """The best score among the pairs of values of each pair of texts."""
    values = pairs.values.each(itself)
    split = values.many[pairs.left] | values.many[pairs.right]
    if not split.any():
        return score(pairs)
    result = np.empty(len(pairs), np.float32)
    result[~split] = score(pairs.pick(~split))
    rows = np.flatnonzero(split)
    for start in range(0, len(rows), _PIECE):
        piece = rows[start : start + _PIECE]
        owner, left, right = values.crossed(pairs.left[piece], pairs.right[piece])
        found = score(TextPairs(values.texts, left, right))
        result[piece] = np.maximum.reduceat(found, np.flatnonzero(np.r_[True, owner[1:] != owner[:-1]]))
    return result


def _initials(name: str) -> str | None:
    words = name.split()
    return "".join(words) if all(len(word) == 1 for word in words) else None


def _first_letters(name: str) -> str:
    return "".join(word[0] for word in name.split())


def initial_of(pairs: TextPairs) -> Booleans:
    """One is only initials, and the other's words begin with them."""
    initials, letters = pairs.mapped(_initials), pairs.mapped(_first_letters)

    def begins(short: Rows, name: Rows) -> Booleans:
        result = np.zeros(len(pairs), np.bool_)
        rows = np.flatnonzero(short != NONE)
        found = zip(short[rows].tolist(), name[rows].tolist(), strict=True)
        result[rows] = [letters.values[b].startswith(initials.values[a]) for a, b in found]
        return result

    return begins(initials.left, letters.right) | begins(initials.right, letters.left)


@cache
def _slice(start: int, stop: int) -> Callable[[str], str | None]:
    return lambda text: text[start:stop] if len(text) >= stop else None


def same_slice(pairs: TextPairs, start: int, stop: int) -> Booleans:
    """Both have these characters in full, and they are equal."""
    return same(pairs, _slice(start, stop))


def prefix_of_other(pairs: TextPairs) -> Booleans:
    """One date is known less precisely and agrees as far as it goes: `1980` and `1980-05-12`."""
    lengths = pairs.values.letters.lengths
    rows = np.flatnonzero(lengths[pairs.left] != lengths[pairs.right])
    left, right = pairs.pick(rows).texts()
    result = np.zeros(len(pairs), np.bool_)
    result[rows] = [a.startswith(b) or b.startswith(a) for a, b in zip(left, right, strict=True)]
    return result


def _swapped_date(date: str) -> str | None:
    whole = len(date) == 10 and date[4] == date[7] == "-"
    return f"{date[:4]}-{date[8:]}-{date[5:7]}" if whole else None


def day_month_swapped(pairs: TextPairs) -> Booleans:
    def numbered() -> Numbers:
        number = {value: number for number, value in enumerate(pairs.values)}
        swapped = (_swapped_date(value) for value in pairs.values)
        return np.array([NONE if date is None else number.get(date, NONE) for date in swapped], np.int32)

    swapped = pairs.values.known(day_month_swapped, numbered)
    return (swapped[pairs.left] == pairs.right) & (pairs.left != pairs.right)


def neighbouring_years(pairs: TextPairs) -> Booleans:
    """One of two dates is a year at most, reckoned from an age perhaps, and the other's is the one before or after."""
    years = pairs.values.known(
        neighbouring_years,
        lambda: np.array([int(v[:4]) if v[:4].isdecimal() else NONE for v in pairs.values], np.int32),
    )
    a, b = years[pairs.left], years[pairs.right]
    lengths = pairs.values.letters.lengths
    only_year = (lengths[pairs.left] == 4) | (lengths[pairs.right] == 4)
    return only_year & (a != NONE) & (b != NONE) & (np.abs(a - b) == 1)


def days_apart(pairs: TextPairs) -> Ints:
    """Days between two full dates; a very large number where either is no real date."""
    days = pairs.values.known(days_apart, lambda: np.array([_day_number(v) for v in pairs.values], np.int64))
    a, b = days[pairs.left], days[pairs.right]
    return np.where((a != NONE) & (b != NONE), np.abs(a - b), np.iinfo(np.int64).max)


def _day_number(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return NONE


@cache
def _address_part(place: int) -> Callable[[str], str]:
    return lambda address: address.split("/", 3)[place]


def _house_number(address: str) -> str:
    word = address.split("/", 3)[2].split(" ", 1)[0]
    return word if word.isdigit() else ""


@dataclass(frozen=True, slots=True)
class AddressPairs:
    """Pairs of addresses, `postal_code/locality/street/unit`, part by part; an unknown part is an empty text."""

    postal_code: TextPairs
    locality: TextPairs
    street: TextPairs
    unit: TextPairs
    number: TextPairs

    @classmethod
    def of(cls, pairs: TextPairs) -> Self:
        code, town, street, unit = (pairs.mapped(_address_part(place)) for place in range(4))
        return cls(code, town, street, unit, pairs.mapped(_house_number))


def both_present(pairs: TextPairs) -> Booleans:
    lengths = pairs.values.letters.lengths
    return (lengths[pairs.left] > 0) & (lengths[pairs.right] > 0)


def both_equal(pairs: TextPairs) -> Booleans:
    return equal(pairs) & both_present(pairs)


def both_differ(pairs: TextPairs) -> Booleans:
    return ~equal(pairs) & both_present(pairs)


def both_near(pairs: TextPairs, at_least: float, where: Booleans) -> Booleans:
    """Both are known and spelt alike; looked at only `where` it matters."""
    rows = np.flatnonzero(where & both_present(pairs))
    result = np.zeros(len(pairs), np.bool_)
    result[rows] = jaro_winkler(pairs.pick(rows), at_least) >= at_least
    return result


def home_of(address: str) -> str | None:
    """The address with its unit, where it has both a street and a unit."""
    _, _, street, unit = address.split("/", 3)
    return address if street and unit else None


def building_of(address: str) -> str | None:
    """The address without its unit, where it has a street."""
    head, _, _ = address.rpartition("/")
    return head + "/" if not head.endswith("/") else None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def numbers_within(pairs: TextPairs, share: float, least: float) -> Booleans:
    """Two numbers that differ by no more than a share of the larger, or `least`; False where one is no number."""
    numbers = pairs.values.known(
        numbers_within, lambda: np.array([_number(text) for text in pairs.values], np.float64)
    )
    a, b = numbers[pairs.left], numbers[pairs.right]
    return np.abs(a - b) <= np.maximum(share * np.maximum(np.abs(a), np.abs(b)), least)


def words_shared(pairs: TextPairs) -> Floats:
    """Share of the words of both texts that are in both (Jaccard), 0 to 1."""
    values = pairs.values
    listed = values.listed(_words)
    size = (len(values), max(len(listed.texts), 1))
    counts = listed.counts.astype(np.float32)

    def matrix() -> csr_array:
        ends = np.append(listed.starts, len(listed.numbers))
        return csr_array((np.ones(len(listed.numbers), np.float32), listed.numbers, ends), shape=size)

    carried = values.known(words_shared, matrix)
    both = np.asarray(carried[pairs.left].multiply(carried[pairs.right]).sum(axis=1), np.float32).ravel()
    return both / np.maximum(counts[pairs.left] + counts[pairs.right] - both, 1)


def postcode_of(address: str) -> str | None:
    """The postcode alone, as an address."""
    code = address.split("/", 1)[0]
    return f"{code}///" if code else None


def town_of(address: str) -> str | None:
    """The town alone, as an address."""
    town = address.split("/", 2)[1]
    return f"/{town}//" if town else None
