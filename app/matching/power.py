"""What a model's fields can show at best: whether any pair of records could be one person at all."""

import numpy as np

from app.matching.model import ComparisonWeights, MatchModel

CANNOT_TELL = (
    "These fields cannot tell people apart: not even records that agree in all of them are probably one person. "
    "Nobody is merged; a field with more to say (birth date, email, phone, address) would help"
)


def tells_people_apart(model: MatchModel) -> bool:
    """Whether a pair that agrees in every field, on rare values, would be more probably one person than not."""
    best = sum(_most_bits(weights) for weights in model.comparisons)
    return float(model.probability(np.array([best], np.float32))[0]) >= 0.5


def _most_bits(weights: ComparisonWeights) -> float:
    rare = weights.rare_frequency
    exact = [float(np.log2(weights.levels[0].m / rare))] if rare else []
    return max([level.bits for level in weights.levels] + exact + [0.0])
