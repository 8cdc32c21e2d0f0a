"""Blocking: which pairs of records are worth comparing.

A blocking rule names the columns whose values two records must share. Records that share them form a block, and every
pair in a block is a candidate pair. A block over the cap says little about a person (everyone called Martin in Paris)
and costs its square, so it is skipped, counted and reported; a narrower rule covers what matters in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.features import filled
from app.matching.sorting import firsts, sorted_places, sorted_unique
from app.matching.threads import in_threads
from app.progress import Advance

BLOCK_CAP = 60
"""Largest block whose pairs are compared."""

Ints = npt.NDArray[np.int32]
Packed = npt.NDArray[np.int64]
_NOTHING = np.empty(0, np.int64)
_BITS = 63
"""Of a number that is not negative."""
_NO_CODE = np.uint32(0xFFFFFFFF)
_RULE_BITS = 6
_RANGE = 1 << 21
"""Pairs that are put in order at once, about."""


@dataclass(frozen=True, slots=True)
class BlockingRule:
    """Two records are compared when all `keys` agree. `column:3` means its first three characters.

    A column may hold several values joined by `|`; sharing any one of them is enough.
    """

    keys: tuple[str, ...]

    @property
    def name(self) -> str:
        return " + ".join(self.keys)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(key.split(":")[0] for key in self.keys)


def _rules(*lines: str) -> tuple[BlockingRule, ...]:
    return tuple(BlockingRule(tuple(line.split())) for line in lines)


IDENTIFIER_RULES = _rules(
    "national_id", "external_id", "household_id given_sound", "email", "mailbox", "phone", "cookie", "device",
    "siret organisation", "siret"
)  # fmt: skip
PERSON_RULES = _rules(
    "birth_date",
    "birth_date given_sound",
    "birth_date family_sound",
    "birth_date postal_code",
    "birth_date birth_place",
    "birth_date locality",
    "birth_date street",
    "name_sounds",
    "name_sounds year",
    "name_sounds birth_place",
    "name_sounds locality",
    "name_tokens",
    "name_tokens year month",
    "name_tokens month day",
    "name_tokens year postal_code:3",
    "name_tokens postal_code",
    "name_tokens birth_place",
    "name_tokens street",
    "given_name:3 family_name:4 year",
    "given_name:3 family_name:4 postal_code:2",
    "given_sound family_name:2",
    "given_sound birth_place",
    "given_sound postal_code",
    "given_sound year month",
    "family_sound birth_place",
    "postal_code",
    "postal_code year",
    "birth_place year month",
    "birth_place given_sound occupation",
    "birth_place postal_code:3 occupation",
    "street postal_code",
    "street postal_code given_name:1",
    "family_sound",
    "given_sound",
    "family_name:3",
    "given_name:3",
    "locality",
    "birth_place",
    "mail_domain",
    "local_part",
    "local_part family_sound",
    "mail_letters",
    "organisation",
    "organisation locality",
    "organisation postal_code",
    "ip name_tokens",
)
RULES = IDENTIFIER_RULES + PERSON_RULES


@dataclass(frozen=True, slots=True)
class RuleReport:
    """What one rule did. Counts of blocks and pairs; `alone` are the pairs that no other rule found."""

    rule: str
    pairs: int
    alone: int
    skipped_blocks: int
    skipped_records: int
    largest_block: int


@dataclass(frozen=True, slots=True)
class Candidates:
    """Candidate pairs as row numbers, `left < right`, sorted; arrays of one length."""

    left: Ints
    right: Ints
    rules: list[RuleReport]

    def __len__(self) -> int:
        return len(self.left)


def usable_rules(frame: pl.DataFrame, rules: Sequence[BlockingRule]) -> list[BlockingRule]:
    """Those whose columns a frame has, none of them entirely null."""
    there = filled(frame)
    return [rule for rule in rules if there.issuperset(rule.columns)]


def candidate_pairs(
    frame: pl.DataFrame,
    rules: Sequence[BlockingRule] = RULES,
    cap: int = BLOCK_CAP,
    advance: Advance | None = None,
) -> Candidates:
    """All distinct pairs of rows that at least one applicable rule puts in one block of at most `cap` records.

    `frame` is a standardised frame with features; rules whose columns it lacks are left out. At most 62 rules.
    `advance` is told of every rule whose blocks are known, or that is left out. What it takes beside the answer grows
    with the records, not with the pairs: these are listed for a range of rows at a time.
    """
    usable = usable_rules(frame, rules)
    blocks = []
    for found in _blocks(frame, usable, cap):
        blocks.append(found)
        if advance:
            advance(1)
    if advance:
        advance(len(rules) - len(usable))
    ranges = _Ranges(blocks, frame.height)
    lefts, rights, every, alone = (
        list(of_ranges) for of_ranges in zip(*in_threads(ranges.pairs, range(len(ranges))), strict=True)
    )
    counts = zip(np.sum(every, axis=0).tolist(), np.sum(alone, axis=0).tolist(), strict=True)
    reports = [
        RuleReport(rule.name, *counted, *found.skipped)
        for rule, counted, found in zip(usable, counts, blocks, strict=True)
    ]
    left = np.concatenate(lefts)
    lefts.clear()  # half of what is to come
    right = np.concatenate(rights)
    return Candidates(left, right, reports)


@dataclass(frozen=True, slots=True)
class _Blocks:
    """The blocks of a rule that are not too large. `rows`: block after block; `behind[i]`: how many rows of its block
    stand behind the i-th. `skipped`: see RuleReport."""

    rows: Ints
    behind: Ints
    skipped: tuple[int, int, int]


def _blocks(frame: pl.DataFrame, rules: Sequence[BlockingRule], cap: int) -> Iterator[_Blocks]:
    """Those of every rule. The keys are let go of at the end."""
    keys = BlockKeys(frame, rules)
    yield from in_threads(lambda rule: _blocks_of_rule(keys, rule, cap), rules)


def _blocks_of_rule(keys: "BlockKeys", rule: BlockingRule, cap: int) -> _Blocks:
    rows, _, sizes = keys.blocks(rule)
    over = sizes > cap
    skipped = (int(over.sum()), int(sizes[over].sum()), int(sizes.max(initial=0)))
    kept = ~over & (sizes > 1)
    rows = rows[np.repeat(kept, sizes)]
    sizes = sizes[kept]
    behind = np.repeat(np.cumsum(sizes), sizes) - np.arange(len(rows)) - 1
    return _Blocks(rows.astype(np.int32), behind.astype(np.int32), skipped)


class _Ranges:
    """The rows in ranges: those of each have about as many pairs with rows behind them as are put in order at once."""

    def __init__(self, blocks: Sequence[_Blocks], height: int) -> None:
        self._blocks = blocks
        self._width = height.bit_length()
        pairs = np.zeros(height, np.int64)
        for found in blocks:
            pairs += np.bincount(found.rows, weights=found.behind, minlength=height).astype(np.int64)
        ends = np.cumsum(pairs)
        wanted = np.arange(_RANGE, int(pairs.sum()) - _RANGE, _RANGE)
        bounds = sorted_unique(np.searchsorted(ends, wanted) + 1)
        self._count = len(bounds) + 1
        self._places = [_places(found.rows, bounds, self._width) for found in blocks]

    def __len__(self) -> int:
        return self._count

    def pairs(self, part: int) -> tuple[Ints, Ints, Packed, Packed]:
        """The distinct pairs of a range, sorted; how many each rule found, and how many it found alone."""
        numbered = [
            (self._of_rule(found, places[part]) << _RULE_BITS) | number
            for number, (found, places) in enumerate(zip(self._blocks, self._places, strict=True))
        ]
        ordered = sorted_unique(np.concatenate([*numbered, _NOTHING]))
        rule = ordered & ((1 << _RULE_BITS) - 1)
        ordered >>= _RULE_BITS
        new = firsts(ordered)
        rules = len(self._blocks)
        alone = np.bincount(rule[new & np.append(new[1:], True)], minlength=rules)
        distinct = ordered[new]
        left, right = distinct >> self._width, distinct & ((1 << self._width) - 1)
        return left.astype(np.int32), right.astype(np.int32), np.bincount(rule, minlength=rules), alone

    def _of_rule(self, blocks: _Blocks, places: Ints) -> Packed:
        """The rows at some places, each with all that stand behind it in a block, as `left << width | right`."""
        behind = blocks.behind[places].astype(np.int64)
        first = np.repeat(places.astype(np.int64), behind)
        second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(behind) - behind, behind)
        return (blocks.rows[first].astype(np.int64) << self._width) | blocks.rows[second]


def _places(rows: Ints, bounds: Packed, width: int) -> list[Ints]:
    """Where the rows of each range stand in the list; `bounds` are the first rows of all ranges but one."""
    if not len(bounds):
        return [np.arange(len(rows), dtype=np.int32)]
    ordered, places = sorted_places(rows.astype(np.int64), width)
    return np.split(places.astype(np.int32), np.searchsorted(ordered, bounds))


MANY = frozenset(
    {"email", "mailbox", "mail_domain", "phone", "external_id", "household_id", "cookie", "device", "ip"}
    | {"local_part", "mail_letters", "family_sound", "name_tokens"}
)
"""Columns that may hold several values."""


@dataclass(frozen=True, slots=True)
class _Coded:
    """The values of a key as numbers below 2^bits: that of row i is `codes[i]`, or, where a row may have several,
    those are `codes[starts[i] : starts[i + 1]]`. `_NO_CODE` where a row has none."""

    codes: npt.NDArray[np.uint32]
    starts: Ints | None
    bits: int

    def beside(self, rows: Packed, keys: Packed) -> tuple[Packed, Packed]:
        """Every row of a list with its key and each of its own values: the rows, and the keys with them at the end."""
        if self.starts is not None:
            first = self.starts[rows]
            counts = self.starts[rows + 1] - first
            rows, keys = np.repeat(rows, counts), np.repeat(keys, counts)
            codes = self.codes[np.arange(len(rows)) + np.repeat(first - np.cumsum(counts) + counts, counts)]
        else:
            codes = self.codes[rows]
            has_one = codes != _NO_CODE
            rows, keys, codes = rows[has_one], keys[has_one], codes[has_one]
        return rows, (keys << self.bits) | codes


class BlockKeys:
    """The keys of rules as numbers: each is worked out once, however many rules name it."""

    def __init__(self, frame: pl.DataFrame, rules: Sequence[BlockingRule]) -> None:
        self._height = frame.height
        self.width = frame.height.bit_length()
        """Bits that a row number takes."""
        self._coded = {
            key: _coded(frame, key) for key in dict.fromkeys(key for rule in rules for key in rule.keys)
        }

    def blocks(self, rule: BlockingRule) -> tuple[Packed, Packed, Packed]:
        """Rows, block after block and ascending in each; where each block starts, and how many rows it has."""
        rows, keys, bits = np.arange(self._height), np.zeros(self._height, np.int64), 0
        for key in rule.keys:
            coded = self._coded[key]
            if bits + coded.bits + self.width >= _BITS:
                keys, bits = _numbered(keys, bits), len(keys).bit_length()
            rows, keys = coded.beside(rows, keys)
            bits += coded.bits
        ordered, places = sorted_places(keys, bits)
        rows = rows[places]
        new = firsts(ordered)
        once = new | firsts(rows)
        rows, new = rows[once], new[once]
        starts = np.flatnonzero(new)
        return rows, starts, np.diff(starts, append=len(rows))


def _numbered(keys: Packed, bits: int) -> Packed:
    """Equal numbers for equal keys, as small as can be."""
    ordered, places = sorted_places(keys, bits)
    result = np.empty(len(keys), np.int64)
    result[places] = np.cumsum(firsts(ordered))
    return result


def block_keys(frame: pl.DataFrame, rule: BlockingRule) -> pl.DataFrame:
    """Rows (row, key) of one rule; `key` numbers the blocks, rows lacking a value are left out."""
    rows, _, sizes = BlockKeys(frame, [rule]).blocks(rule)
    return pl.DataFrame({"row": rows, "key": np.repeat(np.arange(len(sizes)), sizes)})


def _coded(frame: pl.DataFrame, key: str) -> _Coded:
    column, _, length = key.partition(":")
    values, starts = frame[column], None
    if column in MANY:
        lists = values.str.split(SEPARATOR)
        starts = np.zeros(len(values) + 1, np.int32)
        np.cumsum(lists.list.len().fill_null(0).to_numpy(), out=starts[1:])
        values = lists.explode(empty_as_null=False, keep_nulls=False)
    elif length:
        prefix = values.str.slice(0, int(length))
        values = prefix.set(prefix.str.len_chars() < int(length), None)
    codes = values.cast(pl.Categorical).to_physical()
    bits = int(codes.drop_nulls().to_numpy().max(initial=0)).bit_length()
    return _Coded(codes.fill_null(int(_NO_CODE)).to_numpy(), starts, bits)
