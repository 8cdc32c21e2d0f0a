"""GET /api/v1/reviews: the stewards' queue."""

from typing import Any

from fastapi import APIRouter

from app.api import steward_models as models
from app.api.dependencies import After, Limit, StoreDep, cursor
from app.api.problems import responses
from app.stewardship.reviews import reviews

router = APIRouter(prefix="/api/v1/reviews", tags=["Stewardship"], responses=responses(400))


@router.get(
    "", response_model=models.Reviews, summary="What stewards should look at, the most valuable first"
)
def get_reviews(store: StoreDep, after: After, limit: Limit = 20) -> Any:
    """Refused links between two people who look alike, doubtful links that hold one together, new hubs.

    Answer with `POST /api/v1/verdicts` or `/blocks`; with `dry_run` these say what would follow.
    """
    found = reviews(store, after, limit)
    return {**found, "next": cursor(found["next"])}
