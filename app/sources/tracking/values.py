"""JSON values as texts, whatever type an SDK gave them."""

from collections.abc import Iterator
from typing import Any

from app.standardise.text import LONGEST, storable

DEEPEST = 20
"""Levels of objects and lists in one event; real ones have four or five."""
MOST_IN_LIST = 20
"""Values of one kind in one event; people have a handful."""
_MOST_LEAVES = 500
_SCALARS, _NESTED = (str, int, float), (dict, list)
"""Asked a hundred times for each event: to write `str | int` there would make the type anew each time."""


def text_of(value: object) -> str | None:
    """A scalar as text: 75011.0 is "75011". None for nothing, for truth values, and for what is longer than any value.

    Without lone surrogates, which JSON may carry and a database cannot.
    """
    if value is None or isinstance(value, bool) or not isinstance(value, _SCALARS):
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = storable(str(value)).strip()
    return text if 0 < len(text) <= LONGEST else None


def object_of(value: object) -> dict[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def too_deep(value: object) -> bool:
    """Whether anything is nested deeper than DEEPEST. Needs no stack of its own."""
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level for inner in _inside(outer)]
        if not level:
            return False
    return True


def _inside(value: object) -> list[object]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [item for item in inner if isinstance(item, _NESTED)]


def leaves(value: dict[str, Any]) -> dict[str, list[str]]:
    """Dotted path -> the first texts that stand there: `{"address": {"city": "Paris"}}` has `address.city`."""
    found: dict[str, list[str]] = {}
    for path, text in _walk(value, ""):
        texts = found.setdefault(path, [])
        if len(texts) < MOST_IN_LIST:
            texts.append(text)
        if len(found) >= _MOST_LEAVES:
            break
    return found


def _walk(value: object, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for inner in value:
            yield from _walk(inner, path)
    elif (text := text_of(value)) is not None:
        yield path, text
