"""GET /api/v1/reviews: the stewards' queue. POST /api/v1/reviews/release: what was held back may join."""

from typing import Any

from fastapi import APIRouter

from app.api import steward_models as models
from app.api.dependencies import After, CallerDep, Limit, StoreDep, cursor
from app.api.problems import responses
from app.stewardship.held import release
from app.stewardship.reviews import reviews

router = APIRouter(prefix="/api/v1/reviews", tags=["Stewardship"], responses=responses(400))


@router.get(
    "", response_model=models.Reviews, summary="What stewards should look at, the most valuable first"
)
def get_reviews(store: StoreDep, after: After, limit: Limit = 20) -> Any:
    """Refused links between two people who look alike, doubtful links that hold one together, new hubs, records that
    were held back as they would join too much at once.

    Answer with `POST /api/v1/verdicts`, `/blocks` or `/reviews/release`; with `dry_run` these say what would follow.
    """
    found = reviews(store, after, limit)
    return {**found, "next": cursor(found["next"])}


@router.post(
    "/release",
    response_model=models.StewardAnswer,
    responses=responses(400, 404, 409),
    summary="Let records that were held back join",
)
def post_release(request: models.ReleaseRequest, store: StoreDep, caller: CallerDep) -> Any:
    """They are resolved as the scores say. Whatever nobody releases goes on waiting, and changes nobody."""
    return release(store, caller, request.held, dry_run=request.dry_run).as_json()
