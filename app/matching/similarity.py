"""Similarities of two equally long lists of texts, element by element; each returns one array of that length.

Where a text may hold several values joined by `|`, the best pair of values counts.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from app.fields import SEPARATOR
from app.standardise.email import mailbox_key
from app.standardise.nicknames import canonical_given
from app.standardise.phonetic import sound_key

Texts = Sequence[str]
Booleans = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float32]


def _booleans(values: Sequence[bool]) -> Booleans:
    return np.fromiter(values, np.bool_, len(values))


def equal(left: Texts, right: Texts) -> Booleans:
    return _booleans([a == b for a, b in zip(left, right, strict=True)])


def jaro_winkler(left: Texts, right: Texts) -> Floats:
    """0 to 1."""
    return process.cpdist(left, right, scorer=JaroWinkler.normalized_similarity, dtype=np.float32, workers=-1)


def edits(left: Texts, right: Texts, at_most: int) -> npt.NDArray[np.int32]:
    """Insertions, deletions, substitutions and swaps of neighbours; `at_most + 1` where there are more."""
    return process.cpdist(left, right, scorer=OSA.distance, score_cutoff=at_most, dtype=np.int32, workers=-1)


def _several(left: Texts, right: Texts) -> list[int]:
    return [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if SEPARATOR in a or SEPARATOR in b]


def _expanded(left: Texts, right: Texts, rows: list[int]) -> tuple[list[int], list[str], list[str]]:
    owners: list[int] = []
    a_values: list[str] = []
    b_values: list[str] = []
    for row in rows:
        for a in left[row].split(SEPARATOR):
            for b in right[row].split(SEPARATOR):
                owners.append(row)
                a_values.append(a)
                b_values.append(b)
    return owners, a_values, b_values


def best_of(score: Callable[[Texts, Texts], Floats], left: Texts, right: Texts) -> Floats:
    """The highest score over the values that each side carries."""
    result = score(left, right)
    if rows := _several(left, right):
        owners, a, b = _expanded(left, right, rows)
        result[rows] = 0
        np.maximum.at(result, owners, score(a, b))
    return result


def best_within(left: Texts, right: Texts, edits: int) -> Booleans:
    """Whether some value of each side is at most `edits` edits away from the other's."""

    def near(a: Texts, b: Texts) -> Floats:
        distance = process.cpdist(a, b, scorer=OSA.distance, score_cutoff=edits, dtype=np.int32, workers=-1)
        return (distance <= edits).astype(np.float32)

    return best_of(near, left, right) > 0


def share_value(left: Texts, right: Texts) -> Booleans:
    return _share(left, right, lambda value: value)


def share_mailbox(left: Texts, right: Texts) -> Booleans:
    return _share(left, right, mailbox_key)


def share_local_part(left: Texts, right: Texts) -> Booleans:
    """Same text before the `@`, long enough to mean something."""
    return _share(left, right, lambda email: part if len(part := email.split("@", 1)[0]) >= 5 else None)


def share_namespace(left: Texts, right: Texts) -> Booleans:
    """Both carry an ID of one namespace: the part before the first colon."""
    return _share(left, right, lambda value: value.split(":", 1)[0])


def _share(left: Texts, right: Texts, key: Callable[[str], str | None]) -> Booleans:
    known: dict[str, frozenset[str]] = {}

    def keys(text: str) -> frozenset[str]:
        found = known.get(text)
        if found is None:
            parts = (key(value) for value in text.split(SEPARATOR))
            found = known[text] = frozenset(part for part in parts if part)
        return found

    return _booleans([not keys(a).isdisjoint(keys(b)) for a, b in zip(left, right, strict=True)])


def same_root(left: Texts, right: Texts) -> Booleans:
    """Nicknames of one given name: bob and robert."""
    return _share(left, right, canonical_given)


def same_sound(left: Texts, right: Texts) -> Booleans:
    """Some value sounds the same. Values that sound like nothing (one letter, digits) never do."""
    return _share(left, right, lambda value: sound_key(value) if len(value) > 2 else None)


def contains_token(left: Texts, right: Texts) -> Booleans:
    """They share a whole word of three letters or more: `jean pierre` and `pierre`."""
    known: dict[str, frozenset[str]] = {}

    def words(text: str) -> frozenset[str]:
        found = known.get(text)
        if found is None:
            found = known[text] = frozenset(w for w in text.replace(SEPARATOR, " ").split() if len(w) > 2)
        return found

    return _booleans([not words(a).isdisjoint(words(b)) for a, b in zip(left, right, strict=True)])


def initial_of(left: Texts, right: Texts) -> Booleans:
    """One is only initials and the other begins with the same letter."""
    return _booleans(
        [
            bool(a)
            and bool(b)
            and a[0] == b[0]
            and (len(a) == 1 or len(b) == 1 or _initials(a, b) or _initials(b, a))
            for a, b in zip(left, right, strict=True)
        ]
    )


def _initials(short: str, long: str) -> bool:
    words = short.split()
    return all(len(word) == 1 for word in words) and words == [word[0] for word in long.split()][: len(words)]


def same_slice(left: Texts, right: Texts, start: int, stop: int) -> Booleans:
    """Both have these characters in full, and they are equal."""
    return _booleans(
        [len(a) >= stop and a[start:stop] == b[start:stop] for a, b in zip(left, right, strict=True)]
    )


def prefix_of_other(left: Texts, right: Texts) -> Booleans:
    """One date is known less precisely and agrees as far as it goes: `1980` and `1980-05-12`."""
    return _booleans(
        [len(a) != len(b) and (a.startswith(b) or b.startswith(a)) for a, b in zip(left, right, strict=True)]
    )


def digit_edits(left: Texts, right: Texts) -> npt.NDArray[np.int32]:
    """Edits between two dates as digits, 3 where there are more."""
    return edits([a.replace("-", "") for a in left], [b.replace("-", "") for b in right], 2)


def day_month_swapped(left: Texts, right: Texts) -> Booleans:
    return _booleans(
        [
            len(a) == 10 == len(b) and a[:4] == b[:4] and a[5:7] == b[8:10] and a[8:10] == b[5:7]
            for a, b in zip(left, right, strict=True)
        ]
    )


@dataclass(frozen=True, slots=True)
class AddressParts:
    """Parts of many addresses; an unknown part is an empty text."""

    postal_code: list[str]
    locality: list[str]
    street: list[str]
    unit: list[str]
    number: list[str]


def split_address(addresses: Texts) -> AddressParts:
    parts = [address.split("/", 3) for address in addresses]
    postal_code, locality, street, unit = ([part[i] for part in parts] for i in range(4))
    number = [word if (word := line.split(" ", 1)[0]).isdigit() else "" for line in street]
    return AddressParts(postal_code, locality, street, unit, number)


def home_of(address: str) -> str | None:
    """The address with its unit, where it has both a street and a unit."""
    _, _, street, unit = address.split("/", 3)
    return address if street and unit else None


def building_of(address: str) -> str | None:
    """The address without its unit, where it has a street."""
    head, _, _ = address.rpartition("/")
    return head + "/" if not head.endswith("/") else None


def both_present(left: Texts, right: Texts) -> Booleans:
    return _booleans([bool(a) and bool(b) for a, b in zip(left, right, strict=True)])


def both_equal(left: Texts, right: Texts) -> Booleans:
    return _booleans([bool(a) and a == b for a, b in zip(left, right, strict=True)])


def both_differ(left: Texts, right: Texts) -> Booleans:
    return _booleans([bool(a) and bool(b) and a != b for a, b in zip(left, right, strict=True)])


def both_near(left: Texts, right: Texts, at_least: float) -> Booleans:
    return both_present(left, right) & (jaro_winkler(left, right) >= at_least)
