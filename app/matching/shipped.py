"""The model that comes with identity-graph: for a graph that has not enough records yet to learn one of its own.

Learned on made-up people (`idgraph demo-data`, seed 7), with national IDs, cookies and devices set by hand. So is how
often strangers' emails and phones are nearly alike: those of made-up people never are, but couples and colleagues write
from one domain under names alike, and a company's numbers come one after the other. Nearly the same identifier helps
others to make one person, and makes none with a postcode or a company; one mailbox under two spellings is worth about
what one email is. It lists common names and dates, and no identifier of anybody.
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
