"""POST and DELETE /api/v1/verdicts, POST /api/v1/individuals/{id}/unmerge."""

from typing import Any

from fastapi import APIRouter

from app.api import steward_models as models
from app.api.dependencies import CallerDep, IndividualId, StoreDep
from app.api.problems import responses
from app.stewardship import verdicts
from app.stewardship.unmerge import unmerge

router = APIRouter(prefix="/api/v1", tags=["Stewardship"], responses=responses(400, 404, 409))


@router.post(
    "/verdicts", response_model=models.StewardAnswer, summary="Two records are one person, or are not"
)
def post_verdict(request: models.VerdictRequest, store: StoreDep, caller: CallerDep) -> Any:
    """Kept with who said it, when and why, and obeyed at once. Saying it again changes nothing.

    409 where it contradicts other verdicts: the answer names the chain of them.
    """
    done = verdicts.judge(
        store, caller, request.a, request.b, request.verdict, request.reason, dry_run=request.dry_run
    )
    return done.as_json()


@router.delete(
    "/verdicts", response_model=models.StewardAnswer, summary="Withdraw a verdict, or all of one act"
)
def delete_verdict(request: models.WithdrawRequest, store: StoreDep, caller: CallerDep) -> Any:
    """Afterwards people are as if it had never been said."""
    if request.action is not None:
        return verdicts.withdraw_action(store, caller, request.action, dry_run=request.dry_run).as_json()
    a, b = str(request.a), str(request.b)
    return verdicts.withdraw(store, caller, a, b, dry_run=request.dry_run).as_json()


@router.post(
    "/individuals/{id}/unmerge",
    response_model=models.StewardAnswer,
    summary="Take some records out of a person",
)
def post_unmerge(id: IndividualId, request: models.UnmergeRequest, store: StoreDep, caller: CallerDep) -> Any:
    """Cannot-links between these records and all others of the individual: one act, withdrawn by its `action`."""
    done = unmerge(store, caller, id, request.records, request.reason, dry_run=request.dry_run)
    return done.as_json()
