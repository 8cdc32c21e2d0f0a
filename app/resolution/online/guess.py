"""Guesses about anonymous browsers, in memory: who may own them, how sure that is, how often such guesses are right.

Reads as the list of its steps: compare browsers that share something rare, learn from sign-ins, hold some sign-ins out
and see how often the guess is right, guess for the anonymous. A function of the units alone, whatever their order.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.online.comparisons import COMPARISONS, Levels
from app.matching.online.model import OnlineModel, learn
from app.matching.online.owner import Priors, fit, owners, silent_members
from app.resolution.online.pairs import FOLDS, Pairs, with_counts

UNITS: dict[str, pl.DataType] = {
    "key": pl.String(),
    "device": pl.Boolean(),
    "user_agent": pl.String(),
    "ips": pl.List(pl.String()),
    "ip_nights": pl.List(pl.Int64()),
    "hours": pl.List(pl.Int64()),
    "places": pl.List(pl.String()),
    "devices": pl.List(pl.String()),
    "people": pl.List(pl.String()),
    "households": pl.List(pl.String()),
    "home_size": pl.Int64(),
}
"""A unit is a cookie or device; `devices`: where seen, or itself; `people`, `households`: of those who signed in;
`home_size`: how many individuals the household has."""
ATTACH_PRECISION = 0.95
"""Nothing is attached to an individual by a guess unless guesses are shown to be right this often."""
HOUSEHOLD_PRECISION = 0.9
LEAST_SUGGESTED, MOST_SUGGESTED = 0.1, 3
"""Suggestions of one browser: the best ones that are at least this probable."""
_SURE = 0.95
"""Households are linked from this probability on, where too few sign in to calibrate by."""
_CUTS = tuple(round(0.5 + 0.01 * step, 2) for step in range(50))
_ENOUGH_SIGN_INS = 100
_USUAL = Priors(home_trust=0.65, person_trust=0.8, members=1.0, others=0.0)
_OTHERS_PER_PERSON, _LEAST_OTHERS = 0.2, 20.0
_BITS = 2
_CONFIDENCE = 1.645
"""Of Wilson's lower bound: 95 percent, one-sided."""

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Shown:
    """How guesses of at least `cut` fared on sign-ins held out: `right` of `guessed`, of `sign_ins` in all."""

    cut: float
    sign_ins: int
    guessed: int
    right: int

    @property
    def precision(self) -> float:
        return self.right / self.guessed if self.guessed else 0.0

    @property
    def at_least(self) -> float:
        """Wilson's lower bound of the precision."""
        if not self.guessed:
            return 0.0
        z2, p, n = _CONFIDENCE**2, self.precision, self.guessed
        spread = _CONFIDENCE * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
        return float((p + z2 / (2 * n) - spread) / (1 + z2 / n))

    def as_json(self) -> dict[str, float]:
        return {**asdict(self), "precision": round(self.precision, 4), "at_least": round(self.at_least, 4)}


@dataclass(frozen=True, slots=True)
class Guesses:
    """`suggestions`: key, other (a known unit), individual, household, weight, probability, evidence; the best first.

    `homes`: key, household, weight, probability, evidence, where probable enough. `person`, `household`: how often such
    guesses are right, as sign-ins that were held out show.
    """

    anonymous: int
    suggestions: pl.DataFrame
    homes: pl.DataFrame
    person: Shown
    household: Shown
    model: OnlineModel
    priors: Priors
    crowded: int

    @property
    def may_attach(self) -> bool:
        """Whether guesses about individuals are shown to be right often enough."""
        return self.person.at_least >= ATTACH_PRECISION

    def attachable(self) -> pl.DataFrame:
        """Of the suggestions those sure enough to be attached, at most one a browser; none where that is not shown."""
        sure = pl.col("probability") >= self.person.cut
        return self.suggestions.filter(sure & self.may_attach).unique(
            "key", keep="first", maintain_order=True
        )


def guess(units: pl.DataFrame) -> Guesses:
    """Guess the owners of the units on which nobody signed in. `units` has the columns of UNITS."""
    units = with_counts(units.sort("key"))
    pairs = Pairs(units)
    person, household = _held_out(pairs)
    model = learn(units.height, pairs.labels(pairs.signed_in()))
    targets = np.flatnonzero(pairs.known.anonymous)
    found = pairs.hypotheses(targets, model)
    priors = _priors(pairs, pairs.signed_in(), model)
    priors = replace(priors, members=silent_members(found, priors))
    people, homes = owners(found, priors)
    likely = people.filter(pl.col("probability") >= LEAST_SUGGESTED)
    likely = _best_first(likely, "person").filter(pl.int_range(pl.len()).over("target") < MOST_SUGGESTED)
    certain = _best_first(homes, "home").unique("target", keep="first", maintain_order=True)
    certain = certain.filter((pl.col("probability") >= household.cut) & _may_link(household))
    return Guesses(
        anonymous=len(targets),
        suggestions=_explained(pairs, targets, likely, model, priors, as_person=True),
        homes=_explained(pairs, targets, certain, model, priors, as_person=False),
        person=person,
        household=household,
        model=model,
        priors=priors,
        crowded=pairs.seen.crowded,
    )


def _may_link(shown: Shown) -> bool:
    """Whether households are linked: sign-ins show it right often enough, or there are too few to show anything."""
    return shown.sign_ins < _ENOUGH_SIGN_INS or shown.precision >= HOUSEHOLD_PRECISION


def _best_first(rows: pl.DataFrame, owner: str) -> pl.DataFrame:
    ranked = rows.with_columns(rounded=pl.col("probability").round(6))
    return ranked.sort("target", "rounded", owner, descending=[False, True, False]).drop("rounded")


def _priors(pairs: Pairs, sign_ins: Ints, model: OnlineModel) -> Priors:
    """Fitted to sign-ins, each asked as if it were anonymous; the usual ones where there are few."""
    people = len(np.unique(pairs.known.person[sign_ins]))
    start = replace(_USUAL, others=max(_OTHERS_PER_PERSON * people, _LEAST_OTHERS))
    if len(sign_ins) < _ENOUGH_SIGN_INS:
        return start
    found = pairs.hypotheses(sign_ins, model)
    return fit(found, pairs.known.person[sign_ins], pairs.known.home[sign_ins], start)


def _held_out(pairs: Pairs) -> tuple[Shown, Shown]:
    """Each part of the sign-ins guessed by a model that learned from the others, with the cuts that result.

    A held-out browser is asked as if nobody had signed in on it; the other browsers of its owner stay known.
    """
    people: list[pl.DataFrame] = []
    homes: list[pl.DataFrame] = []
    asked = 0
    for fold in range(FOLDS):
        others, held = pairs.signed_in(fold), pairs.signed_in(fold, held_out=True)
        model = learn(len(pairs.seen), pairs.labels(others))
        found = owners(pairs.hypotheses(held, model), _priors(pairs, others, model))
        asked += len(held)
        for collected, rows, owner, truth in (
            (people, found[0], "person", pairs.known.person[held]),
            (homes, found[1], "home", pairs.known.home[held]),
        ):
            best = _best_first(rows, owner).unique("target", keep="first", maintain_order=True)
            right = truth[best["target"].to_numpy()] == best[owner].to_numpy()
            collected.append(best.select("probability", right=pl.Series(right, dtype=pl.Boolean)))
    return (
        _shown(pl.concat(people), asked, lambda shown: shown.at_least >= ATTACH_PRECISION),
        _shown(pl.concat(homes), asked, lambda shown: shown.precision >= HOUSEHOLD_PRECISION),
    )


def _shown(guesses: pl.DataFrame, sign_ins: int, good: Callable[[Shown], bool]) -> Shown:
    """The lowest cut from which on guesses are `good`; where none is, or few signed in, what the sure ones show."""
    probability, right = guesses["probability"].to_numpy(), guesses["right"].to_numpy()

    def at(cut: float) -> Shown:
        made = probability >= cut
        return Shown(cut, sign_ins, int(made.sum()), int((made & right).sum()))

    if sign_ins < _ENOUGH_SIGN_INS:
        return at(_SURE)
    return next((shown for cut in _CUTS if (shown := at(cut)).guessed and good(shown)), at(_SURE))


def _explained(
    pairs: Pairs, targets: Ints, rows: pl.DataFrame, model: OnlineModel, priors: Priors, *, as_person: bool
) -> pl.DataFrame:
    """Names instead of numbers, and the evidence: bits as believed, rounded, that sum to the weight."""
    pair, target = rows["pair"].to_numpy(), targets[rows["target"].to_numpy()]
    levels = pairs.levels[pair]
    same, home = model.bits(levels, pairs.sizes[pair])
    bits = priors.believed(same, home) if as_person else priors.home_trust * home
    lines = [
        _line(comparison.name, comparison.levels, levels[:, column], bits[:, column])
        for column, comparison in enumerate(COMPARISONS)
    ]
    mass, rest = rows["mass"].to_numpy(), rows["rest"].to_numpy()
    members = np.log2(mass) - bits.sum(axis=1)
    rivals = -np.log2(rest / priors.others)
    everyone, nobody = np.zeros(len(rows), np.int8), np.abs(rivals) < 0.005
    if not as_person:
        lines.append(_line("members", ("all of them",), everyone, members))
    lines.append(_line("other candidates", ("may be theirs",), np.where(nobody, -1, everyone), rivals))
    frame = pl.DataFrame([line for _, line in lines])
    known = pairs.known
    return pl.DataFrame(
        {
            "key": pairs.keys.gather(target),
            "other": pairs.keys.gather(pairs.other(pair, target)),
            **({"individual": known.people.gather(rows["person"])} if as_person else {}),
            "household": known.households.gather(rows["home"]),
            "weight": np.round(np.sum([shown for shown, _ in lines], axis=0), _BITS),
            "probability": np.round(rows["probability"].to_numpy(), 6),
            "evidence": frame.select(pl.concat_list(pl.all()).list.drop_nulls()).to_series(),
        }
    )


def _line(name: str, names: Sequence[str], levels: Levels, bits: Floats) -> tuple[Floats, pl.Series]:
    """The rounded bits, and `comparison|level|bits`; nothing where the level is missing."""
    rounded = np.where(levels >= 0, np.round(bits, _BITS), 0.0)
    level = pl.Series([(*names, None)[number] for number in levels.tolist()], dtype=pl.String)
    lines = pl.DataFrame({"level": level, "bits": rounded}).select(
        pl.format(name + "|{}|{}", "level", "bits")
    )
    return rounded, lines.to_series().alias(name)
