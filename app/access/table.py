"""The table of roles, routes and fields: `table.toml` beside this module, read and checked once. Pure."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.access.caller import ROLES, Caller, Role

ANYONE = "anyone"
PLAIN, BY_FIELD, OF_FIELD, BY_KEY = "plain", "by_field", "of_field", "by_key"
_READINGS = frozenset({BY_FIELD, OF_FIELD, BY_KEY})
"""How the name of a field in an answer can be read, besides as a kind of data."""
_EXTERNAL_ID = "external_id"
_STRICT = ConfigDict(frozen=True, extra="forbid")

Sight = Literal["full", "masked", "none"]


class Limit(BaseModel):
    """What one key may do before it is slowed down, and before somebody should look at it."""

    model_config = _STRICT

    requests: int = Field(ge=1)
    """A minute."""
    people: int = Field(ge=0)
    """Different individuals an hour."""


class Seers(BaseModel):
    """Who sees a kind of data."""

    model_config = _STRICT

    full: frozenset[Role] = frozenset()
    masked: frozenset[Role] = frozenset()

    def sight(self, role: Role) -> Sight:
        """How far a role sees it."""
        return "full" if role in self.full else "masked" if role in self.masked else "none"


class Order(BaseModel):
    model_config = _STRICT

    of_roles: tuple[Role, ...]


class Table(BaseModel):
    """The document. Whatever is not in it is refused, or shown to nobody."""

    model_config = _STRICT

    roles: dict[Role, str]
    order: Order
    limits: dict[Role, Limit]
    routes: dict[str, frozenset[Role | Literal["anyone"]]]
    """"METHOD /path/{template}" -> who may call it."""
    purposes: dict[str, str]
    """Route -> the one purpose that it serves; where there is none, whoever calls it says what for."""
    opaque: frozenset[str]
    """Routes whose answers are no JSON and are shown as they are: pages ask the table themselves."""
    kinds: dict[str, Seers]
    fields: dict[str, str]
    """Field of a person -> kind."""
    answers: dict[str, frozenset[str]]
    """Kind, or way of reading -> names of fields in answers."""
    answers_of: dict[str, dict[str, frozenset[str]]]
    """Route -> the same, where it differs there."""

    @model_validator(mode="after")
    def _whole(self) -> "Table":
        named = {
            *self.fields.values(),
            *self.answers,
            *(kind for own in self.answers_of.values() for kind in own),
        }
        if unknown := named - self.kinds.keys() - _READINGS:
            raise ValueError(f"no such kind of data: {', '.join(sorted(unknown))}")
        if missing := set(ROLES) - self.roles.keys() | set(ROLES) - self.limits.keys():
            raise ValueError(f"no entry for the role {', '.join(sorted(missing))}")
        if stray := (self.answers_of.keys() | self.purposes.keys() | self.opaque) - self.routes.keys():
            raise ValueError(f"no such route: {', '.join(sorted(stray))}")
        return self

    def may_call(self, role: Role, route: str) -> bool:
        """Whether a role may call "METHOD /path/{template}"."""
        return not {role, ANYONE}.isdisjoint(self.routes.get(route, ()))

    def serves(self, caller: Caller, route: str) -> bool:
        """Whether a route serves a purpose that the caller has, or leaves the purpose to them."""
        return not caller.purposes or self.purposes.get(route) in {None, *caller.purposes}

    def open_to_anyone(self, route: str) -> bool:
        """Whether a route needs no key."""
        return ANYONE in self.routes.get(route, ())

    def sight(self, role: Role, kind: str) -> Sight:
        """How far a role sees a kind of data; none of one that is not in the table."""
        return self.kinds[kind].sight(role) if kind in self.kinds else "none"

    def kind_of_field(self, field: str) -> str | None:
        """The kind of a field of a person, or of an identifier's namespace; None: not in the table."""
        return self.fields.get(field)

    def kind_of_namespace(self, namespace: str) -> str:
        """The kind of an identifier with this namespace."""
        return self.fields.get(namespace, _EXTERNAL_ID)

    def readings(self, route: str) -> Mapping[str, str]:
        """Name of a field in the answers of a route -> its kind, or how to read it."""
        return _turned(self.answers) | _turned(self.answers_of.get(route, {}))

    def sees_all(self, role: Role) -> bool:
        """Whether nothing at all is kept from a role."""
        return all(seers.sight(role) == "full" for seers in self.kinds.values())


def _turned(answers: Mapping[str, frozenset[str]]) -> dict[str, str]:
    return {name: kind for kind, names in answers.items() for name in names}


@cache
def table() -> Table:
    """The table in force."""
    return Table.model_validate(tomllib.loads(files("app.access").joinpath("table.toml").read_text("utf-8")))
