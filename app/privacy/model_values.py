"""What match models know of one person: values in their tables of common ones, taken out.

A table lists the values that three records and more carry, and identifiers under several names. Where the records of
one person are enough for that, the table holds what only this person carried; and where those who shared a value go
one by one, what nobody carries any longer. A model without it is another version, with the same weights; it comes into
force, and old versions that hold such a value are removed.
"""

from collections.abc import Iterable, Iterator, Sequence

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
    """Take the values of these records, and of identifiers {key, value}, out of all models; how many had one. The
    records are no longer in the graph."""
    theirs = frozenset(fold(one[name]) for one in own for name in ("key", "value"))
    carried = [found for record in records for found in _texts(record)]
    values = frozenset(fold(text) for _, text in carried)
    models, stale, found = [], [], 0
    for row in run("privacy/models"):
        try:
            models.append((row, read_document(row["document"], f"the model {row['version']}")))
        except BadInput:  # of another format: nothing scores with it any more
            stale.append(row["version"])
    gone = theirs | _nobodys(run, carried, frozenset(part for _, model in models for part in _listed(model)))
    for row, model in models:
        without = _without(model, gone, values, len(records))
        if without == model:
            continue
        found += 1
        stale.append(row["version"])
        if row["in_force"] or row["next"]:
            put = "resolve/model_put_in_force" if row["in_force"] else "resolve/model_put_next"
            run(put, **row_of(without, records=row["records"], chosen=row["chosen"]))
    run("privacy/models_erase", versions=stale)
    return found


def _nobodys(run: Run, carried: Iterable[tuple[str, str]], listed: frozenset[str]) -> frozenset[str]:
    """Folded, the listed ones of these values, each with its property, that no record carries any longer."""
    asked = sorted({(column, text) for column, text in carried if fold(text) in listed})
    rows = [{"column": column, "text": text} for column, text in asked]
    left = {row["text"] for row in run("privacy/values_left", rows=rows)} if rows else set()
    return frozenset(fold(text) for _, text in asked if text not in left)


def _listed(model: MatchModel) -> Iterator[str]:
    """Folded, every part of every value in a table of the model."""
    for item in model.comparisons:
        for text in item.frequencies:
            yield from _parts(text)
    if model.homes:
        yield from _listed(model.homes)


def _parts(text: str) -> set[str]:
    return {fold(text), *(fold(part) for part in text.split("/"))} - {""}


def _without(model: MatchModel, gone: frozenset[str], values: frozenset[str], records: int) -> MatchModel:
    comparisons = tuple(_shorter(item, gone, values, records) for item in model.comparisons)
    homes = model.homes and _without(model.homes, gone, values, records)
    return model.model_copy(update={"comparisons": comparisons, "homes": homes})


def _shorter(
    item: ComparisonWeights, gone: frozenset[str], values: frozenset[str], records: int
) -> ComparisonWeights:
    rare = item.rare_frequency or 1.0
    most = rare / (_LISTED_FROM / 2) * (records + 0.5)
    """The frequency of a value that all these records carry and nobody else."""

    def stays(text: str, frequency: float) -> bool:
        parts = _parts(text)
        return parts.isdisjoint(gone) and (frequency > most or parts.isdisjoint(values))

    kept = {text: share for text, share in item.frequencies.items() if stays(text, share)}
    return item if len(kept) == len(item.frequencies) else item.model_copy(update={"frequencies": kept})


def _texts(record: Row) -> set[tuple[str, str]]:
    """Property and text of every value as tables list it: each of several by itself, and each word of a name."""
    texts: set[tuple[str, str]] = set()
    for name, value in record.items():
        if name.startswith(("std_", ATTRIBUTE_PREFIX)):
            whole = str(value).split(SEPARATOR)
            texts.update((name, text) for text in whole)
            if name.endswith("_name"):
                texts.update((name, word) for text in whole for word in text.split())
    return {(name, text) for name, text in texts if fold(text)}
