"""A model meets data that it was not trained on: which comparisons both know, and what is left aside."""

from dataclasses import dataclass

import polars as pl

from app.errors import BadInput
from app.frames import beside, constant
from app.matching.attributes import comparison_of, comparisons_for
from app.matching.comparisons import Comparison
from app.matching.model import ComparisonWeights, MatchModel

_OTHER_SIZE = 4.0
"""From this many times as many records, or as few, on a model was learned on data of another size."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model fits some data. Names of comparisons: `used`; `not_in_data`, of no use here; `not_in_model`, which
    the data allow and which give no evidence because the model was trained without them. `learned_on` and `records`
    count the records then and now."""

    learned_on: int
    records: int
    used: tuple[str, ...]
    not_in_data: tuple[str, ...]
    not_in_model: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"The model weighs {', '.join(name.removeprefix('x_') for name in self.used) or 'nothing'}."]
        if self.not_in_data:
            lines.append(f"In the model but not in these records: {', '.join(self.not_in_data)}.")
        if self.not_in_model:
            lines.append(f"No evidence, for the model was learned without: {', '.join(self.not_in_model)}.")
        if not 1 / _OTHER_SIZE <= self.records / max(self.learned_on, 1) <= _OTHER_SIZE:
            lines.append(
                f"It was learned on {self.learned_on:,} records and these are {self.records:,}: how probable and how "
                "rare things are may differ. `idgraph train --start-from` adapts it."
            )
        return "\n".join(lines)

    @property
    def perfect(self) -> bool:
        """Whether there is nothing that a person should know."""
        return len(str(self).splitlines()) == 1


def comparisons_in(model: MatchModel, frame: pl.DataFrame) -> list[Comparison]:
    """The model's comparisons whose column the frame (with features) has.

    Unlike `comparisons_for` it does not ask what the values are like: what a model weighs may not depend on which
    records have come since. Raises BadInput where nothing is left though these records are of more than accounts, or
    the levels of a comparison are not today's.
    """
    stale = stale_comparisons(model)
    if stale:
        raise BadInput(
            f"model {model.version} was learned by another identity-graph: the levels of {', '.join(stale)} are "
            "other ones now. Learn it anew with `idgraph train`"
        )
    found = [item for item in map(_comparison, model.comparisons) if item.column in frame.columns]
    if model.comparisons and not found and _tells_of_people(frame):
        raise BadInput(
            f"model {model.version} weighs {', '.join(model.comparisons_by_name)}, and these records have none of it"
        )
    return found


def _tells_of_people(frame: pl.DataFrame) -> bool:
    """Whether there is more to compare than IDs of accounts."""
    return any(comparison.column != "external_id" for comparison in comparisons_for(frame))


def columns_of(model: MatchModel) -> list[str]:
    """The columns that the model weighs."""
    return list(dict.fromkeys(_comparison(item).column for item in model.comparisons))


def with_columns_of(model: MatchModel, frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with an empty column for whatever the model weighs and no record here has."""
    there = set(frame.columns)
    missing = [name for name in columns_of(model) if name not in there]
    return beside(frame, (constant(name, None, frame.height) for name in missing))


def stale_comparisons(model: MatchModel) -> list[str]:
    """Names of comparisons whose levels in the model are not those that this code tells apart."""
    return [
        name
        for name, weights in model.comparisons_by_name.items()
        if _comparison(weights).levels != tuple(level.name for level in weights.levels)
    ]


def fit(model: MatchModel, frame: pl.DataFrame) -> Fit:
    """What of the model these records (with features) use."""
    used = [comparison.name for comparison in comparisons_in(model, frame)]
    possible = [comparison.name for comparison in comparisons_for(frame)]
    return Fit(
        learned_on=model.records,
        records=frame.height,
        used=tuple(used),
        not_in_data=tuple(name for name in model.comparisons_by_name if name not in used),
        not_in_model=tuple(name for name in possible if name not in model.comparisons_by_name),
    )


def _comparison(weights: ComparisonWeights) -> Comparison:
    return comparison_of(weights.name, tuple(level.name for level in weights.levels))
