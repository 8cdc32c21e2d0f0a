"""`idgraph train`: learn the match model of a file, without a database, or of the graph, for the next resolve.

Reads as the list of its steps; what a person sees of it is `trained.py`'s.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.errors import BadInput, NotFound
from app.graph.lease import lease
from app.graph.store import Store
from app.matching.comparisons import Comparison
from app.matching.document import is_splink, parse, read_document
from app.matching.model import MatchModel
from app.matching.splink import FieldOf, start_from_splink
from app.matching.start import Start, start_from
from app.progress import progress
from app.resolution import reading
from app.resolution.derive import Begin, derive, learn
from app.resolution.in_force import current_model, put_next
from app.resolution.limits import limits_in_force
from app.resolution.record_file import read_records
from app.sources import open_source
from app.sources.column_names import field_of
from app.sources.mapping import IGNORE, attribute_of
from app.standardise.record import standardise_frame, values_to_standardise
from app.training.model_changes import changes
from app.training.trained import Trained
from app.training.verdict_file import joined, read_verdicts


@dataclass(frozen=True, slots=True)
class Lesson:
    """How to learn: from which model to start, ours or Splink's; a file of judged pairs to calibrate by; the seed."""

    start: Path | None = None
    verdicts: Path | None = None
    seed: int = 0
    quiet: bool = True


def train_file(
    path: Path,
    lesson: Lesson,
    *,
    id_column: str | None = None,
    mapping: Mapping[str, str] | None = None,
    ignore: Sequence[str] = (),
) -> Trained:
    """Learn from the records of one file. The same records in any order, and the same seed, give the same model."""
    begun = time.perf_counter()
    source = open_source(path, dict(mapping or {}), id_column=id_column, ignore=ignore)
    if source.kind != "people":
        raise BadInput(f"{path.name} holds {source.kind}, not people: there is nobody to match")
    with progress("read records", source.expected, quiet=lesson.quiet) as advance:
        frame = read_records(source, advance)
    read = time.perf_counter()
    with progress("standardise values", values_to_standardise(frame), quiet=lesson.quiet) as advance:
        standard = standardise_frame(frame.drop("row"), advance=advance).frame
    standardised = time.perf_counter()
    fields = {one.column: None if one.field == IGNORE else one.field for one in source.mapping}
    model, report = learn(
        standard,
        verdicts=read_verdicts(lesson.verdicts, standard["record"]) if lesson.verdicts else None,
        begin=_begin(lesson.start, lambda column: fields.get(column, _field_by_name(column))),
        seed=lesson.seed,
        quiet=lesson.quiet,
    )
    seconds = {"read": read - begun, "standardise": standardised - read, **report.seconds}
    return Trained(model, frame.height, report, seconds, mapping=source.mapping)


def train_graph(store: Store, lesson: Lesson, *, dry_run: bool = False) -> Trained:
    """Learn from the graph's records and verdicts, say what would change, and let the model take over unless `dry_run`.

    It scores from the next resolve on, and individuals change with that. Raises NotFound where there is no record.
    """
    with lease(store, "train"):  # not that of a resolve: what arrives meanwhile would wait for one
        begun = time.perf_counter()
        records = reading.evidence(store, quiet=lesson.quiet)
        if not records.height:
            raise NotFound("the graph holds no records to learn from: `idgraph load` brings some")
        judged = reading.verdicts(store)
        if lesson.verdicts:
            judged = joined(judged, read_verdicts(lesson.verdicts, records["record"]))
        read = time.perf_counter() - begun
        derived = derive(
            records,
            verdicts=judged,
            begin=_begin(lesson.start, _field_by_name),
            limits=limits_in_force(),
            seed=lesson.seed,
            quiet=lesson.quiet,
        )
        was = {row["record"]: row["individual"] for row in store.stream("resolve/members")}
        changed = changes(
            _replaced(store),
            derived.model,
            was,
            derived.records["record"].to_list(),
            derived.person.tolist(),
        )
        takes_over = not dry_run and put_next(store, derived.model)
        seconds = {"read": read, **derived.report.seconds}
        return Trained(
            derived.model, records.height, derived.report, seconds, changes=changed, takes_over=takes_over
        )


def _replaced(store: Store) -> MatchModel | None:
    """The model in force until now. One that cannot be read any more is as good as none: this command replaces it."""
    try:
        return current_model(store)
    except BadInput:
        return None


def model_from(path: Path) -> MatchModel:
    """A model document from a file. Raises BadInput where it is none."""
    return read_document(_bytes(path), path.name)


def _begin(path: Path | None, field_of_column: FieldOf) -> Begin | None:
    """Where to start: from a document of ours or from one of Splink's."""
    if path is None:
        return None
    content = parse(_bytes(path), path.name)
    if is_splink(content):

        def from_splink(comparisons: Sequence[Comparison]) -> Start:
            return start_from_splink(content, path.name, comparisons, field_of_column)

        return from_splink
    ours = read_document(_bytes(path), path.name)
    return lambda comparisons: start_from(ours, comparisons)


def _field_by_name(column: str) -> str | None:
    """The field that the name of a column says, else the attribute that such a column would be."""
    found = field_of(column)
    return found[0] if found else attribute_of(column)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read: {error.strerror}") from None
