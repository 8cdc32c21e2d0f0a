"""What stewards' verdicts teach a model: how far its probabilities are to be trusted.

Two numbers are learned from the judged pairs, a shift of the prior and a slope of the log-odds: Cox (1958), "Two
further applications of a model for binary regression", known as Platt scaling (Platt 1999) in machine learning.
Stewards judge the doubtful pairs, not a random sample; that does no harm as long as they pick by the score, because
only the chance of "same person" *given* the score is fitted. Two things keep few verdicts from doing more than they
should:

- both numbers are drawn towards "no change" as by a normal prior (shrinkage as in Steyerberg et al. 2004, "Validation
  and updating of predictive logistic regression models");
- a steward may know what no field shows, or err, so a verdict is right about the evidence with probability 1 - ERROR
  only (Copas 1988, "Binary regression models for contaminated data"): one judgement far from the score cannot drag the
  model with it.

The bits of a pair stay as they are, so they still sum to its weight.
"""

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from app.matching.model import Calibration, MatchModel

ERROR = 0.02
"""Share of verdicts that say nothing about the evidence."""
_SLOPE_SPREAD = 0.3
"""Standard deviation of the slope's natural logarithm before any verdict."""
_SHIFT_SPREAD = 1.5
"""Standard deviation of the shift before any verdict, in bits."""

Floats = npt.NDArray[np.float64]


def calibrated(model: MatchModel, weight: Floats, same: npt.NDArray[np.bool_]) -> MatchModel:
    """The model as judged pairs correct it. `weight`: their weights in bits by this model; `same`: one person or not.

    Without verdicts it is the model itself, without a calibration. Earlier calibrations are replaced.
    """
    plain = model.model_copy(update={"calibration": None})
    if not len(weight):
        return plain
    slope, shift = _fit(np.asarray(weight, np.float64) + plain.prior_bits, same)
    return plain.model_copy(
        update={"calibration": Calibration(slope=slope, shift=shift, verdicts=len(weight))}
    )


def _fit(odds: Floats, same: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Slope and shift, from log2 odds before calibration; the most probable ones."""

    def implausibility(parameters: Floats) -> float:
        log_slope, shift = parameters
        chance = 1 / (1 + np.exp2(-np.clip(np.exp(log_slope) * (odds + shift), -60, 60)))
        agreed = ERROR + (1 - 2 * ERROR) * np.where(same, chance, 1 - chance)
        usual = (log_slope / _SLOPE_SPREAD) ** 2 + (shift / _SHIFT_SPREAD) ** 2
        return float(usual / 2 - np.log(agreed).sum())

    found = minimize(
        implausibility, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6}
    )
    return round(float(np.exp(found.x[0])), 6), round(float(found.x[1]), 6)
