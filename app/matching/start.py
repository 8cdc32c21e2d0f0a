"""Where training starts: the m probabilities and the prior of a model that somebody has trained before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.matching.comparisons import Comparison
from app.matching.model import MatchModel


@dataclass(frozen=True, slots=True)
class Start:
    """`m`: by comparison the m probability of each level, in the order of its levels, summing to 1; what is not there
    starts with the shipped probabilities. `prior`: probability that two random records are one person. `left_out`:
    what of the other model could not be used, in words."""

    origin: str
    m: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    prior: float | None = None
    left_out: tuple[str, ...] = ()


def start_from(model: MatchModel, comparisons: Sequence[Comparison]) -> Start:
    """A start from one of our own models, for the comparisons that the data allow."""
    m, left_out = {}, []
    known = {comparison.name: comparison for comparison in comparisons}
    for weights in model.comparisons:
        comparison = known.get(weights.name)
        if comparison is None:
            left_out.append(f"{weights.name}: not in this data")
        elif comparison.levels != tuple(level.name for level in weights.levels):
            left_out.append(f"{weights.name}: its levels are other ones now")
        else:
            total = sum(level.m for level in weights.levels)
            m[weights.name] = tuple(level.m / total for level in weights.levels)
    return Start(model.version, m, model.prior, tuple(left_out))
