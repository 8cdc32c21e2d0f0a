"""The retention rules: how long what is kept, from when on. See `retention.toml` beside this module."""

import re
from calendar import monthrange
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from app.errors import BadInput
from app.rule_file import content_of, parsed
from app.settings import settings

What = Literal["records", "former_records", "cookies", "devices", "messages", "quarantine", "audit"]
Since = Literal["last_act", "first_seen", "last_seen"]
_SINCE: dict[What, frozenset[Since]] = {
    "records": frozenset({"last_act"}),
    "former_records": frozenset({"first_seen"}),
    "cookies": frozenset({"first_seen", "last_seen"}),
    "devices": frozenset({"first_seen", "last_seen"}),
    "messages": frozenset({"first_seen"}),
    "quarantine": frozenset({"first_seen"}),
    "audit": frozenset({"first_seen"}),
}
"""From when a rule can count, by what it is about."""
_BY_SOURCE = frozenset({"records", "quarantine"})
_KEEP = re.compile(r"([1-9]\d{0,3}) (day|month|year)s?")
_FIRST = datetime.min.replace(tzinfo=UTC)
_SHORTEST_MESSAGES = 8
"""Days in which SDKs send an event again."""
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class Rule(BaseModel):
    """One line of the document."""

    model_config = _STRICT

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    what: What
    sources: list[Annotated[str, Field(pattern=r"^[A-Za-z0-9_.*-]{1,64}$")]] = []
    purpose: Annotated[str, Field(min_length=1, max_length=60)]
    keep: str
    since: Since
    why: Annotated[str, Field(min_length=1, max_length=200)]

    @field_validator("keep")
    @classmethod
    def _is_a_time(cls, given: str) -> str:
        if not _KEEP.fullmatch(given):
            raise ValueError('write a number of days, months or years, such as "13 months"')
        return given

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        if self.since not in _SINCE[self.what]:
            allowed = " or ".join(sorted(_SINCE[self.what]))
            raise ValueError(f"since: {self.what} count from {allowed}")
        if bool(self.sources) != (self.what in _BY_SOURCE):
            wanted = (
                "name them, or ['*'] for all"
                if self.what in _BY_SOURCE
                else "only records and quarantine have them"
            )
            raise ValueError(f"sources: {wanted}")
        if self.what == "messages" and self.keep in (f"{n} days" for n in range(_SHORTEST_MESSAGES)):
            raise ValueError(f"keep: at least {_SHORTEST_MESSAGES} days, for so long events are sent again")
        return self

    def before(self, now: datetime) -> datetime:
        """What is older than this is due."""
        number, unit = self.keep.removesuffix("s").split(" ")
        if unit == "day":
            return now - min(timedelta(days=int(number)), now - _FIRST)
        years, month = divmod(now.month - 1 - int(number) * (12 if unit == "year" else 1), 12)
        year = max(now.year + years, 1)
        return now.replace(year=year, month=month + 1, day=min(now.day, monthrange(year, month + 1)[1]))


class Rules(BaseModel):
    """What a document of retention rules says."""

    model_config = _STRICT

    version: Annotated[str, Field(min_length=1, max_length=120)]
    rules: Annotated[list[Rule], Field(min_length=1)]

    @model_validator(mode="after")
    def _names_differ(self) -> Self:
        names = [rule.name for rule in self.rules]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"two rules are called {twice[0]}")
        alone = [rule.what for rule in self.rules if rule.what not in _BY_SOURCE]
        if twice := sorted({what for what in alone if alone.count(what) > 1}):
            raise ValueError(f"two rules are about {twice[0]}: one is enough")
        return self

    def sources_of(self, rule: Rule, sources: list[str]) -> list[str]:
        """Those of the sources that this rule holds for: it is the first that fits them."""
        same = [other for other in self.rules if other.what == rule.what]
        return [
            source for source in sources if next((one for one in same if _fits(one, source)), None) is rule
        ]


def _fits(rule: Rule, source: str) -> bool:
    return any(fnmatchcase(source, pattern) for pattern in rule.sources)


@cache
def shipped_rules() -> Rules:
    """What holds where a house says nothing else."""
    return read_rules(files(__package__).joinpath("retention.toml").read_bytes(), "retention.toml")


def rules_in_force() -> Rules:
    """Those of the document that IDGRAPH_RETENTION_RULES names, else the shipped ones.

    Raises SettingsError where it cannot be read, BadInput where it cannot be meant.
    """
    path = settings().retention_rules
    return _rules_at(path) if path else shipped_rules()


def _rules_at(path: Path) -> Rules:
    return read_rules(content_of(path, "IDGRAPH_RETENTION_RULES"), f"IDGRAPH_RETENTION_RULES, {path.name}")


def read_rules(content: bytes, name: str) -> Rules:
    """The rules that a TOML document holds. `name` says in errors what was read. Raises BadInput."""
    given = parsed(content, name)
    try:
        return Rules.model_validate(given)
    except ValidationError as error:
        raise BadInput(f"{name}: {'; '.join(_fault(fault, given) for fault in error.errors())}") from None


def _fault(fault: Any, given: dict[str, Any]) -> str:
    """Names a rule by its name where it has one."""
    place = [str(part) for part in fault["loc"]]
    if len(fault["loc"]) > 1 and isinstance(fault["loc"][1], int):
        rule = given["rules"][fault["loc"][1]]
        own = rule.get("name") if isinstance(rule, dict) else None
        place[:2] = [f"rule {own or fault['loc'][1] + 1}"]
    said = (
        "is unknown here"
        if fault["type"] == "extra_forbidden"
        else fault["msg"].removeprefix("Value error, ")
    )
    return f"{'.'.join(place)}: {said}" if place else said
