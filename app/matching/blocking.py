"""Blocking: which pairs of records are worth comparing.

A blocking rule names the columns whose values two records must share. Records that share them form a block, and every
pair in a block is a candidate pair. A block over the cap says little about a person (everyone called Martin in Paris)
and costs its square, so it is skipped, counted and reported; a narrower rule covers what matters in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import SEPARATOR
from app.matching.features import has

BLOCK_CAP = 60
"""Largest block whose pairs are compared."""

Ints = npt.NDArray[np.int32]


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


def candidate_pairs(
    frame: pl.DataFrame, rules: Sequence[BlockingRule] = RULES, cap: int = BLOCK_CAP
) -> Candidates:
    """All distinct pairs of rows that at least one applicable rule puts in one block of at most `cap` records.

    `frame` is a standardised frame with features; rules whose columns it lacks are left out. At most 62 rules.
    """
    usable = [rule for rule in rules if has(frame, rule.columns)]
    found: list[pl.DataFrame] = []
    blocks: list[tuple[int, int, int]] = []
    for number, rule in enumerate(usable):
        pairs, skipped = _pairs_of_rule(frame, rule, cap)
        found.append(pl.DataFrame({"pair": pairs}).with_columns(bit=pl.lit(1 << number, dtype=pl.Int64)))
        blocks.append(skipped)
    if not found:
        return Candidates(np.empty(0, np.int32), np.empty(0, np.int32), [])
    merged = pl.concat(found).group_by("pair").agg(pl.col("bit").sum()).sort("pair")
    reports = [
        _report(rule, number, found[number].height, merged["bit"], blocks[number])
        for number, rule in enumerate(usable)
    ]
    packed = merged["pair"].to_numpy()
    return Candidates((packed >> 32).astype(np.int32), (packed & 0xFFFFFFFF).astype(np.int32), reports)


def _report(
    rule: BlockingRule, number: int, pairs: int, bits: pl.Series, skipped: tuple[int, int, int]
) -> RuleReport:
    return RuleReport(rule.name, pairs, int((bits == (1 << number)).sum()), *skipped)


def _pairs_of_rule(
    frame: pl.DataFrame, rule: BlockingRule, cap: int
) -> tuple[npt.NDArray[np.int64], tuple[int, int, int]]:
    keyed = block_keys(frame, rule)
    sizes = keyed.group_by("key").len()
    over = sizes.filter(pl.col("len") > cap)["len"]
    skipped = (len(over), int(over.sum() or 0), int(sizes["len"].max() or 0))  # type: ignore[arg-type]
    keyed = keyed.join(sizes.filter(pl.col("len").is_between(2, cap)), on="key").sort("key", "row")
    pairs = pairs_in_blocks(keyed["key"].to_numpy(), keyed["row"].to_numpy())
    return (pl.Series(pairs).unique().to_numpy() if len(pairs) else pairs), skipped


def block_keys(frame: pl.DataFrame, rule: BlockingRule) -> pl.DataFrame:
    """Rows (row, key) of one rule; `key` is a 64-bit hash of the agreeing values, rows lacking one are left out."""
    aliases = [f"k{position}" for position in range(len(rule.keys))]
    keyed = frame.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("row"),
        *(_key(key).alias(alias) for key, alias in zip(rule.keys, aliases, strict=True)),
    ).drop_nulls()
    for alias in aliases:
        if keyed[alias].dtype == pl.List(pl.String):
            keyed = keyed.explode(alias)
    return keyed.select("row", pl.concat_str(aliases, separator="\x1f").hash(seed=0).alias("key")).unique()


MANY = frozenset(
    {"email", "mailbox", "mail_domain", "phone", "external_id", "household_id", "cookie", "device", "ip"}
    | {"local_part", "mail_letters", "family_sound", "name_tokens"}
)
"""Columns that may hold several values."""


def _key(key: str) -> pl.Expr:
    column, _, length = key.partition(":")
    if column in MANY:
        return pl.col(column).str.split(SEPARATOR)
    if length:
        prefix = pl.col(column).str.slice(0, int(length))
        return pl.when(prefix.str.len_chars() == min(int(length), 99)).then(prefix)
    return pl.col(column)


def pairs_in_blocks(keys: npt.NDArray[np.uint64], rows: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Every pair within runs of equal `keys` (sorted), packed as `left << 32 | right`, possibly repeated.

    Walks the offsets inside a block instead of the blocks, so the work is a handful of array operations.
    """
    found: list[npt.NDArray[np.int64]] = []
    for offset in range(1, len(keys)):
        same = np.flatnonzero(keys[offset:] == keys[:-offset])
        if not len(same):
            break
        a, b = rows[same], rows[same + offset]
        low, high = np.minimum(a, b), np.maximum(a, b)
        found.append((low << 32) | high)
    return np.concatenate(found) if found else np.empty(0, np.int64)
