"""The model of browsers: how often two of one person, of two housemates, and of two strangers reach each level.

Fellegi and Sunter's weights (see `model`), with a third class because a home's network says "this household" far louder
than "this person". Sign-ins label it: two cookies on which one person signed in, two of one household, two of different
households. Where there are few, the shipped probabilities hold. An agreement on a network, browser or place that few
share weighs more than one that many share: bits = log2(m / u) + log2(usual size / size), which is the exact ratio where
all values of a level are alike but for how many share them.
"""

import hashlib
import json
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field

from app.matching.online.comparisons import COMPARISONS, DEVICE, FURTHER, NETWORK, Levels

FORMAT = 1
Floats = npt.NDArray[np.float64]
_PSEUDO_PAIRS = 10.0
"""Weight of the shipped probabilities against the sign-ins, in pairs."""
_ENOUGH = 20
"""Pairs that must agree at a level for their own mean."""
_COUNTED = {NETWORK: 4, DEVICE: 1}
"""Comparison -> how many of its levels blocking finds in full."""
_USUAL_SIZE = (4.0, 4.0, 25.0, 25.0, 200.0, 1.0)
"""Units on a network of each level, where no two strangers share one."""

_SHIPPED: dict[str, tuple[tuple[float, ...], tuple[float, ...], tuple[float, ...]]] = {
    "network": (
        (0.40, 0.15, 0.04, 0.03, 0.08, 0.30),
        (0.40, 0.12, 0.03, 0.02, 0.08, 0.35),
        (2e-6, 4e-6, 2e-5, 1e-4, 1e-2, 0.99),
    ),
    "further network": ((0.15, 0.06, 0.15, 0.64), (0.05, 0.02, 0.10, 0.83), (0.005, 0.01, 0.05, 0.935)),
    "device": ((0.15, 0.85), (0.02, 0.98), (1e-6, 0.999999)),
    "browser": ((0.30, 0.15, 0.55), (0.15, 0.15, 0.70), (0.15, 0.15, 0.70)),
    "hours": ((0.30, 0.60, 0.10), (0.20, 0.60, 0.20), (0.20, 0.60, 0.20)),
    "places": ((0.15, 0.25, 0.60), (0.05, 0.25, 0.70), (0.02, 0.18, 0.80)),
}
"""Comparison -> probabilities of its levels for one person, two housemates, two strangers."""


class OnlineLevel(BaseModel):
    """One level: how often one person (`m`), two housemates (`h`) and two strangers (`u`) reach it."""

    model_config = ConfigDict(frozen=True)

    name: str
    m: float = Field(gt=0, le=1)
    h: float = Field(gt=0, le=1)
    u: float = Field(gt=0, le=1)
    usual_size: float = Field(1.0, gt=0)
    """How many units share a value that two agree on at this level, over all such agreements by chance."""


class OnlineWeights(BaseModel):
    model_config = ConfigDict(frozen=True)

    name: str
    levels: tuple[OnlineLevel, ...]


class OnlineModel(BaseModel):
    """A trained, immutable model of browsers. `version` is derived from the content."""

    model_config = ConfigDict(frozen=True)

    format: int = FORMAT
    units: int
    """How many cookies and devices it was learned on."""
    labels: tuple[int, int, int]
    """Labelled pairs: of one person, of two housemates, of two strangers."""
    comparisons: tuple[OnlineWeights, ...]

    @property
    def version(self) -> str:
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return "online-" + hashlib.sha256(text.encode()).hexdigest()[:12]

    def bits(self, levels: Levels, sizes: Floats) -> tuple[Floats, Floats]:
        """Bits for "one person" and for "two housemates" against strangers, per pair and comparison; 0 if missing."""
        same, home = np.zeros(levels.shape), np.zeros(levels.shape)
        for column, weights in enumerate(self.comparisons):
            m, h, u, usual = (
                np.array([*(getattr(level, name) for level in weights.levels), 1.0])
                for name in ("m", "h", "u", "usual_size")
            )
            at, size = levels[:, column], sizes[:, column]
            rarity = np.where(size > 0, np.log2(usual[at] / np.maximum(size, 1)), 0.0)
            same[:, column] = np.log2(m / u)[at] + rarity
            home[:, column] = np.log2(h / u)[at] + rarity
        return same, home

    def table(self) -> list[dict[str, str | float]]:
        """Rows comparison, level, m, h, u, person (bits), household (bits): what a person reads to judge the model."""
        return [
            {
                "comparison": weights.name,
                "level": level.name,
                "m": level.m,
                "h": level.h,
                "u": level.u,
                "person": round(float(np.log2(level.m / level.u)), 2),
                "household": round(float(np.log2(level.h / level.u)), 2),
            }
            for weights in self.comparisons
            for level in weights.levels
        ]


@dataclass(frozen=True, slots=True)
class Labelled:
    """Compared pairs of one class: what `online.compare` gives."""

    levels: Levels
    sizes: Floats

    def counts(self, column: int, of: int) -> Floats:
        levels = self.levels[:, column]
        return np.bincount(levels[levels >= 0], minlength=of).astype(np.float64)

    def __len__(self) -> int:
        return len(self.levels)


@dataclass(frozen=True, slots=True)
class Labels:
    """Labelled pairs of known browsers.

    `strangers` is a random sample, which hardly ever hits a rare agreement. So all strangers that share a device, or a
    network that not too many use, come as `touching`; `stranger_pairs` is how many pairs of strangers there are in all.
    """

    same: Labelled
    home: Labelled
    strangers: Labelled
    touching: Labelled
    stranger_pairs: int


def learn(units: int, labels: Labels) -> OnlineModel:
    """Count the levels in each class of labelled pairs; the shipped probabilities weigh as much as a few pairs."""
    weights = []
    for column, comparison in enumerate(COMPARISONS):
        m_shipped, h_shipped, u_shipped = map(np.array, _SHIPPED[comparison.name])
        of = len(comparison.levels)
        rows = zip(
            comparison.levels,
            _smoothed(labels.same.counts(column, of), m_shipped),
            _smoothed(labels.home.counts(column, of), h_shipped),
            _chances(labels, column, u_shipped),
            _usual_sizes(labels, column, of),
            strict=True,
        )
        levels = tuple(
            OnlineLevel(name=name, m=float(m), h=float(h), u=float(u), usual_size=float(size))
            for name, m, h, u, size in rows
        )
        weights.append(OnlineWeights(name=comparison.name, levels=levels))
    sizes = (len(labels.same), len(labels.home), labels.stranger_pairs)
    return OnlineModel(units=units, labels=sizes, comparisons=tuple(weights))


def _smoothed(counts: Floats, shipped: Floats) -> Floats:
    found = counts + _PSEUDO_PAIRS * shipped / shipped.sum()
    return np.asarray(found / found.sum())


def _chances(labels: Labels, column: int, shipped: Floats) -> Floats:
    """u: for networks and devices the rare levels are counted over all strangers, not over the sample."""
    of = len(shipped)
    sampled, touching = labels.strangers.counts(column, of), labels.touching.counts(column, of)
    if column == FURTHER:  # which network else, given that they share one
        return _smoothed(sampled + touching, shipped)
    found = sampled + _PSEUDO_PAIRS * shipped
    u = found / found.sum()
    if column in _COUNTED:
        rare = _COUNTED[column]
        told = max(labels.stranger_pairs * sampled.sum() / max(len(labels.strangers), 1), 1.0)
        exact = (touching[:rare] + _PSEUDO_PAIRS * shipped[:rare]) / (told + _PSEUDO_PAIRS)
        u = np.concatenate([exact, u[rare:] * (1 - exact.sum()) / u[rare:].sum()])
    return np.clip(u, 1e-9, 1)


def _usual_sizes(labels: Labels, column: int, of: int) -> Floats:
    """By strangers, who agree by size squared: the harmonic mean. Else by pairs of one person, by size: the mean."""
    usual = np.array(_USUAL_SIZE[:of]) if column == NETWORK else np.ones(of)
    for level in range(of):
        for part, harmonic in ((labels.same, False), (labels.touching, True), (labels.strangers, True)):
            sizes = part.sizes[part.levels[:, column] == level, column]
            sizes = sizes[sizes > 0]
            if len(sizes) >= _ENOUGH:
                usual[level] = 1 / np.mean(1 / sizes) if harmonic else sizes.mean()
    return usual
