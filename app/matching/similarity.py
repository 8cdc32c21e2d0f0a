"""Similarities of many pairs of texts at once; each returns one array with an entry per pair.

Everything that concerns one text alone (its sound, its words, its parts) is worked out once per distinct text, as a
number; pairs then compare numbers. Only spelling needs the pair itself, and rapidfuzz does that for all in one call.
Where a text may hold several values joined by `|`, the best pair of values counts.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from app.fields import SEPARATOR
from app.standardise.email import mailbox_key
from app.standardise.nicknames import canonical_given
from app.standardise.phonetic import sound_key

Ints = npt.NDArray[np.int64]
Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]
NONE = -1
_RECOGNISABLE = 5
"""Letters that a word needs for two edits to leave it recognisable."""


@dataclass(frozen=True, slots=True)
class TextPairs:
    """Pairs of texts, as numbers into a list of distinct texts."""

    values: list[str]
    left: Ints
    right: Ints

    @classmethod
    def of(cls, left: Sequence[str], right: Sequence[str]) -> Self:
        numbers = {text: number for number, text in enumerate(dict.fromkeys((*left, *right)))}
        a, b = (np.array([numbers[text] for text in texts], np.int64) for texts in (left, right))
        return cls(list(numbers), a, b)

    def __len__(self) -> int:
        return len(self.left)

    def pick(self, rows: npt.NDArray[np.bool_] | Ints) -> "TextPairs":
        return TextPairs(self.values, self.left[rows], self.right[rows])

    def texts(self) -> tuple[list[str], list[str]]:
        values = self.values
        return [values[i] for i in self.left.tolist()], [values[i] for i in self.right.tolist()]

    def mapped(self, function: Callable[[str], str]) -> "TextPairs":
        """The same pairs of other texts, one made of each."""
        return TextPairs([function(value) for value in self.values], self.left, self.right)

    def any_side(self, flags: Iterable[bool]) -> Ints:
        """Pairs with a text that is flagged, on either side."""
        flagged = np.fromiter(flags, np.bool_, len(self.values))
        return np.flatnonzero(flagged[self.left] | flagged[self.right])


def _numbers(keys: Iterable[Hashable | None]) -> Ints:
    """Equal keys get equal numbers, NONE where there is no key."""
    known: dict[Hashable, int] = {}
    return np.array([NONE if key is None else known.setdefault(key, len(known)) for key in keys], np.int64)


def equal(pairs: TextPairs) -> Booleans:
    return pairs.left == pairs.right


def same(pairs: TextPairs, key: Callable[[str], str | None]) -> Booleans:
    """Both texts have a key, and it is the same."""
    numbers = _numbers(key(value) for value in pairs.values)
    a, b = numbers[pairs.left], numbers[pairs.right]
    return (a == b) & (a != NONE)


def share(pairs: TextPairs, keys: Callable[[str], Iterable[str]]) -> Booleans:
    """The two texts have a key in common, each having any number of them."""
    sets = [frozenset(keys(value)) for value in pairs.values]
    single = _numbers(next(iter(found)) if len(found) == 1 else None for found in sets)
    a, b = single[pairs.left], single[pairs.right]
    result = (a == b) & (a != NONE)
    several = pairs.any_side(len(found) > 1 for found in sets)
    left, right = pairs.left[several].tolist(), pairs.right[several].tolist()
    result[several] = [not sets[i].isdisjoint(sets[j]) for i, j in zip(left, right, strict=True)]
    return result


def _of_each_value(key: Callable[[str], str | None]) -> Callable[[str], Iterable[str]]:
    return lambda text: [found for value in text.split(SEPARATOR) if (found := key(value))]


def share_value(pairs: TextPairs) -> Booleans:
    return share(pairs, lambda text: text.split(SEPARATOR))


def share_mailbox(pairs: TextPairs) -> Booleans:
    return share(pairs, _of_each_value(mailbox_key))


def share_local_part(pairs: TextPairs) -> Booleans:
    """Same text before the `@`, long enough to mean something."""
    return share(
        pairs, _of_each_value(lambda mail: part if len(part := mail.split("@", 1)[0]) >= 5 else None)
    )


def share_namespace(pairs: TextPairs) -> Booleans:
    """Both carry an ID of one namespace: the part before the first colon."""
    return share(pairs, _of_each_value(lambda value: value.split(":", 1)[0]))


def same_root(pairs: TextPairs) -> Booleans:
    """Nicknames of one given name: bob and robert."""
    return same(pairs, canonical_given)


def same_sound(pairs: TextPairs) -> Booleans:
    """Some value sounds the same. Values that sound like nothing (one letter, digits) never do."""
    return share(pairs, _of_each_value(lambda value: sound_key(value) if len(value) > 2 else None))


def share_word(pairs: TextPairs) -> Booleans:
    """They share a whole word of three letters or more: `jean pierre` and `pierre`."""
    return share(pairs, lambda text: (word for word in text.replace(SEPARATOR, " ").split() if len(word) > 2))


def jaro_winkler(pairs: TextPairs) -> Floats:
    """0 to 1; of several values the best pair."""

    def score(left: list[str], right: list[str]) -> Floats:
        return process.cpdist(
            left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float32, workers=-1
        )

    return _best(pairs, score)


def within(pairs: TextPairs, edits: int) -> Booleans:
    """At most that many insertions, deletions, substitutions or swaps of neighbours; of several values the best."""

    def near(left: list[str], right: list[str]) -> Floats:
        return (_distances(left, right, edits) <= edits).astype(np.float32)

    return _best(pairs, near) > 0


def distances(pairs: TextPairs, at_most: int) -> npt.NDArray[np.int32]:
    """Edits between two single values; whatever is more than `at_most` counts as one more."""
    return _distances(*pairs.texts(), at_most)


def _distances(left: list[str], right: list[str], at_most: int) -> npt.NDArray[np.int32]:
    return process.cpdist(left, right, scorer=OSA.distance, score_cutoff=at_most, dtype=np.int32, workers=-1)


def misspelt(pairs: TextPairs) -> Booleans:
    """Two edits apart, in words long enough to recognise: `davis` and `dviis`, where Jaro-Winkler sees little."""
    lengths = np.array([len(value) for value in pairs.values], np.int64)
    result = np.zeros(len(pairs), np.bool_)
    rows = np.flatnonzero(np.minimum(lengths[pairs.left], lengths[pairs.right]) >= _RECOGNISABLE)
    result[rows] = within(pairs.pick(rows), 2)
    return result


def _best(pairs: TextPairs, score: Callable[[list[str], list[str]], Floats]) -> Floats:
    left, right = pairs.texts()
    result = score(left, right)
    several = pairs.any_side(SEPARATOR in value for value in pairs.values)
    if not len(several):
        return result
    owners: list[int] = []
    a_values: list[str] = []
    b_values: list[str] = []
    for row in several.tolist():
        for a in left[row].split(SEPARATOR):
            for b in right[row].split(SEPARATOR):
                owners.append(row)
                a_values.append(a)
                b_values.append(b)
    result[several] = 0
    np.maximum.at(result, owners, score(a_values, b_values))
    return result


def initial_of(pairs: TextPairs) -> Booleans:
    """One is only initials, and the other's words begin with them."""
    words = [value.split() for value in pairs.values]
    short = pairs.any_side(all(len(word) == 1 for word in found) for found in words)

    def begins(initials: list[str], name: list[str]) -> bool:
        return (
            all(len(word) == 1 for word in initials)
            and initials == [word[0] for word in name][: len(initials)]
        )

    result = np.zeros(len(pairs), np.bool_)
    result[short] = [
        begins(words[i], words[j]) or begins(words[j], words[i])
        for i, j in zip(pairs.left[short].tolist(), pairs.right[short].tolist(), strict=True)
    ]
    return result


def same_slice(pairs: TextPairs, start: int, stop: int) -> Booleans:
    """Both have these characters in full, and they are equal."""
    return same(pairs, lambda text: text[start:stop] if len(text) >= stop else None)


def prefix_of_other(pairs: TextPairs) -> Booleans:
    """One date is known less precisely and agrees as far as it goes: `1980` and `1980-05-12`."""
    lengths = np.array([len(value) for value in pairs.values], np.int64)
    rows = np.flatnonzero(lengths[pairs.left] != lengths[pairs.right])
    left, right = pairs.pick(rows).texts()
    result = np.zeros(len(pairs), np.bool_)
    result[rows] = [a.startswith(b) or b.startswith(a) for a, b in zip(left, right, strict=True)]
    return result


def day_month_swapped(pairs: TextPairs) -> Booleans:
    numbers = {value: number for number, value in enumerate(pairs.values)}
    swapped = np.array(
        [numbers.get(f"{v[:4]}-{v[8:10]}-{v[5:7]}", NONE) if len(v) == 10 else NONE for v in pairs.values],
        np.int64,
    )
    return (swapped[pairs.left] == pairs.right) & (pairs.left != pairs.right)


def days_apart(pairs: TextPairs) -> Ints:
    """Days between two full dates; a very large number where either is no real date."""
    days = np.array([_day_number(value) for value in pairs.values], np.int64)
    a, b = days[pairs.left], days[pairs.right]
    return np.where((a != NONE) & (b != NONE), np.abs(a - b), np.iinfo(np.int64).max)


def _day_number(text: str) -> int:
    try:
        return date.fromisoformat(text).toordinal()
    except ValueError:
        return NONE


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
        parts = [value.split("/", 3) for value in pairs.values]
        columns = [[part[i] for part in parts] for i in range(4)]
        columns.append([word if (word := part[2].split(" ", 1)[0]).isdigit() else "" for part in parts])
        return cls(*(TextPairs(column, pairs.left, pairs.right) for column in columns))


def both_equal(pairs: TextPairs) -> Booleans:
    return same(pairs, lambda text: text or None)


def both_present(pairs: TextPairs) -> Booleans:
    present = np.array([bool(value) for value in pairs.values], np.bool_)
    return present[pairs.left] & present[pairs.right]


def both_differ(pairs: TextPairs) -> Booleans:
    return both_present(pairs) & ~both_equal(pairs)


def both_near(pairs: TextPairs, at_least: float, where: Booleans) -> Booleans:
    """Both are known and spelt alike; looked at only `where` it matters."""
    rows = np.flatnonzero(where & both_present(pairs))
    result = np.zeros(len(pairs), np.bool_)
    result[rows] = jaro_winkler(pairs.pick(rows)) >= at_least
    return result


def home_of(address: str) -> str | None:
    """The address with its unit, where it has both a street and a unit."""
    _, _, street, unit = address.split("/", 3)
    return address if street and unit else None


def building_of(address: str) -> str | None:
    """The address without its unit, where it has a street."""
    head, _, _ = address.rpartition("/")
    return head + "/" if not head.endswith("/") else None
