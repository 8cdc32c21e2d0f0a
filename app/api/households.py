"""GET /api/v1/households and GET /api/v1/households/{id}."""

from typing import Any

from fastapi import APIRouter, Response

from app.api import models
from app.api.dependencies import After, HouseholdId, Limit, StoreDep, ThenDep, ViewDep, cursor
from app.api.past_models import HouseholdThen
from app.api.problems import responses
from app.profiles import household
from app.profiles.past import household_then

PREFIX = "/api/v1/households"
router = APIRouter(prefix=PREFIX, tags=["Households"])


@router.get(
    "",
    response_model=models.Households,
    responses=responses(400, 403),
    summary="All households, a page at a time",
)
def get_households(store: StoreDep, view: ViewDep, after: After, limit: Limit = 50) -> Any:
    """Ordered by ID: a household that appears while you page may come later or not, none comes twice.

    Where the purpose needs consent, members without it are left out, and so are households without members: a page may
    hold fewer than `limit`, and has a next one all the same.
    """
    rows, last = household.households(store, after=after, limit=limit, view=view)
    return {"households": rows, "next": cursor(last)}


@router.get(
    "/{id}",
    response_model=models.Household | HouseholdThen,
    responses=responses(400, 403, 404),
    summary="A household and its roll-up",
)
def get_household(id: HouseholdId, store: StoreDep, view: ViewDep, then: ThenDep, response: Response) -> Any:
    """Who lives together, where, what they share, and why we think so. Where the purpose needs consent: those who gave
    it; everything else, numbers too, is of them alone.

    A retired ID answers with its successor, which `Content-Location` names. With `as_of`: its people then, with what
    their records say today, as far as these exist; addresses, devices and links of then are not kept.
    """
    found = household_then(store, id, then, view) if then else household.household(store, id, view)
    response.headers["Content-Location"] = f"{PREFIX}/{found['id']}"
    return found
