"""Block keys as names: what a graph can look up, where blocking a frame only needs numbers.

Two records have a token in common exactly where one rule puts them into one block. A token says which rule and which
values, as a hash: it is short, tells nobody's name, and is the same on every machine and in every year.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.blocking import MANY, BlockingRule, usable_rules
from app.matching.features import FEW, filled
from app.matching.sorting import firsts

Ints = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]
LENGTH = 12
"""Characters of a token: 60 bits. Two of a million records are alike in one by chance once in a thousand graphs."""
_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", np.uint8)


@dataclass(frozen=True, slots=True)
class Tokens:
    """`token[i]` is one of those of row `row[i]`; rows ascend, and no row has a token twice."""

    row: Ints
    token: Hashes

    def pairs(self, without: Hashes) -> Ints:
        """The pairs of rows with a token in common that is not among `without`: `left << 32 | right`, sorted."""
        kept = ~np.isin(self.token, without)
        order = np.lexsort((self.row[kept], self.token[kept]))
        rows, token = self.row[kept][order], self.token[kept][order]
        starts = np.flatnonzero(firsts(token))
        blocks = np.split(rows, starts[1:])
        found = [(block[i] << 32) | block[j] for block in blocks for i, j in [np.triu_indices(len(block), 1)]]
        return np.unique(np.concatenate(found)) if found else np.empty(0, np.int64)

    def texts(self, rows: int) -> list[str]:
        """The tokens of each of so many rows, as words of one text."""
        letters = np.full((len(self.token), LENGTH + 1), ord(" "), np.uint8)
        for place in range(LENGTH):
            letters[:, place] = _ALPHABET[(self.token >> np.uint64(5 * place)) & np.uint64(31)]
        text = letters.tobytes().decode("ascii")
        ends = np.searchsorted(self.row, np.arange(rows + 1)) * (LENGTH + 1)
        return [text[a : max(b - 1, a)] for a, b in zip(ends[:-1].tolist(), ends[1:].tolist(), strict=True)]


def as_numbers(words: Sequence[str]) -> Hashes:
    """Tokens that were read from a text."""
    if not words:
        return np.empty(0, np.uint64)
    letters = np.frombuffer("".join(words).encode("ascii"), np.uint8).reshape(len(words), LENGTH)
    digits = np.searchsorted(_SORTED, letters)
    values = _ORDER[digits].astype(np.uint64)
    return np.bitwise_or.reduce(values << (np.arange(LENGTH, dtype=np.uint64) * np.uint64(5)), axis=1)


_ORDER = np.argsort(_ALPHABET)
_SORTED = _ALPHABET[_ORDER]


def tokens(frame: pl.DataFrame, rules: Sequence[BlockingRule], kind: str = "") -> Tokens:
    """The tokens of all rows of a standardised frame with features, by those rules whose columns it has.

    `kind` keeps apart what must never meet: the same rules for another purpose.
    """
    usable = usable_rules(frame, rules)
    keys = {key: _valued(frame, key) for key in dict.fromkeys(key for rule in usable for key in rule.keys)}
    rows, found = [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for rule in usable:
        row, token = np.arange(frame.height), np.full(frame.height, _hash(f"{kind}\n{rule.name}"), np.uint64)
        for key in rule.keys:
            row, token = keys[key].beside(row, token)
        rows.append(row)
        found.append(token & np.uint64((1 << 5 * LENGTH) - 1))
    return _once(np.concatenate(rows), np.concatenate(found))


def together(*parts: Tokens) -> Tokens:
    """All of several."""
    return _once(np.concatenate([part.row for part in parts]), np.concatenate([part.token for part in parts]))


def content_tokens(frame: pl.DataFrame, columns: Sequence[str]) -> Tokens:
    """One token for each row that says something in these columns: the same for all that say the same."""
    there = sorted(filled(frame).intersection(columns))
    token = np.full(frame.height, _hash("content"), np.uint64)
    says = np.zeros(frame.height, np.bool_)
    for column in there:
        valued = _hashed(frame[column])
        known = frame[column].is_not_null().to_numpy()
        token[known] = _mixed(token[known] ^ np.uint64(_hash(column)), valued[known])
        says |= known
    rows = np.flatnonzero(says)
    return Tokens(rows, token[rows] & np.uint64((1 << 5 * LENGTH) - 1))


@dataclass(frozen=True, slots=True)
class _Valued:
    """The hashes of the values of a key: those of row i are `hashes[starts[i] : starts[i + 1]]`."""

    starts: Ints
    hashes: Hashes

    def beside(self, rows: Ints, token: Hashes) -> tuple[Ints, Hashes]:
        """Every row of a list, its token mixed with each of its own values."""
        first = self.starts[rows]
        counts = self.starts[rows + 1] - first
        rows, token = np.repeat(rows, counts), np.repeat(token, counts)
        at = np.arange(len(rows)) + np.repeat(first - np.cumsum(counts) + counts, counts)
        return rows, _mixed(token, self.hashes[at])


def _valued(frame: pl.DataFrame, key: str) -> _Valued:
    column, _, length = key.partition(":")
    if frame.height <= FEW:
        return _valued_few(frame[column].to_list(), column in MANY, int(length or 0))
    values = frame[column]
    if length:
        prefix = values.str.slice(0, int(length))
        values = prefix.set(prefix.str.len_chars() < int(length), None)
    if column in MANY:
        lists = values.str.split(SEPARATOR)
        counts = lists.list.len().fill_null(0).to_numpy()
        values = lists.explode(empty_as_null=False, keep_nulls=False)
    else:
        counts = values.is_not_null().to_numpy()
        values = values.drop_nulls()
    return _Valued(_starts(counts), _hashed(values))


def _valued_few(texts: list[str | None], many: bool, length: int) -> _Valued:
    """The same, text by text."""
    counts, found = [], []
    for text in texts:
        if text is None or len(text) < length:
            counts.append(0)
            continue
        start = text[:length] if length else text
        values = start.split(SEPARATOR) if many else [start]
        counts.append(len(values))
        found += values
    return _Valued(_starts(counts), np.array([_hash(value) for value in found], np.uint64))


def _starts(counts: npt.ArrayLike) -> Ints:
    return np.concatenate(([0], np.cumsum(counts, dtype=np.int64)))


def _hashed(values: pl.Series) -> Hashes:
    if len(values) <= FEW:
        return np.array([0 if value is None else _hash(value) for value in values.to_list()], np.uint64)
    distinct = values.drop_nulls().unique()
    numbers = {value: _hash(value) for value in distinct.to_list()}
    return values.replace_strict(numbers, default=0, return_dtype=pl.UInt64).to_numpy()


def _hash(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "little")


def _mixed(a: Hashes, b: Hashes) -> Hashes:
    """One hash of two, in this order: the finaliser of splitmix64 (Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        mixed: Hashes = a * np.uint64(0x9E3779B97F4A7C15) + b
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return mixed ^ (mixed >> np.uint64(31))


def _once(rows: Ints, token: Hashes) -> Tokens:
    order = np.lexsort((token, rows))
    rows, token = rows[order], token[order]
    new = np.r_[True, (rows[1:] != rows[:-1]) | (token[1:] != token[:-1])][: len(rows)]
    return Tokens(rows[new], token[new])
