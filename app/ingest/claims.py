"""What a browser's public write key tells of people: kept, and no evidence. Pure.

Anybody can read such a key and claim to be anybody. So the record has no standardised field, which is all that matching
looks at, and points at its identifiers by CLAIMS, which nothing follows that asks who somebody is. Who asks what is
held about a person does.
"""

from app.graph.store import Row

_EVIDENCE = ("std_", "junk", "doubtful")


def as_claims(record: Row) -> Row:
    """A row for `cypher/track`, `{id, props, links, keys}`, as one that is no evidence of anything."""
    props = {name: value for name, value in record["props"].items() if not name.startswith(_EVIDENCE)}
    links = [link | {"type": "CLAIMS"} for link in record["links"]]
    return record | {"props": props | {"claimed": True}, "links": links}
