"""GET, POST and DELETE /api/v1/blocks: values are personal data, so they travel in the body and never in an address."""

from typing import Any

from fastapi import APIRouter

from app.api import steward_models as models
from app.api.dependencies import CallerDep, StoreDep
from app.api.problems import responses
from app.stewardship.blocks import block, blocks, unblock

router = APIRouter(prefix="/api/v1/blocks", tags=["Stewardship"])


@router.get("", response_model=models.Blocks, responses=responses(), summary="Blocked values")
def get_blocks(store: StoreDep) -> Any:
    return {"blocks": blocks(store)}


@router.post(
    "", response_model=models.StewardAnswer, responses=responses(400), summary="Let a value count for nothing"
)
def post_block(request: models.BlockRequest, store: StoreDep, caller: CallerDep) -> Any:
    """People are then as if nobody had ever had it; it is remembered for records still to come."""
    done = block(store, caller, request.namespace, request.value, request.reason, dry_run=request.dry_run)
    return done.as_json()


@router.delete(
    "", response_model=models.StewardAnswer, responses=responses(400, 404), summary="Let a value count again"
)
def delete_block(request: models.UnblockRequest, store: StoreDep, caller: CallerDep) -> Any:
    return unblock(store, caller, request.namespace, request.value, dry_run=request.dry_run).as_json()
