"""Browsers in pairs: who signed in where, which pairs are compared, and which of them sign-ins label."""

from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
import numpy.typing as npt
import polars as pl

from app.matching.online.comparisons import Traces, candidate_pairs, compare, traces
from app.matching.online.model import Labelled, Labels, OnlineModel
from app.matching.online.owner import Hypotheses, hypotheses

FOLDS = 2
"""Sign-ins are held out in this many parts, each judged by what the others taught."""
_STRANGER_PAIRS = 100_000
_MOST_OF_ONE = 20
"""Browsers of one person or household that are paired with each other to learn from."""

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class SignIns:
    """Who signed in on each unit, as numbers. -1: nobody, or several.

    `person` is given where one person did, `home` where all who did live together, and only for units that count:
    cookies, and devices that no cookie speaks for. `fold` is a number from 0 on by household, whatever the data.
    """

    people: pl.Series
    households: pl.Series
    person: Ints
    home: Ints
    fold: Ints
    anonymous: Bools
    units_of: Ints
    """How many units each person signed in on alone."""
    silent: Ints
    """How many people of each home signed in on no unit alone."""

    @classmethod
    def of(cls, units: pl.DataFrame) -> "SignIns":
        counts = units["counts"].to_numpy()
        people, person = _numbered(units["people"], counts)
        households, home = _numbered(units["households"], counts)
        folds = np.array([_fold(household) for household in households] + [-1], np.int64)
        anonymous = (units["people"].list.len() == 0).to_numpy()
        units_of = np.bincount(person[person >= 0], minlength=len(people))
        silent = _silent(len(households), person, home, units["home_size"].fill_null(0).to_numpy())
        return cls(people, households, person, home, folds[home], anonymous, units_of, silent)

    def silent_but(self, targets: Ints, homes: Ints) -> Ints:
        """Silent people of each home as if nobody had signed in on its target."""
        person = self.person[targets]
        only = np.append(self.units_of, 0)[person] == 1
        return self.silent[homes] + (only & (self.home[targets] == homes))


def _silent(homes: int, person: Ints, home: Ints, size: Ints) -> Ints:
    alone = person >= 0
    known = np.unique(np.column_stack([home[alone], person[alone]]), axis=0)
    sizes = np.zeros(homes, np.int64)
    np.maximum.at(sizes, home[home >= 0], size[home >= 0])
    return np.maximum(sizes - np.bincount(known[:, 0], minlength=homes), 0)


def _numbered(lists: pl.Series, counts: Bools) -> tuple[pl.Series, Ints]:
    """The distinct single values, sorted, and for each row the place of its value there."""
    one = pl.select(
        pl.when((lists.list.len() == 1) & pl.lit(pl.Series(counts))).then(lists.list.first())
    ).to_series()
    values = one.drop_nulls().unique().sort()
    places = pl.DataFrame({"value": one}).join(
        pl.DataFrame({"value": values}).with_row_index("place"), on="value", how="left", maintain_order="left"
    )["place"]
    return values, places.cast(pl.Int64).fill_null(-1).to_numpy()


def _fold(household: str) -> int:
    return int.from_bytes(blake2b(household.encode(), digest_size=4).digest()) % FOLDS


def with_counts(units: pl.DataFrame) -> pl.DataFrame:
    """With the column `counts`: false for a device whose cookies say all that it says."""
    cookies = (
        units.filter(~pl.col("device")).select("devices", "people").explode("devices").drop_nulls("devices")
    )
    told = cookies.group_by("devices").agg(
        pl.col("people").list.explode().drop_nulls().unique().alias("told")
    )
    joined = units.join(told, left_on="key", right_on="devices", how="left", maintain_order="left")
    news = pl.col("people").list.set_difference(pl.col("told").fill_null([])).list.len() > 0
    return joined.with_columns(counts=pl.col("told").is_null() | news).drop("told")


class Pairs:
    """All pairs of units worth a look, compared once. `units` is sorted by key and has the column `counts`."""

    def __init__(self, units: pl.DataFrame) -> None:
        self.keys = units["key"]
        self.seen: Traces = traces(units)
        self.known = SignIns.of(units)
        left, right = candidate_pairs(self.seen)
        telling = (self.known.home[left] >= 0) | (self.known.home[right] >= 0)
        self.left, self.right = left[telling], right[telling]
        self.levels, self.sizes = compare(self.seen, self.left, self.right)

    def signed_in(self, fold: int | None = None, *, held_out: bool = False) -> Ints:
        """Units of one known person: all, those of a fold, or all but those of a fold."""
        of_fold = True if fold is None else (self.known.fold == fold) == held_out
        return np.flatnonzero((self.known.person >= 0) & of_fold)

    def labels(self, units: Ints) -> Labels:
        """Pairs among known units, by whether they are of one person, one household, or neither."""
        person, home = self.known.person, self.known.home
        same = self._within(units, person)
        housemates = self._within(units, home)
        housemates = housemates[person[housemates[:, 0]] != person[housemates[:, 1]]]
        random = np.random.default_rng(0)
        strangers = random.choice(units, (_STRANGER_PAIRS, 2)) if len(units) else np.empty((0, 2), np.int64)
        strangers = strangers[home[strangers[:, 0]] != home[strangers[:, 1]]]
        mine = np.zeros(len(self.seen), np.bool_)
        mine[units] = True
        touching = mine[self.left] & mine[self.right] & (home[self.left] != home[self.right])
        return Labels(
            self._labelled(same),
            self._labelled(housemates),
            self._labelled(strangers),
            Labelled(self.levels[touching], self.sizes[touching]),
            len(units) * (len(units) - 1) // 2 - len(same) - len(housemates),
        )

    def _within(self, units: Ints, group: Ints) -> Ints:
        """Pairs (n x 2) of units of one group, of large groups only the first few."""
        rows = pl.DataFrame({"unit": units, "group": group[units]})
        rows = rows.filter(pl.int_range(pl.len()).over("group") < _MOST_OF_ONE)
        pairs = rows.join(rows, on="group").filter(pl.col("unit") < pl.col("unit_right"))
        return pairs.select("unit", "unit_right").sort("unit", "unit_right").to_numpy()

    def _labelled(self, pairs: Ints) -> Labelled:
        return Labelled(*compare(self.seen, pairs[:, 0], pairs[:, 1]))

    def hypotheses(self, targets: Ints, model: OnlineModel) -> Hypotheses:
        """For each target every person and household that a compared pair leads to; `pair` is a row of the pairs."""
        number = np.full(len(self.seen), -1, np.int64)
        number[targets] = np.arange(len(targets))
        bits = model.bits(self.levels, self.sizes)
        same, home = bits[0].sum(axis=1), bits[1].sum(axis=1)
        people: list[pl.DataFrame] = []
        homes: list[pl.DataFrame] = []
        for target, other in ((self.left, self.right), (self.right, self.left)):
            asked = number[target] >= 0
            for table, rows, weight in (
                (people, np.flatnonzero(asked & (self.known.person[other] >= 0)), same),
                (homes, np.flatnonzero(asked & (self.known.home[other] >= 0)), home),
            ):
                table.append(
                    pl.DataFrame(
                        {
                            "target": number[target[rows]],
                            "home": self.known.home[other[rows]],
                            "person": self.known.person[other[rows]],
                            "pair": rows,
                            "bits": weight[rows],
                            "home_bits": home[rows],
                            "silent": self.known.silent_but(target[rows], self.known.home[other[rows]]),
                        }
                    )
                )
        return hypotheses(
            len(targets), pl.concat(people).drop("silent"), pl.concat(homes).drop("person", "home_bits")
        )

    def other(self, pairs: Ints, targets: Ints) -> Ints:
        """The unit that each pair likens its target to."""
        return np.where(self.left[pairs] == targets, self.right[pairs], self.left[pairs])
