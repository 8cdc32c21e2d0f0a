"""Everything that stands in the graph, as plain values that can be compared."""

from typing import Any

from app.graph.store import Store

_KEPT = "Load|FormerRecord|Sightings|Audit|AuditChain|Change|Feed"
"""Labels of what is kept beside the graph's contents: to take loads back, to account for changes, to tell of them."""
_NODES = f"""
MATCH (n) WHERE NOT n:Schema AND NOT n:Lock AND NOT n:{_KEPT}
RETURN CASE WHEN n:Block THEN 'block ' + n.token ELSE coalesce(n.key, n.id, n.name) END AS key,
       labels(n) AS labels, properties(n) AS properties"""
_LINKS = f"""
MATCH (a)-[r]->(b) WHERE NOT a:{_KEPT} AND NOT b:{_KEPT}
RETURN coalesce(a.key, a.id, a.name) AS start, type(r) AS type, coalesce(b.key, b.id, b.name) AS end,
       properties(r) AS properties"""

Node = tuple[frozenset[str], dict[str, Any]]


def nodes(store: Store) -> dict[str, Node]:
    """Key -> labels and properties."""
    return {row["key"]: (frozenset(row["labels"]), row["properties"]) for row in store.run_text(_NODES)}


def links(store: Store) -> dict[tuple[str, str, str], dict[str, Any]]:
    """(start, type, end) -> properties. Fails where two relationships are parallel."""
    rows = store.run_text(_LINKS)
    found = {(row["start"], row["type"], row["end"]): row["properties"] for row in rows}
    assert len(found) == len(rows), "parallel relationships"
    return found


def everything(store: Store) -> tuple[Any, Any]:
    """Nodes and links but for what every load changes: when a source was refreshed, which found what there was."""
    found = nodes(store)
    for labels, properties in found.values():
        properties.pop("also_in", None)
        if "Source" in labels:
            properties.pop("refreshed_at", None)
    return found, links(store)


DERIVED = frozenset(
    {"Individual", "Household", "Model", "Block"},
)
_DERIVED_LINKS = frozenset(
    {"IDENTIFIES", "MEMBER_OF", "MERGED_INTO", "MATCHES", "SHARES_HOME", "TOUCHES", "NEAR"},
)
_DERIVED_PROPERTIES = frozenset({"keys", "content", "carries", "called", "touched"})


def evidence(contents: tuple[Any, Any]) -> tuple[Any, Any]:
    """Without what resolution derived."""
    found, relationships = contents
    told = {
        key: (labels - {"Pending"}, {k: v for k, v in properties.items() if k not in _DERIVED_PROPERTIES})
        for key, (labels, properties) in found.items()
        if not labels & DERIVED
    }
    return told, {key: value for key, value in relationships.items() if key[1] not in _DERIVED_LINKS}


def between_runs(contents: tuple[Any, Any]) -> tuple[Any, Any]:
    """Without what is given anew in every run: births, load IDs, and marks of those that wait."""
    found, relationships = contents
    anew = {"born", "load_id", "touched"}
    kept = {
        key: (labels, {name: value for name, value in properties.items() if name not in anew})
        for key, (labels, properties) in found.items()
    }
    return kept, relationships
