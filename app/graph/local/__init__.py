"""A real Neo4j on this machine, made from published artifacts: no Docker and no installed Java are needed.

`use` joins the server of a data folder, or installs and starts it; it stops when its last user has gone,
unless `start` let it stay. See docs/decisions/0001-local-neo4j.md.
"""

from app.graph.local.server import (
    Lease,
    data_folder,
    log_lines,
    move,
    remove,
    running,
    start,
    stop,
    use,
)
from app.graph.local.state import ServerInfo

__all__ = [
    "Lease",
    "ServerInfo",
    "data_folder",
    "log_lines",
    "move",
    "remove",
    "running",
    "start",
    "stop",
    "use",
]
