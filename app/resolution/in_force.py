"""The match model in force: read from the graph, checked, and put there."""

from app.errors import BadInput
from app.graph.store import Store
from app.matching.applying import stale_comparisons
from app.matching.document import read_document, write_document
from app.matching.model import MatchModel

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
    """The model in force, unless nobody chose it and it was learned on far fewer records than there are now."""
    row = store.one("resolve/model_in_force")
    outgrown = row is not None and not row["chosen"] and records > GROWTH * row["records"]
    return None if outgrown else current_model(store)


def put_in_force(store: Store, model: MatchModel, *, chosen: bool) -> None:
    """Keep a model and score with it from now on. `chosen`: by a person, so that growth does not replace it."""
    store.write(
        "resolve/model_put_in_force",
        version=model.version,
        document=write_document(model),
        records=model.records,
        chosen=chosen,
    )
