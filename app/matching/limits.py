"""The limits document: how far a value, a component and a batch may reach. See `limits.toml` beside this module.

The document that is shipped holds for all that a house's own document does not say.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Annotated, Any, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from app.errors import BadInput
from app.rule_file import parsed
from app.standardise.identifier import NAMESPACES_IN_USE

Column = Literal["email", "phone", "external_id", "national_id", "cookie", "device", "ip", "address"]
"""Columns whose values can be shared by too many."""
Namespace = Annotated[str, Field(pattern=r"^[^\s|:A-Z]+$")]
Most = Annotated[int, Field(ge=1, le=1_000_000)]
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class HeldBack(BaseModel):
    """Sizes beyond which nothing is done before a steward looked at it."""

    model_config = _STRICT

    component: Most
    """Records that links join in one go."""
    merged_people: Most
    """People known before that one batch merges with one another."""


class Limits(BaseModel):
    """What a limits document says."""

    model_config = _STRICT

    people_per_value: dict[Column, Most]
    """Column -> how many differently named people may share one of its values."""
    people_per_external_id: dict[Namespace, Most]
    """Namespace of external IDs -> the same, where it differs from that of the column `external_id`."""
    junk: dict[Column, list[str]]
    """Column -> patterns of values that count for nothing however few people have them."""
    held_back: HeldBack

    @property
    def version(self) -> str:
        """The same for documents by which the same values count."""
        counted = self.model_dump(exclude={"held_back"})
        return blake2b(json.dumps(counted, sort_keys=True).encode(), digest_size=6).hexdigest()

    @field_validator("people_per_external_id")
    @classmethod
    def _not_of_ours(cls, given: dict[str, int]) -> dict[str, int]:
        if ours := sorted(NAMESPACES_IN_USE & given.keys()):
            raise ValueError(f"{ours[0]} is a column, not a namespace of external IDs: see people_per_value")
        return given

    @field_validator("junk")
    @classmethod
    def _says_something(cls, given: dict[str, list[str]]) -> dict[str, list[str]]:
        for column, patterns in given.items():
            if any(not pattern.strip("*? ") for pattern in patterns):
                raise ValueError(f"a pattern of {column} is empty or would fit every value")
        return given

    def most_people(self, column: str, value: str) -> int:
        """How many people of different names may share this value of a column of `people_per_value`."""
        most = next(most for name, most in self.people_per_value.items() if name == column)
        if column != "external_id":
            return most
        return self.people_per_external_id.get(value.partition(":")[0], most)

    def is_junk(self, column: str, value: str) -> bool:
        """Whether it counts for nothing however few people have it."""
        pattern = self.junk_pattern(column) if column in self.junk else None
        return bool(pattern and re.search(pattern, value))

    def junk_pattern(self, column: str) -> str | None:
        """One regular expression for the junk of a column, None where there is none."""
        patterns = next((found for name, found in self.junk.items() if name == column), [])
        return "|".join(f"^{_expression(pattern)}$" for pattern in patterns) or None


def _expression(pattern: str) -> str:
    return re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")


@cache
def shipped_limits() -> Limits:
    """What holds where nobody says otherwise."""
    return Limits.model_validate(_shipped())


def read_limits(text: str | bytes, name: str) -> Limits:
    """The limits that a TOML text asks for, over the shipped ones. `name` says in errors what was read.

    Raises BadInput where it is no TOML, or has a table, a key or a value that a limits document does not know.
    """
    given = parsed(text, name)
    try:
        return Limits.model_validate(_over(_shipped(), given))
    except ValidationError as error:
        raise BadInput(f"{name}: {'; '.join(_faults(error))}") from None


def _shipped() -> dict[str, Any]:
    text = files(__package__).joinpath("limits.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _over(shipped: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """`shipped` with what is `given` instead, key by key of each table."""
    both = {
        name: {**shipped[name], **given[name]}
        for name in shipped.keys() & given.keys()
        if isinstance(given[name], dict)
    }
    return {**shipped, **given, **both}


def _faults(error: ValidationError) -> list[str]:
    """Each fault with its place and, where a name is unknown, those that are known. Without values."""
    return [_fault(fault) for fault in error.errors(include_input=False, include_url=False)]


def _fault(fault: Any) -> str:
    place = [str(part) for part in fault["loc"] if part != "[key]"]
    match fault["type"]:
        case "extra_forbidden" if len(place) == 1:
            said = f"is no table of a limits document; these are: {', '.join(Limits.model_fields)}"
        case "extra_forbidden":
            said = f"is unknown; known are: {', '.join(HeldBack.model_fields)}"
        case "literal_error":
            said = f"is no column that has limits; these are: {', '.join(get_args(Column))}"
        case _:
            said = fault["msg"].removeprefix("Value error, ")
    return f"{'.'.join(place)}: {said}"
