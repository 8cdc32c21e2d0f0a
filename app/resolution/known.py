"""What a graph knows of records that are derived apart from its others: which values are hubs, which blocks too large.

All of it as tokens (see `app.matching.tokens`), for that is what a graph looks up.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from app.matching.blocking import RULES, BlockingRule, Candidates
from app.matching.hubs import Hub, find_hubs, values_that_may_be_hubs
from app.matching.limits import Limits
from app.matching.tokens import Hashes, Tokens, tokens

CARRIER = "carrier"
"""Kind of the tokens of values, by whoever carries them."""


@dataclass(frozen=True, slots=True)
class Known:
    """Tokens of the values that are hubs, of the blocks over the cap, and of the blocks of people over theirs."""

    hubs: Hashes
    over: Hashes
    crowded: Hashes


def known_hubs(frame: pl.DataFrame, limits: Limits, hubs: Hashes) -> list[Hub]:
    """The values of a frame (with features) that are among these hubs, and those that are junk."""
    found = {(hub.column, hub.value): hub for hub in find_hubs(frame, limits)}
    for column, value, token in value_tokens(frame, limits):
        if token in hubs:
            found.setdefault((column, value), Hub(column, value, 0))
    return [found[key] for key in sorted(found)]


def value_tokens(frame: pl.DataFrame, limits: Limits) -> Iterator[tuple[str, str, int]]:
    """Column, value and token of every value of a frame that may be a hub."""
    for column, values in values_that_may_be_hubs(frame, limits):
        named = pl.DataFrame({column: values}, schema={column: pl.String})
        hashes = tokens(named, [BlockingRule((column,))], CARRIER).token
        yield from zip([column] * len(values), values, hashes.tolist(), strict=True)


def carrier_tokens(frame: pl.DataFrame, limits: Limits) -> Tokens:
    """The tokens of the values that each row of a frame (with features) carries."""
    rules = [BlockingRule((column,)) for column, _ in values_that_may_be_hubs(frame, limits)]
    return tokens(frame, rules, CARRIER)


def known_pairs(frame: pl.DataFrame, over: Hashes) -> Candidates:
    """Candidate pairs of a frame (with features) as in a graph where these blocks are over the cap."""
    pairs = tokens(frame, RULES).pairs(over)
    return Candidates((pairs >> 32).astype(np.int32), (pairs & 0xFFFFFFFF).astype(np.int32), [])
