"""POST /api/v1/why."""

from typing import Any

from fastapi import APIRouter

from app.api.dependencies import StoreDep
from app.api.problems import responses
from app.api.why_models import WhyAnswer, WhyRequest
from app.stewardship.why import why

router = APIRouter(prefix="/api/v1/why", tags=["Explanations"], responses=responses(403, 404))


@router.post("", response_model=WhyAnswer, summary="Why two records are, or are not, one person")
def post_why(request: WhyRequest, store: StoreDep) -> Any:
    """Evidence for and against, bit by bit; links refused, values left out, verdicts; and what would change it."""
    return why(store, request.a, request.b, changes=request.changes)
