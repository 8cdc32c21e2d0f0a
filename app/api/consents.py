"""POST /api/v1/consents, and GET /api/v1/individuals/{id}/consents."""

from datetime import UTC, datetime
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from app.api.dependencies import CallerDep, IndividualId, StoreDep, ViewDep
from app.api.models import INDIVIDUAL, Consent, When
from app.api.problems import responses
from app.consent.history import consents
from app.consent.ledger import record
from app.consent.rules import Rules, rules_in_force
from app.consent.signals import of_tc_string
from app.consent.statements import PROOF, Said, Unclear, row_of, understood
from app.consent.tcf import BadTCString
from app.consent.view import read_for
from app.errors import BadInput
from app.graph.store import Row
from app.ingest.identifiers import Identifier, label_of
from app.profiles.lookup import key_of

MOST, MOST_FAULTS = 1_000, 20
_STATED = ("purpose", "channel", "status", "at", "lawful_basis", *PROOF)
router = APIRouter(prefix="/api/v1", tags=["Consents"])


class Contact(BaseModel):
    """Whom a statement is about, as a look-up names it."""

    namespace: str = Field(min_length=1, max_length=64, examples=["email"])
    value: str = Field(min_length=1, max_length=512, examples=["marie.dupont@example.fr"])


class Stated(BaseModel):
    """One statement: a purpose, a status and a date; or a TC string, which says several things at once."""

    model_config = ConfigDict(extra="forbid")

    identifiers: list[Contact] = Field(min_length=1, max_length=20)
    purpose: str | None = Field(None, max_length=120, description="As the consent rules name it")
    channel: str | None = Field(None, max_length=40, description="Left out: every channel of the purpose")
    status: str | None = Field(None, max_length=40, description="granted, denied or withdrawn")
    at: str | None = Field(None, max_length=60, description="When it was said: ISO 8601, and never guessed")
    lawful_basis: str | None = Field(None, max_length=60, description="Of article 6(1) GDPR")
    text_version: str | None = Field(None, max_length=200, description="Proof: the text that was agreed to")
    form: str | None = Field(None, max_length=200, description="Proof: where it was asked")
    request_id: str | None = Field(None, max_length=200, description="Proof: the request it came in")
    tc_string: str | None = Field(
        None, max_length=50_000, description="Of the IAB's framework, in place of purpose, status and date"
    )


class ConsentsRequest(BaseModel):
    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "source": "preference_centre",
                    "consents": [
                        {
                            "identifiers": [{"namespace": "email", "value": "marie.dupont@example.fr"}],
                            "purpose": "marketing",
                            "channel": "email",
                            "status": "granted",
                            "at": "2026-03-14T09:26:53Z",
                            "text_version": "newsletter-7",
                            "form": "checkout",
                        }
                    ],
                }
            ]
        },
    )

    source: str = Field("api", pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$", description="Who collected them")
    consents: list[Stated] = Field(min_length=1, max_length=MOST)


class ConsentsAnswer(BaseModel):
    recorded: int = Field(description="Statements that are new; one for each identifier")
    known: int = Field(description="Statements that the ledger had already: sending them again is harmless")
    suppressed: int = Field(description="Statements about somebody who was erased: left out")


class Decision(BaseModel):
    purpose: str
    channel: str | None = Field(description="null: what holds where no channel is named")
    allowed: bool
    state: Consent = Field(description="`never_collected` is no refusal, and no yes")
    because: list[str] = Field(description="IDs of the statements that decided")


class LedgerStatement(BaseModel):
    id: str
    key: str = Field(
        description="The identifier it is about; `email:***` where the purpose does not allow showing it",
        examples=["email:marie.dupont@example.fr"],
    )
    purpose: str
    channel: str = Field(description="`all`: every channel of the purpose")
    status: Literal["granted", "denied", "withdrawn"]
    at: When
    confirmed: When = Field(description="When a choice that events are stamped with was last seen that day")
    expires: When = Field(description="When a grant ends by itself")
    source: str
    lawful_basis: str | None
    text_version: str | None
    form: str | None
    request_id: str | None
    counts: bool = Field(description="Whether it is the one in force on its identifier")


class IndividualConsents(BaseModel):
    id: str = Field(examples=[INDIVIDUAL])
    decisions: list[Decision] = Field(description="What it all comes to now")
    statements: list[LedgerStatement] = Field(description="All there are, newest first")


@router.post(
    "/consents",
    response_model=ConsentsAnswer,
    responses=responses(400, 403),
    summary="Record what people allow or refuse",
)
def post_consents(stated: ConsentsRequest, store: StoreDep) -> Any:
    """One statement or up to 1,000, all recorded or none: a fault names its place and how to mend it.

    Statements are added and never changed: to correct one, state anew. When this is answered they count everywhere.
    """
    new, known, suppressed = record(store, _rows(stated, rules_in_force(), datetime.now(UTC)))
    return {"recorded": new, "known": known, "suppressed": suppressed}


@router.get(
    "/individuals/{id}/consents",
    response_model=IndividualConsents,
    responses=responses(400, 403, 404),
    summary="What a person allowed: all that was said, and what counts now",
)
def get_consents(id: IndividualId, store: StoreDep, caller: CallerDep, view: ViewDep) -> Any:
    """Of all the person's identifiers, with the statements that decide for each purpose and channel; only of purposes
    that the caller may read for. Identifiers that the purpose does not allow to show are told as `email:***`.
    """
    return consents(store, id, read_for(caller, view.asked.rules), view)


def _rows(stated: ConsentsRequest, rules: Rules, now: datetime) -> list[Row]:
    """Rows for the ledger. Raises BadInput that names every fault, and repeats nothing that was sent."""
    rows, faults = [], []
    for place, one in enumerate(stated.consents):
        try:
            identifiers = [_identifier(contact, index) for index, contact in enumerate(one.identifiers)]
            for said in _said(one, stated.source, rules, now):
                rows += [row_of(identifier, said) for identifier in identifiers]
        except Unclear as unclear:
            faults.append(f"consents.{place}.{unclear.field}: {unclear.reason}")
    if faults:
        more = f"; and {len(faults) - MOST_FAULTS} more" if len(faults) > MOST_FAULTS else ""
        raise BadInput("; ".join(faults[:MOST_FAULTS]) + more + ". Nothing was recorded")
    return rows


def _identifier(contact: Contact, index: int) -> Identifier:
    key = key_of(contact.namespace.strip().lower(), contact.value.strip())
    if key is None:
        raise Unclear(f"identifiers.{index}", "not a value that an identifier of this namespace can have")
    return Identifier(key, label_of(key), "", key.partition(":")[2])


def _said(one: Stated, source: str, rules: Rules, now: datetime) -> list[Said]:
    given = {name: value for name in _STATED if (value := getattr(one, name)) is not None}
    if one.tc_string is None:
        return [understood(given, source, rules, now)]
    if given:
        raise Unclear("tc_string", f"says all there is to say: leave out {', '.join(given)}")
    try:
        return of_tc_string(one.tc_string, source, rules, now)
    except BadTCString as error:
        raise Unclear("tc_string", str(error)) from None
