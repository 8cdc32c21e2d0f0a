"""What a model of the graph is made of. Shapes only: nothing here knows a database, and nothing may.

A node label is a frozen class that inherits `Node`, a relationship type one that inherits `Relationship`.
Their fields are the properties: one without a default is always there, `Personal[...]` marks what says
something about a person.
"""

import re
from dataclasses import MISSING, dataclass, fields
from typing import Annotated, Any, ClassVar, TypeVar, get_type_hints

_T = TypeVar("_T")
_PERSONAL = "personal data"
Personal = Annotated[_T, _PERSONAL]


@dataclass(frozen=True)
class Property:
    """One property of a node or relationship."""

    name: str
    type: Any
    required: bool
    personal: bool


@dataclass(frozen=True, kw_only=True)
class Shape:
    """What nodes and relationships have in common."""

    families: ClassVar[dict[str, frozenset[str] | None]] = {}
    """Optional personal properties in families: prefix -> the names that may follow it, None for any."""

    @classmethod
    def properties(cls) -> dict[str, Property]:
        """The declared properties by name; families are not spelled out."""
        hints = get_type_hints(cls, include_extras=True)
        return {
            field.name: Property(
                field.name,
                hints[field.name],
                required=field.default is MISSING,
                personal=_PERSONAL in getattr(hints[field.name], "__metadata__", ()),
            )
            for field in fields(cls)
        }

    @classmethod
    def has(cls, name: str) -> bool:
        """Whether a property of this name is declared, by itself or as one of a family."""
        return name in cls.properties() or any(
            name.startswith(prefix) and (rest is None or name.removeprefix(prefix) in rest)
            for prefix, rest in cls.families.items()
        )


@dataclass(frozen=True, kw_only=True)
class Node(Shape):
    """A node. `identity` is the property that names it, unique among the nodes of `identity_of`."""

    identity: ClassVar[str] = "id"
    identity_of: ClassVar[str | None] = None
    """The label that carries the constraint; None: its own."""

    @classmethod
    def label(cls) -> str:
        return cls.__name__


@dataclass(frozen=True, kw_only=True)
class Relationship(Shape):
    """A relationship. `ends` lists every allowed pair of start and end."""

    ends: ClassVar[tuple[tuple[type[Node], type[Node]], ...]]

    @classmethod
    def type(cls) -> str:
        """`HasEmail` -> `HAS_EMAIL`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).upper()
