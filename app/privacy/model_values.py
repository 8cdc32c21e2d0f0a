"""What match models know of one person: values in their tables of common ones, taken out.

A table lists the values that three records and more carry, and identifiers under several names. Where the records of
one person are enough for that, the table holds what only this person carried. A model without it is another version,
with the same weights; it comes into force, and old versions that hold such a value are removed.
"""

from collections.abc import Sequence

from app.errors import BadInput
from app.fields import ATTRIBUTE_PREFIX, SEPARATOR
from app.graph.store import Row, Run
from app.matching.document import read_document
from app.matching.model import ComparisonWeights, MatchModel
from app.resolution.in_force import row_of
from app.standardise.text import fold

_LISTED_FROM = 3
"""Records that carry a value before it is listed; half of that is the frequency taken for all others."""


def forget_in_models(run: Run, records: Sequence[Row], own: Sequence[Row]) -> int:
    """Take the values of these records, and of identifiers {key, value}, out of all models; how many had one."""
    theirs = frozenset(fold(one[name]) for one in own for name in ("key", "value"))
    values = frozenset(text for record in records for text in _texts(record))
    stale, found = [], 0
    for row in run("privacy/models"):
        try:
            model = read_document(row["document"], f"the model {row['version']}")
        except BadInput:  # of another format: nothing scores with it any more
            stale.append(row["version"])
            continue
        without = _without(model, theirs, values, len(records))
        if without == model:
            continue
        found += 1
        stale.append(row["version"])
        if row["in_force"] or row["next"]:
            put = "resolve/model_put_in_force" if row["in_force"] else "resolve/model_put_next"
            run(put, **row_of(without, records=row["records"], chosen=row["chosen"]))
    run("privacy/models_erase", versions=stale)
    return found


def _without(model: MatchModel, theirs: frozenset[str], values: frozenset[str], records: int) -> MatchModel:
    comparisons = tuple(_shorter(item, theirs, values, records) for item in model.comparisons)
    homes = model.homes and _without(model.homes, theirs, values, records)
    return model.model_copy(update={"comparisons": comparisons, "homes": homes})


def _shorter(
    item: ComparisonWeights, theirs: frozenset[str], values: frozenset[str], records: int
) -> ComparisonWeights:
    rare = item.rare_frequency or 1.0
    most = rare / (_LISTED_FROM / 2) * (records + 0.5)
    """The frequency of a value that all these records carry and nobody else."""

    def stays(text: str, frequency: float) -> bool:
        parts = {fold(text), *(fold(part) for part in text.split("/"))} - {""}
        return parts.isdisjoint(theirs) and (frequency > most or parts.isdisjoint(values))

    kept = {text: share for text, share in item.frequencies.items() if stays(text, share)}
    return item if len(kept) == len(item.frequencies) else item.model_copy(update={"frequencies": kept})


def _texts(record: Row) -> set[str]:
    """Every value as tables list it: standardised, each of several by itself, and each word of a name."""
    texts = set()
    for name, value in record.items():
        if name.startswith(("std_", ATTRIBUTE_PREFIX)):
            whole = [fold(part) for part in str(value).split(SEPARATOR)]
            texts.update(whole)
            if name.endswith("_name"):
                texts.update(word for text in whole for word in text.split())
    return texts - {""}
