"""Whose browser is it? From weighed pairs to the probabilities of people and households.

A browser has one owner. It may be any person who signed in somewhere, a silent one who never did but lives with one
who did, or somebody else. Each of these is a hypothesis, and its odds against "somebody else" are those of its best
pair:

    person p:                      S_p = 2^(bits for "one person", best pair with a browser of p)
    a silent member of home h:     mu_h H_h, H_h = 2^(bits for "housemates", best pair with a browser of h)
    somebody else:                 K

So P(p) = S_p / Z and P(h) = (sum over its members S_p + mu_h H_h) / Z, with Z the sum of all. mu_h counts the silent
members that the household is known to have, and a chance of more, each by how often the silent own a browser. That
two members of a family fit equally well lowers the probability of each, but not the family's. Of several browsers of
one person only the best speaks, so nothing counts twice. What is left of dependence `Priors` take back.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import polars as pl

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
_MOST_BITS = 60.0
_HIDDEN = 0.25
"""Members of a household that no record tells of, on average."""
_STEPS = (2.0, 1.4, 1.15, 1.05)
_MOST_CLIMBS = 200
_HESITATION = 2.0
"""How strongly a few browsers have to speak to move mu away from what sign-ins show."""
_MEMBERS = tuple(0.25 * 1.25**step for step in range(18))


@dataclass(frozen=True, slots=True)
class Priors:
    """How far bits are believed, and the weights of those who never signed in.

    `home_trust` multiplies the bits for "this household", `person_trust` what the bits for "this person" add to them;
    `members` is what a silent member of a household weighs against one who signed in; `others` is K.
    """

    home_trust: float
    person_trust: float
    members: float
    others: float

    def believed(self, same: Floats, home: Floats) -> Floats:
        """Of the bits for one person and for housemates, how many count for the person."""
        return self.home_trust * home + self.person_trust * (same - home)


@dataclass(frozen=True, slots=True)
class Hypotheses:
    """Who each of the `targets` may belong to: the best pair with each owner, in order of target, then owner.

    `people`: target, home, person, pair, bits, home_bits. `homes`: target, home, pair, bits, silent: known members
    who never signed in. `pair` numbers the pair.
    """

    targets: int
    people: pl.DataFrame
    homes: pl.DataFrame

    def mass(self, priors: Priors) -> tuple[Floats, Floats, Floats]:
        """Unnormalised weight of each row of `people` and of `homes`, and the total of each target."""
        bits = priors.believed(self.people["bits"].to_numpy(), self.people["home_bits"].to_numpy())
        people = _odds(bits)
        silent = self.homes["silent"].to_numpy() + _HIDDEN
        homes = priors.members * silent * _odds(priors.home_trust * self.homes["bits"].to_numpy())
        total = np.full(self.targets, priors.others)
        np.add.at(total, self.people["target"].to_numpy(), people)
        np.add.at(total, self.homes["target"].to_numpy(), homes)
        return people, homes, total


def _odds(bits: Floats) -> Floats:
    return np.exp2(np.clip(bits, -_MOST_BITS, _MOST_BITS))


def hypotheses(targets: int, people: pl.DataFrame, homes: pl.DataFrame) -> Hypotheses:
    """Keep the best pair of each owner. Ties go to the smaller pair number, so the order of rows does not matter."""
    return Hypotheses(targets, _best(people, "target", "home", "person"), _best(homes, "target", "home"))


def _best(rows: pl.DataFrame, *owner: str) -> pl.DataFrame:
    falling = [False] * len(owner) + [True, False]
    ordered = rows.sort(*owner, pl.col("bits").round(6), "pair", descending=falling)
    return ordered.unique(owner, keep="first", maintain_order=True)


def owners(found: Hypotheses, priors: Priors) -> tuple[pl.DataFrame, pl.DataFrame]:
    """`people` and `homes` with columns probability, mass and rest: the mass of all other hypotheses, K included."""
    mass_people, mass_homes, total = found.mass(priors)
    people = found.people.with_columns(mass=pl.Series(mass_people))
    members = people.group_by("target", "home").agg(pl.col("mass").sum().alias("members"))
    homes = (
        found.homes.with_columns(mass=pl.Series(mass_homes))
        .join(members, on=["target", "home"], how="left", maintain_order="left")
        .with_columns(mass=pl.col("mass") + pl.col("members").fill_null(0))
        .drop("members")
    )
    return _weighed(people, total, priors), _weighed(homes, total, priors)


def _weighed(rows: pl.DataFrame, total: Floats, priors: Priors) -> pl.DataFrame:
    whole = total[rows["target"].to_numpy()]
    mass = rows["mass"].to_numpy()
    rest = np.maximum(whole - mass, priors.others)
    return rows.with_columns(rest=pl.Series(rest), probability=pl.Series(mass / (mass + rest)))


def fit(found: Hypotheses, person: Ints, home: Ints, start: Priors) -> Priors:
    """The priors that make the known owners, `person[t]` and `home[t]`, most likely. By coordinate ascent."""
    truth = pl.DataFrame({"target": np.arange(found.targets), "home": home, "person": person})

    def row_of(table: pl.DataFrame, *owner: str) -> Ints:
        rows = truth.join(table.with_row_index("row"), on=owner, how="left", maintain_order="left")["row"]
        return rows.cast(pl.Int64).fill_null(-1).to_numpy()

    as_person, as_member = (
        row_of(found.people, "target", "home", "person"),
        row_of(found.homes, "target", "home"),
    )

    def likelihood(priors: Priors) -> float:
        people, homes, total = found.mass(priors)
        unknown = np.where(as_member >= 0, np.append(homes, 0)[as_member], priors.others)
        right = np.where(as_person >= 0, np.append(people, 0)[as_person], unknown)
        return float(np.log(np.maximum(right, 1e-300) / total).sum())

    return _climb(likelihood, start)


def _climb(likelihood: Callable[[Priors], float], start: Priors) -> Priors:
    best, value = start, likelihood(start)
    for step in _STEPS:
        for _ in range(_MOST_CLIMBS):
            tried = [
                replace(best, **{name: min(getattr(best, name) * factor, highest)})
                for name, highest in (
                    ("home_trust", 1.0),
                    ("person_trust", 1.0),
                    ("members", 100.0),
                    ("others", 1e12),
                )
                for factor in (step, 1 / step)
            ]
            values = [likelihood(priors) for priors in tried]
            if max(values) <= value + 1e-6:
                break
            value = max(values)
            best = tried[values.index(value)]
    return best


def silent_members(found: Hypotheses, priors: Priors) -> float:
    """What a silent member weighs, as the targets themselves show it, without knowing any owner; never less than in
    `priors`: those who never sign in own more of the anonymous browsers than of the others.

    In a home an owner is one of n who signed in or of s who did not, weighing mu each, so a browser that belongs there
    has the likelihood (sum S/H + mu s) / (n + mu s).
    """
    people, homes = owners(found, replace(priors, members=1e-9))
    known = people.group_by("target", "home").agg(n=pl.len())
    likely = owners(found, priors)[1].select("target", "home", likely="probability")
    rows = homes.join(known, on=["target", "home"], maintain_order="left")
    rows = rows.join(likely, on=["target", "home"], maintain_order="left")
    if rows.is_empty():
        return priors.members
    ratio = rows["mass"].to_numpy() / _odds(priors.home_trust * rows["bits"].to_numpy())
    n, weight = rows["n"].to_numpy(), rows["likely"].to_numpy()
    silent = rows["silent"].to_numpy() + _HIDDEN

    def likelihood(mu: float) -> float:
        told = weight * np.log((ratio + mu * silent) / (n + mu * silent))
        return float(told.sum() - _HESITATION * np.log(mu / priors.members) ** 2)

    values = [likelihood(mu) for mu in _MEMBERS]
    return max(priors.members, _MEMBERS[values.index(max(values))])
