"""The match model in force: read from the graph, checked, and put there."""

from typing import ClassVar
from weakref import WeakKeyDictionary

from app.audit import COMMAND, record_change
from app.errors import BadInput
from app.graph.store import Row, Run, Store
from app.matching.applying import stale_comparisons
from app.matching.document import read_document, write_document
from app.matching.model import MatchModel
from app.matching.shipped import shipped_model

GROWTH = 2.0
"""A model that was not chosen by a person is learned anew once the graph holds more than this times its records."""


def current_model(store: Store) -> MatchModel | None:
    """The model in force. Raises BadInput where one that a person chose cannot be used by this identity-graph.

    None where there is none, or where one that `resolve` learned by itself is of another format or of other levels.
    """
    row = store.one("resolve/model_in_force")
    if row is None:
        return None
    try:
        model = read_document(row["document"], f"the model in force, {row['version']},")
    except BadInput:
        if row["chosen"]:
            raise
        return None
    return None if not row["chosen"] and stale_comparisons(model) else model


def model_for(store: Store, records: int) -> MatchModel | None:
    """The one that is to take over, or else the one in force, unless nobody chose that and it was learned on far fewer
    records than there are now."""
    row = store.one("resolve/model_next")
    if row:
        return read_document(row["document"], f"the model that is to take over, {row['version']},")
    return None if is_outgrown(store, records) else current_model(store)


def is_outgrown(store: Store, records: int) -> bool:
    """Whether there are so many more records than the model in force was learned on that a new one is due."""
    row = store.one("resolve/model_in_force")
    return row is not None and not row["chosen"] and records > GROWTH * row["records"]


def version_in_force(store: Store) -> str | None:
    row = store.one("resolve/model_in_force")
    return str(row["version"]) if row else None


def put_next(store: Store, model: MatchModel) -> bool:
    """Keep a model that a person chose: it scores from the next resolve on, which derives everything with it. Until
    then what arrives is resolved with the one in force, as all that stands there was. False where it is that one: it
    stays as it is, its model of homes as well, unless it cannot be read."""
    row = row_of(_complete(model), records=model.records, chosen=True)
    try:
        usable = current_model(store) is not None
    except BadInput:
        usable = False
    return bool(store.write("resolve/model_put_next", **row, usable=usable)[0]["takes_over"])


def put_in_force(
    store: Store, model: MatchModel, *, chosen: bool | None, instead_of_next: bool = False
) -> None:
    """Keep a model and score with it from now on; that it is another one is noted in the audit.

    `chosen`: by a person, so that growth does not replace it; None leaves that as it is. `instead_of_next`: none that
    was chosen before takes over from it with the next resolve.
    """
    complete = _complete(model)
    row = row_of(complete, records=model.records, chosen=chosen)

    def work(run: Run) -> None:
        before = run("resolve/model_in_force")
        run("resolve/model_put_in_force", **row, instead_of_next=instead_of_next)
        if not before or before[0]["version"] != complete.version:
            record_change(run, COMMAND, "model put in force", version=complete.version, chosen=chosen)

    store.transact(work)


def _complete(model: MatchModel) -> MatchModel:
    return model if model.homes else model.model_copy(update={"homes": shipped_model().homes})


def row_of(model: MatchModel, *, records: int, chosen: bool | None) -> Row:
    """As `cypher/resolve/model_put_in_force` takes it."""
    return {
        "version": model.version,
        "document": write_document(model),
        "records": records,
        "chosen": chosen,
        "homes": model.homes.version if model.homes else None,
    }


class Models:
    """The models that this process has read, by version: a document is long, and a model never changes."""

    _all: ClassVar[WeakKeyDictionary[Store, "Models"]] = WeakKeyDictionary()

    def __init__(self) -> None:
        self._known: dict[str, MatchModel] = {}

    @classmethod
    def of(cls, store: Store) -> "Models":
        """Those read from this graph."""
        return cls._all.setdefault(store, cls())

    def in_force(self, run: Run, version: str | None) -> MatchModel | None:
        """The model of this version; the shipped one is put in force where there is none. None where a resolve has to
        learn a new one: this identity-graph has other comparisons."""
        if version is None:
            model = shipped_model()
            run("resolve/model_put_in_force", **row_of(model, records=1, chosen=False))
            return model
        if version not in self._known:
            (row,) = run("resolve/model_in_force")
            model = read_document(row["document"], f"the model in force, {version},")
            if stale_comparisons(model):
                return None
            self._known = {version: _complete(model)}
        return self._known[version]
