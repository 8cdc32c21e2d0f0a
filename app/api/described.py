"""What an OpenAPI document says of the answers, the names of all fields that hold a value, and of who may ask. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.access.table import ANYONE, Table

_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A key of `idgraph keys create`, or a signed token",
    },
    "write_key": {
        "type": "http",
        "scheme": "basic",
        "description": "A write key as user name, without password",
    },
}
Schema = Mapping[str, Any]


def secure(document: dict[str, Any], rules: Table) -> None:
    """Say in the document which operations want a key, and what other roles are told."""
    document.setdefault("components", {})["securitySchemes"] = _SCHEMES
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            roles = rules.routes.get(f"{method.upper()} {path}", frozenset())
            if ANYONE not in roles:
                operation["security"] = [{"write_key" if "tracking" in roles else "key": []}]


def fields_of_answers(document: Mapping[str, Any]) -> dict[str, frozenset[str] | None]:
    """ "METHOD /path/{template}" -> names of the fields in its answers that hold values or free maps of them.

    None: the description leaves open what is in an answer.
    """
    return {
        f"{method.upper()} {path}": _fields(operation["responses"], document)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def _fields(responses: Mapping[str, Any], document: Mapping[str, Any]) -> frozenset[str] | None:
    answers = [
        kind["schema"]
        for status, response in responses.items()
        if status.startswith("2")
        for media_type, kind in response.get("content", {}).items()
        if media_type == "application/json"
    ]
    found = [field for answer in answers for field in _leaves("", answer, document, frozenset())]
    return None if None in found else frozenset(field for field in found if field)


def _leaves(
    name: str, schema: Schema, document: Mapping[str, Any], seen: frozenset[str]
) -> Iterator[str | None]:
    """The names of what holds values below a schema that stands under `name`; None for what may hold anything."""
    if reference := schema.get("$ref"):
        if reference not in seen:
            target = document["components"]["schemas"][reference.rpartition("/")[2]]
            yield from _leaves(name, target, document, seen | {reference})
    elif choices := schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf"):
        for choice in choices:
            yield from _leaves(name, choice, document, seen)
    elif "properties" in schema:
        for inner, below in schema["properties"].items():
            yield from _leaves(inner, below, document, seen)
    elif "items" in schema:
        yield from _leaves(name, schema["items"], document, seen)
    elif isinstance(more := schema.get("additionalProperties"), Mapping) and more:
        yield name or None
        yield from _leaves(name, more, document, seen)
    elif schema.get("type") != "null":
        yield name or None
