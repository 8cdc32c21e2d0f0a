"""GET /api/v1/households and GET /api/v1/households/{id}."""

from typing import Any

from fastapi import APIRouter, Response

from app.api import models
from app.api.dependencies import After, HouseholdId, Limit, StoreDep, cursor
from app.api.problems import responses
from app.profiles import household

PREFIX = "/api/v1/households"
router = APIRouter(prefix=PREFIX, tags=["Households"])


@router.get(
    "", response_model=models.Households, responses=responses(400), summary="All households, a page at a time"
)
def get_households(store: StoreDep, after: After, limit: Limit = 50) -> Any:
    """Ordered by ID: a household that appears while you page may come later or not, none comes twice."""
    rows, last = household.households(store, after=after, limit=limit)
    return {"households": rows, "next": cursor(last)}


@router.get(
    "/{id}", response_model=models.Household, responses=responses(404), summary="A household and its roll-up"
)
def get_household(id: HouseholdId, store: StoreDep, response: Response) -> Any:
    """Who lives together, where, what they share, and why we think so.

    A retired ID answers with its successor, which `Content-Location` names.
    """
    found = household.household(store, id)
    response.headers["Content-Location"] = f"{PREFIX}/{found['id']}"
    return found
