"""POST /api/v1/lookup: identifiers are personal data, so they travel in the body and never in an address."""

from typing import Any

from fastapi import APIRouter

from app.api import models
from app.api.dependencies import StoreDep
from app.api.problems import responses
from app.profiles.lookup import lookup

router = APIRouter(prefix="/api/v1/lookup", tags=["Look-up"], responses=responses(400, 404))


@router.post("", response_model=models.LookupAnswer, summary="The individual behind any identifier")
def post_lookup(request: models.LookupRequest, store: StoreDep) -> Any:
    return lookup(store, request.namespace, request.value)
