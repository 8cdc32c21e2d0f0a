"""From scored pairs to edges with their evidence: what is written to the graph and shown to people.

Bits are rounded to two decimals and the weight is their sum as shown, so nothing in an edge is unexplained.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from app.fields import DEDUPLICATED_IN
from app.matching.model import HOME, MatchModel
from app.matching.scoring import Scored
from app.resolution.components import MERGE_BITS, between_clusters, odds_of, packed_pairs, pairs_of, spanning
from app.resolution.derive import Persons, edge_floor

NO_EDGES = pl.DataFrame(schema={"a": pl.String, "b": pl.String, "accepted": pl.Boolean})
Floats = npt.NDArray[np.floating]
Ints = npt.NDArray[np.int64]
_BITS = 2
IDENTIFIERS = frozenset(
    {"email", "phone", "landline", "national_id", "external_id", "cookie", "device", "siret"}
)
"""Comparisons on identifiers; an edge whose best evidence is one of them has the basis "identifier"."""


def match_edges(derived: Persons) -> pl.DataFrame:
    """`edges` of the persons, with `accepted`, and for a refused edge the `reason`.

    All pairs that may join two records, and where they do not connect an individual, the strongest others that do:
    individuals are exactly the connected components over the accepted edges, and what is clustered together is one over
    all edges.
    """
    scored, model, person, limits = derived.scored, derived.model, derived.person, derived.limits
    if not len(scored):
        return NO_EDGES
    left, right = scored.left.astype(np.int64), scored.right.astype(np.int64)
    packed = (left << 32) | right
    same = person[left] == person[right]
    probable = model.probability(scored.weight) >= edge_floor(model)
    must, cannot = (np.isin(packed, packed_pairs(pairs)) for pairs in (limits.must, limits.cannot))
    held = spanning(person, left, right, scored.weight.astype(np.float64), (same & probable) | must)
    kept = held | probable
    reasons = np.full(len(left), None, object)
    refused = kept & ~held
    reasons[refused] = _by_evidence(derived, refused)
    for codes in limits.apart:
        two_values = (codes[left] >= 0) & (codes[right] >= 0) & (codes[left] != codes[right])
        reasons[refused & two_values] = "two different values of a unique identifier"
    reasons[refused & _promised_apart(derived.records, left, right)] = (
        "two records of a source that promises one record a person"
    )
    reasons[refused & cannot] = "a steward's cannot-link"
    frame = edges(scored.pick(kept), model, derived.records)
    verdict = pl.Series(must[kept])
    return frame.with_columns(
        basis=pl.when(verdict).then(pl.lit("verdict")).otherwise(pl.col("basis")),
        accepted=pl.Series(held[kept]),
        reason=pl.Series(reasons[kept].tolist(), dtype=pl.String),
    )


def _promised_apart(records: pl.DataFrame, left: Ints, right: Ints) -> npt.NDArray[np.bool_]:
    if DEDUPLICATED_IN not in records.columns:
        return np.zeros(len(left), np.bool_)
    sources = records[DEDUPLICATED_IN]
    return (sources.gather(left) == sources.gather(right)).fill_null(value=False).to_numpy()


def _by_evidence(derived: Persons, rows: npt.NDArray[np.bool_]) -> list[str]:
    """Why these pairs of two individuals were not joined, from the evidence between the two as a whole."""
    scored, person = derived.scored, derived.person
    keys, odds = between_clusters(pairs_of(scored), person, odds_of(derived.model, scored.names))
    a, b = person[scored.left[rows]], person[scored.right[rows]]
    between = odds[np.searchsorted(keys, (np.minimum(a, b) << 32) | np.maximum(a, b))]
    return [_why_apart(bits) for bits in between.tolist()]


def _why_apart(bits: float) -> str:
    if bits > MERGE_BITS:
        return "one of the two people has other ties that rule this out"
    if bits > 0:
        return f"all records of the two people together leave it too close to call ({bits:.1f} bits)"
    return f"all records of the two people together speak against it ({bits:.1f} bits)"


def edges(
    scored: Scored, model: MatchModel, records: pl.DataFrame, *, corrected: bool = True
) -> pl.DataFrame:
    """Columns a, b (record IDs, a < b), weight, probability, evidence (list of `comparison|level|bits`), basis.

    `corrected`: whether what living together explains is taken back, as it is for persons but not for households.
    """
    weights = [model.comparison(name) for name in scored.names]
    bits: Floats = np.round(scored.bits.astype(np.float64), _BITS)
    lines = _Lines()
    for column, comparison in enumerate(weights):
        assert comparison is not None
        names = [level.name for level in comparison.levels] + [""]
        lines.add(comparison.name, [names[i] for i in scored.levels[:, column].tolist()], bits[:, column])
    total = np.nansum(bits, axis=1)
    if corrected:
        correction = np.round(
            scored.weight.astype(np.float64) - np.nansum(scored.bits.astype(np.float64), axis=1), _BITS
        )
        correction[np.abs(correction) < 10**-_BITS] = np.nan
        lines.add(HOME, ["explained by it"] * len(scored), correction)
        total = total + np.nan_to_num(correction)
    weight = np.round(total, _BITS)
    ids = records["record"]
    return pl.DataFrame(
        {
            "a": ids.gather(scored.left),
            "b": ids.gather(scored.right),
            "weight": weight,
            "probability": np.round(model.probability(weight.astype(np.float32)).astype(np.float64), 6),
            "basis": _basis(scored, bits),
            "evidence": lines.together(len(scored)),
        }
    )


class _Lines:
    """What each comparison says of each of many pairs, as lines `comparison|level|bits`."""

    def __init__(self) -> None:
        self._columns: dict[str, Any] = {}
        self._lines: list[pl.Expr] = []

    def add(self, name: str, levels: list[str], bits: Floats) -> None:
        """An entry per pair; where its bits are not a number it has no line."""
        number = len(self._lines)
        self._columns |= {f"level{number}": pl.Series(levels, dtype=pl.String), f"bits{number}": bits}
        line = pl.format(name + "|{}|{}", f"level{number}", f"bits{number}")
        self._lines.append(pl.when(pl.col(f"bits{number}").is_not_nan()).then(line).alias(f"line{number}"))

    def together(self, pairs: int) -> pl.Series:
        """The lines of every pair, as lists."""
        if not self._lines:
            return pl.Series([[]] * pairs, dtype=pl.List(pl.String))
        return pl.DataFrame(self._columns).select(pl.concat_list(self._lines).list.drop_nulls()).to_series()


def _basis(scored: Scored, bits: Floats) -> list[str]:
    kinds = ["identifier" if name in IDENTIFIERS else "attributes" for name in scored.names]
    if not kinds:  # every record says the same in every field: nothing tells people apart or together
        return ["attributes"] * len(scored)
    best = np.argmax(np.nan_to_num(bits, nan=-np.inf), axis=1)
    return [kinds[i] for i in best.tolist()]
