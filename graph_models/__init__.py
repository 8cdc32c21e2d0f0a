"""What the graph is: one class per node label and relationship type, each edge drawn in a comment. No I/O."""

from graph_models.nodes import NODES
from graph_models.relationships import RELATIONSHIPS

__all__ = ["NODES", "RELATIONSHIPS"]
