"""Every place of the API that takes a text, found in its own description: what to send so that one text gets there."""

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import quote


class Place(NamedTuple):
    """One field of one operation. `request` puts a text there, beside what the description gives as an example."""

    method: str
    path: str
    where: str
    name: tuple[str | int, ...]
    body: Any

    def request(self, text: str) -> dict[str, Any]:
        """Arguments of `httpx.Client.request`."""
        path, params, body = self.path, {}, copy.deepcopy(self.body)
        if self.where == "path":
            path = path.replace(f"{{{self.name[0]}}}", quote(text, safe="") or "_")
        elif self.where == "query":
            params = {str(self.name[0]): text}
        else:
            holder = body
            for step in self.name[:-1]:
                holder = holder[step]
            holder[self.name[-1]] = text
        path = path.replace("{", "").replace("}", "")
        return {"method": self.method, "url": path, "params": params} | (
            {} if body is None else {"json": body}
        )


def places(document: Mapping[str, Any]) -> Iterator[Place]:
    """All of them, from an OpenAPI document in which every request body has an example."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            example = _example(operation, document)
            for parameter in operation.get("parameters", ()):
                yield Place(method.upper(), path, parameter["in"], (parameter["name"],), example)
            for name in _texts(example):
                yield Place(method.upper(), path, "body", name, example)


def _example(operation: Mapping[str, Any], document: Mapping[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    schema = content["schema"]
    if "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema["example"] if "example" in schema else schema["examples"][0]


def _texts(found: Any, *above: str | int) -> Iterator[tuple[str | int, ...]]:
    if isinstance(found, str):
        yield above
    elif isinstance(found, dict):
        for name, value in found.items():
            yield from _texts(value, *above, name)
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from _texts(value, *above, number)
