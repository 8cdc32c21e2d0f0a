"""GET /api/v1/individuals/{id} and its parts."""

from typing import Any

from fastapi import APIRouter, Response

from app.api import models
from app.api.dependencies import IndividualId, StoreDep, ViewDep
from app.api.problems import responses
from app.profiles import individual

PREFIX = "/api/v1/individuals"
router = APIRouter(prefix=PREFIX, tags=["Individuals"], responses=responses(400, 403, 404))


@router.get("/{id}", response_model=models.Individual, summary="A person's golden record, records and links")
def get_individual(id: IndividualId, store: StoreDep, view: ViewDep, response: Response) -> Any:
    """Every value comes with the record it was taken from, every link with the bits that make it up.

    A retired ID answers with its successor: `id` is then another than the one asked for, and
    `Content-Location` names it. Where the purpose needs consent, only records that it covers are shown, and of the
    contact points those of the channels that were granted; 403 where there are none.
    """
    found = individual.individual(store, id, view)
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
