"""What goes in and out of the privacy API, described for those who call it. Shapes only, no rules."""

from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.api.models import INDIVIDUAL
from app.privacy.access_files import Format
from app.privacy.words import Language

_COUNTS = {"shop": 2, "web": 1}


def _example(**example: Any) -> ConfigDict:
    return ConfigDict(extra="forbid", json_schema_extra={"examples": [example]})


class IdentifierOf(BaseModel):
    model_config = _example(namespace="email", value="marie.dupont@example.fr")

    namespace: str = Field(
        min_length=1,
        max_length=64,
        description="`email`, `phone`, `cookie`, `device`, `national_id`, `siret`, the namespace of an external ID, or "
        "`record`",
    )
    value: str = Field(min_length=1, max_length=512, description="The identifier, written in any usual way")


class Person(BaseModel):
    """Either `individual` or `identifier`."""

    model_config = ConfigDict(extra="forbid")

    individual: str | None = Field(None, max_length=64, examples=[INDIVIDUAL])
    identifier: IdentifierOf | None = Field(None, description="An identifier that this person alone carries")

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.individual is None) == (self.identifier is None):
            raise ValueError("give `individual` or `identifier`")
        return self


class AccessRequest(Person):
    model_config = _example(individual=INDIVIDUAL, format="html", language="fr")

    format: Format = Field("json", description="`csv`: an archive with one file a section; `html`: one page")
    language: Language = Field("en", description="Of the page")


class Disclosure(BaseModel):
    """Objects are as the graph has them; times in ISO 8601."""

    about: dict[str, Any] = Field(description="The individual, the IDs it had, and when this was made")
    person: dict[str, Any] = Field(description="What was concluded about the person as a whole")
    records: list[dict[str, Any]] = Field(
        description="Source records, as delivered, as understood, and as they were"
    )
    identifiers: list[dict[str, Any]] = Field(
        description="With visits; of those that others use too, that they do"
    )
    consents: list[dict[str, Any]] = Field(description="All statements, oldest first for each identifier")
    permitted: list[dict[str, Any]] = Field(
        description="What that comes to now for each purpose and channel, and the statements that decided"
    )
    links: list[dict[str, Any]] = Field(description="Weighed pairs with their evidence, and verdicts")
    guesses: list[dict[str, Any]] = Field(description="Browsers guessed to be theirs")
    claims: list[dict[str, Any]] = Field(
        description="Where somebody entered their contact points, they or not"
    )
    history: list[dict[str, Any]] = Field(description="What became of their IDs")
    looks: list[dict[str, Any]] = Field(description="Who looked: role, time, action, purpose")
    set_aside: list[dict[str, Any]] = Field(description="Rows about them that could not be used")


class ErasureRequest(Person):
    model_config = _example(individual=INDIVIDUAL, dry_run=True)

    dry_run: bool = Field(True, description="Only say what would happen: nothing is changed")
    plan: str | None = Field(
        None,
        max_length=64,
        description="`preview.plan` of the dry run: 409 where the person has changed since, and nothing is erased",
    )


class RestrictionRequest(Person):
    model_config = _example(individual=INDIVIDUAL)

    lift: bool = Field(False, description="Show the person again")


class ObjectionRequest(Person):
    model_config = _example(individual=INDIVIDUAL, purposes=["marketing"], channel="email")

    purposes: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(min_length=1, max_length=20)
    channel: str | None = Field(None, max_length=32, description="On this channel only")


class ReadmissionRequest(BaseModel):
    model_config = _example(identifier={"namespace": "email", "value": "marie.dupont@example.fr"})

    identifier: IdentifierOf = Field(description="One that the erased person alone had carried")


class FileFound(BaseModel):
    file: str = Field(description="Its path below IDGRAPH_HOME")
    rows: int | None = Field(description="Rows about the person; null: the file as a whole")


class SharedIdentifier(BaseModel):
    kind: str = Field(examples=["Email"])
    records: int = Field(description="How many records of others carry it")
    individuals: list[str] = Field(description="Whose they are, at most 100", examples=[[INDIVIDUAL]])


class Perhaps(BaseModel):
    individual: str = Field(examples=[INDIVIDUAL])
    probability: float = Field(description="That one of their records and one of the person's are one person")


class Preview(BaseModel):
    plan: str = Field(description="Changes as soon as a record or identifier of the person comes or goes")
    individual: str | None = Field(description="Null: an anonymous browser", examples=[INDIVIDUAL])
    former_ids: list[str]
    records: dict[str, int] = Field(description="By source", examples=[_COUNTS])
    identifiers: dict[str, int] = Field(description="By kind, those that nobody else carries")
    consents: int = Field(description="Statements about these identifiers")
    links: int = Field(description="Weighed pairs with records of others")
    verdicts: int = Field(description="What stewards said of pairs with records of others")
    files: list[FileFound] = Field(description="Files of this service that are about the person")
    shared: list[SharedIdentifier] = Field(description="Identifiers that stay, for others carry them, too")
    household: str | None
    housemates: list[str] = Field(description="Who is left in the household, which is derived anew")
    perhaps: list[Perhaps] = Field(description="Held to be others, but look whether they are the same person")


class Certificate(BaseModel):
    certificate: str
    id: str = Field(examples=["era_01JA8Q3V5N0000000000000001"])
    individual: str | None = Field(examples=[INDIVIDUAL])
    role: str
    by: str = Field(description="Who erased, as the audit names them")
    begun: str
    removed: dict[str, int]
    records: dict[str, int] = Field(description="By source", examples=[_COUNTS])
    identifiers: dict[str, int] = Field(description="By kind")
    kept: dict[str, int]
    others: dict[str, int] = Field(description="Other people touched, counted")
    files: list[FileFound]
    finished: str | None = Field(description="Null: begun and interrupted; ask for the erasure again")
    sha256: str = Field(description="Of all the rest, as JSON with sorted keys")


class ErasureAnswer(BaseModel):
    dry_run: bool
    preview: Preview | None = Field(description="Of a dry run; null where the person is gone already")
    certificate: Certificate | None = Field(description="Of an erasure, this one or the earlier one")


class Done(BaseModel):
    done: str = Field(description="What was done, in a sentence")
    individual: str | None = Field(examples=[INDIVIDUAL])
    records: int = Field(description="Records for which that is news")
    statements: int = Field(description="Consent statements made")
    tombstones: int = Field(description="Tombstones taken away")
