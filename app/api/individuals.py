"""GET /api/v1/individuals/{id} and its parts."""

from typing import Any

from fastapi import APIRouter, Response

from app.api import models
from app.api.dependencies import IndividualId, StoreDep, ThenDep, ViewDep
from app.api.past_models import IndividualThen
from app.api.problems import responses
from app.profiles import individual
from app.profiles.past import individual_then

PREFIX = "/api/v1/individuals"
router = APIRouter(prefix=PREFIX, tags=["Individuals"], responses=responses(400, 403, 404))


@router.get(
    "/{id}",
    response_model=models.Individual | IndividualThen,
    summary="A person's golden record, records and links",
)
def get_individual(
    id: IndividualId, store: StoreDep, view: ViewDep, then: ThenDep, response: Response
) -> Any:
    """Every value comes with the record it was taken from, every link with the bits that make it up.

    A retired ID answers with its successor: `id` is then another than the one asked for, and
    `Content-Location` names it. Where the purpose needs consent, only records that it covers are shown, and of the
    contact points those of the channels that were granted; 403 where there are none.

    With `as_of`: the records it had then, with what they say today, as far as they exist; links of then are not kept.
    """
    found = individual_then(store, id, then, view) if then else individual.individual(store, id, view)
    response.headers["Content-Location"] = f"{PREFIX}/{found['id']}"
    return found


@router.get("/{id}/graph", response_model=models.Graph, summary="The household around a person, to be drawn")
def get_graph(id: IndividualId, store: StoreDep, view: ViewDep) -> Any:
    """Nodes and edges of the household, and near misses: records compared with theirs and refused."""
    return individual.graph(store, id, view)


@router.get("/{id}/devices", response_model=models.Devices, summary="Cross-device view")
def get_devices(id: IndividualId, store: StoreDep, view: ViewDep) -> Any:
    """Cookies and devices of the individual, those shared at home, and those that others use as well."""
    return individual.devices(store, id, view)


@router.get(
    "/{id}/history", response_model=models.History, summary="Records that joined and IDs that were merged"
)
def get_history(id: IndividualId, store: StoreDep, view: ViewDep) -> Any:
    return individual.history(store, id, view)


@router.get(
    "/{id}/timeline", response_model=models.Timeline, summary="Everything about a person that has a date"
)
def get_timeline(id: IndividualId, store: StoreDep, view: ViewDep) -> Any:
    return individual.timeline(store, id, view)
