"""The consent rules: purposes, channels, how long a grant holds, lawful bases. See `rules.toml` beside this module."""

from calendar import monthrange
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from app.access.caller import Role
from app.errors import BadInput
from app.rule_file import content_of, parsed
from app.settings import settings
from app.standardise.text import fold

EVERY_CHANNEL = "all"
"""Channel of a statement about all channels of its purpose."""
WEB = "web"
"""The channel of what browsers and consent platforms signal."""
TCF_PURPOSES = 24
"""Bits for purposes in a TC string."""

LawfulBasis = Literal[
    "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"
]
Needs = Literal["consent", "nothing", "exempt"]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z_]{0,39}$")]
Words = Annotated[str, Field(min_length=1, max_length=120)]
_STRICT = ConfigDict(frozen=True, extra="forbid", strict=True)


class Purpose(BaseModel):
    """One thing that data may be used for."""

    model_config = _STRICT

    title: Words
    needs: Needs
    channels: list[Name]
    lawful_bases: Annotated[list[LawfulBasis], Field(min_length=1)]
    also_called: list[Words]
    roles: Annotated[list[Role], Field(min_length=1)]
    default_of: list[Role]
    sees_restricted: bool = False
    """Whether people are seen who had processing restricted."""

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.needs == "consent" and not self.channels:
            raise ValueError("needs consent, but has no channel to ask by")
        if not set(self.default_of) <= set(self.roles):
            raise ValueError("is the default of a role that may not read for it: see `roles`")
        return self


class Gpc(BaseModel):
    """What Global Privacy Control refuses."""

    model_config = _STRICT

    denies: list[Name]


class Tcf(BaseModel):
    """How a TC string is read."""

    model_config = _STRICT

    vendor: Annotated[int, Field(ge=0, le=65_535)]
    purposes: dict[Name, Annotated[list[Annotated[int, Field(ge=1, le=TCF_PURPOSES)]], Field(min_length=1)]]


class Rules(BaseModel):
    """What a document of consent rules says."""

    model_config = _STRICT

    version: Words
    opt_in: Name | None = None
    """What a column of a file is about whose name says a channel alone, such as `optin_sms`."""
    channels: dict[Name, Words]
    months: dict[Name, Annotated[int, Field(ge=1, le=120)]]
    purposes: dict[Name, Purpose]
    categories: dict[Words, list[Name]]
    gpc: Gpc
    tcf: Tcf

    @field_validator("channels")
    @classmethod
    def _leaves_a_name(cls, given: dict[str, str]) -> dict[str, str]:
        if EVERY_CHANNEL in given:
            raise ValueError(f"{EVERY_CHANNEL!r} stands for every channel: use another name")
        return given

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        """Every name that is used is one that is there, and no word means two purposes."""
        if set(self.months) != set(self.channels):
            raise ValueError("months: one line for each channel, and no other")
        for name, purpose in self.purposes.items():
            if unknown := sorted(set(purpose.channels) - set(self.channels)):
                raise ValueError(f"purposes.{name}.channels: {unknown[0]} is no channel")
        if self.opt_in and self.opt_in not in self.by_consent:
            raise ValueError(f"opt_in: {self.opt_in} is no purpose that needs consent")
        named = {*self.gpc.denies, *self.tcf.purposes}.union(*self.categories.values())
        for name in sorted(named):
            if name not in self.purposes or self.purposes[name].needs != "consent":
                raise ValueError(f"{name} is no purpose that needs consent")
            if WEB not in self.purposes[name].channels:
                raise ValueError(f"browsers signal {name}, which has no channel {WEB}")
        self._words()
        defaults = [role for purpose in self.purposes.values() for role in purpose.default_of]
        if twice := sorted({role for role in defaults if defaults.count(role) > 1}):
            raise ValueError(f"two purposes are the default of {twice[0]}")
        return self

    def _words(self) -> dict[str, str]:
        words: dict[str, str] = {}
        for name, purpose in self.purposes.items():
            for word in map(_word, (name, *purpose.also_called)):
                if words.setdefault(word, name) != name:
                    raise ValueError(f"{word!r} means both {words[word]} and {name}")
        return words

    @property
    def by_consent(self) -> dict[str, Purpose]:
        """The purposes that people are asked for."""
        return {name: purpose for name, purpose in self.purposes.items() if purpose.needs == "consent"}

    @property
    def words(self) -> dict[str, str]:
        """Lower-case words without blanks -> the purpose that each means."""
        return _words_of(self)

    def name_of(self, given: str) -> str | None:
        """The purpose that a word means: "Data sharing" -> "partner_sharing"; None where it means none."""
        return self.words.get(_word(given))

    def of_category(self, category: str) -> list[str] | None:
        """The purposes that a category of a consent platform is about; None where nobody knows."""
        found = _categories_of(self).get(_word(category))
        name = self.name_of(category) if found is None else None
        return [name] if name else found

    def default_of(self, role: str) -> str | None:
        """The purpose a role reads for where it names none."""
        return next((name for name, purpose in self.purposes.items() if role in purpose.default_of), None)

    def expires(self, channel: str, at: int) -> int:
        """When a grant ends that was given at `at`; both in seconds since 1970."""
        return _later(at, self.months[channel])

    def __hash__(self) -> int:
        return id(self)


@cache
def _words_of(rules: Rules) -> dict[str, str]:
    return rules._words()


@cache
def _categories_of(rules: Rules) -> dict[str, list[str]]:
    return {_word(category): purposes for category, purposes in rules.categories.items()}


def _word(given: str) -> str:
    """ "DataSharing", "data_sharing" and "Data sharing" are one word."""
    return fold(given.replace("_", " ")).replace(" ", "")


def _later(at: int, months: int) -> int:
    """The same day of the month and time, or the month's last day."""
    moment = datetime.fromtimestamp(at, UTC)
    years, month = divmod(moment.month - 1 + months, 12)
    year = moment.year + years
    day = min(moment.day, monthrange(year, month + 1)[1])
    return int(moment.replace(year=year, month=month + 1, day=day).timestamp())


@cache
def shipped_rules() -> Rules:
    """What holds where a house says nothing else."""
    return read_rules(files(__package__).joinpath("rules.toml").read_bytes(), "rules.toml")


def rules_in_force() -> Rules:
    """Those of the document that IDGRAPH_CONSENT_RULES names, else the shipped ones; read once a process.

    Raises SettingsError where it cannot be read, BadInput where it cannot be meant.
    """
    path = settings().consent_rules
    return _rules_at(path) if path else shipped_rules()


@cache
def _rules_at(path: Path) -> Rules:
    return read_rules(content_of(path, "IDGRAPH_CONSENT_RULES"), f"IDGRAPH_CONSENT_RULES, {path.name}")


def read_rules(content: bytes, name: str) -> Rules:
    """The rules that a TOML document holds. `name` says in errors what was read. Raises BadInput."""
    given = parsed(content, name)
    try:
        return Rules.model_validate(given)
    except ValidationError as error:
        raise BadInput(f"{name}: {'; '.join(map(_fault, error.errors()))}") from None


def _fault(fault: Any) -> str:
    place = ".".join(str(part) for part in fault["loc"])
    said = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "extra_forbidden":
        said = "is unknown here"
    return f"{place}: {said}" if place else said
