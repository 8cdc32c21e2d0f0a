"""Two records, and two people, compared on the spot with the model in force: what the evidence is, or would be."""

from typing import Any

import numpy as np

from app.matching.applying import comparisons_in
from app.matching.comparisons import Levels
from app.matching.model import HOME
from app.matching.scoring import Scored, compare, score
from app.matching.sizes import SIZES, merging_bits
from app.profiles.record import shown_link
from app.resolution.closure import MOST_PAIRS
from app.resolution.components import MERGE_BITS, POWER, Ints, between_clusters, odds_of, pairs_of
from app.resolution.derive import Persons
from app.resolution.edges import edges

_BITS = 2


def weighed(link: dict[str, Any]) -> dict[str, Any]:
    """A link with its evidence taken apart, and the sums of what speaks for and against one person, in bits."""
    shown = shown_link(link)
    bits = [line["bits"] for line in shown["evidence"]]
    return shown | {
        "bits_for": round(sum(one for one in bits if one > 0), _BITS),
        "bits_against": round(sum(one for one in bits if one < 0), _BITS),
    }


def compare_records(derived: Persons, a: str, b: str) -> dict[str, Any]:
    """The link between two records as resolution would write it, in the order asked."""
    names = derived.records["record"].to_list()
    rows = np.array(sorted((names.index(a), names.index(b))), np.int64)
    scored = _scored(derived, rows[:1], rows[1:])
    (link,) = edges(scored, derived.model, derived.records).to_dicts()
    return weighed(link | {"a": a, "b": b, "model": derived.model.version})


def compare_people(derived: Persons, a: str, b: str) -> dict[str, Any] | None:
    """The evidence between the individuals of two records as a whole: what clustering goes by.

    {pairs, prior_bits, evidence, log_odds, needed}: of each field the power mean over all pairs of their records. The
    prior and the evidence sum to the log2 odds. None for one individual, and for two with more pairs than are compared.
    """
    names = derived.records["record"].to_list()
    person = derived.person
    mine, theirs = (np.flatnonzero(person == person[names.index(one)]) for one in (a, b))
    if person[mine[0]] == person[theirs[0]] or len(mine) * len(theirs) > MOST_PAIRS:
        return None
    left, right = (grid.ravel() for grid in np.meshgrid(mine, theirs))
    scored = _scored(derived, np.minimum(left, right), np.maximum(left, right))
    odds = odds_of(derived.model, scored.names)
    _, (total,) = between_clusters(pairs_of(scored), person, odds)
    lines = [*_fields(derived, scored), *_numbers(derived, len(mine), len(theirs))]
    prior = round(odds.prior_bits, _BITS)
    home = round(float(total) - odds.prior_bits - sum(line["bits"] for line in lines), _BITS)
    if home <= -(10**-_BITS):
        lines.append({"comparison": HOME, "level": "explained by it", "bits": home})
    return {
        "pairs": len(scored),
        "prior_bits": prior,
        "evidence": lines,
        "log_odds": round(prior + sum(line["bits"] for line in lines), _BITS),
        "needed": MERGE_BITS,
    }


def _numbers(derived: Persons, mine: int, theirs: int) -> list[dict[str, Any]]:
    """What the numbers of records of the two say, where that is anything."""
    (bits,) = merging_bits(derived.model.sizes, np.array([mine]), np.array([theirs]))
    if abs(bits) < 10**-_BITS:
        return []
    few, many = sorted((mine, theirs))
    return [{"comparison": SIZES, "level": f"{few} and {many}", "bits": round(float(bits), _BITS)}]


def _scored(derived: Persons, left: Ints, right: Ints) -> Scored:
    comparisons = comparisons_in(derived.model, derived.records)
    pairs = left.astype(np.int32), right.astype(np.int32)
    return score(compare(derived.records, comparisons, *pairs), derived.model)


def _fields(derived: Persons, scored: Scored) -> list[dict[str, Any]]:
    lines = []
    for column, name in enumerate(scored.names):
        bits, levels = scored.bits[:, column].astype(np.float64), scored.levels[:, column]
        known = ~np.isnan(bits)
        if known.any():
            mean = np.log2(np.exp2(POWER * bits[known]).mean()) / POWER
            lines.append(
                {
                    "comparison": name,
                    "level": _level(derived, name, levels[known]),
                    "bits": round(float(mean), _BITS),
                }
            )
    return lines


def _level(derived: Persons, name: str, levels: Levels) -> str:
    found = derived.model.comparisons_by_name[name].levels
    if (levels == levels[0]).all():
        return found[int(levels[0])].name
    return f"mean of {len(levels)} pairs, {found[int(levels.min())].name} to {found[int(levels.max())].name}"
