"""The model that comes with identity-graph: for a graph that has not enough records yet to learn one of its own.

Learned on made-up people (`idgraph demo-data`, seed 7), with national IDs, cookies and devices set by hand. It lists
common names and dates, and no identifier of anybody.
"""

from functools import cache
from importlib.resources import files

from app.matching.document import read_document
from app.matching.model import MatchModel


@cache
def shipped_model() -> MatchModel:
    """A complete model: of persons, and of homes."""
    text = files(__package__).joinpath("default_model.json").read_text(encoding="utf-8")
    return read_document(text, "the model that is shipped")
