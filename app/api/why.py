"""POST /api/v1/why."""

from typing import Any

from fastapi import APIRouter

from app.api import models
from app.api.dependencies import StoreDep
from app.api.problems import responses
from app.stewardship.why import why

router = APIRouter(prefix="/api/v1/why", tags=["Explanations"], responses=responses(404))


@router.post("", response_model=models.WhyAnswer, summary="Why two records are, or are not, one person")
def post_why(request: models.WhyRequest, store: StoreDep) -> Any:
    """The strongest path of accepted links from a to b, with every comparison and its bits; and what was refused."""
    return why(store, request.a, request.b)
