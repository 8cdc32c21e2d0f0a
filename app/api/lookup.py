"""POST /api/v1/lookup: identifiers are personal data, so they travel in the body and never in an address."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from app.api import models
from app.api.dependencies import caller_of, noted, store_of
from app.api.problems import responses
from app.consent.view import view_of
from app.feed.past import moment
from app.profiles.lookup import lookup

router = APIRouter(prefix="/api/v1/lookup", tags=["Look-up"], responses=responses(400, 403, 404))


@router.post("", response_model=models.LookupAnswer, summary="The individual behind any identifier")
async def post_lookup(asked: models.LookupRequest, request: Request) -> Any:
    """Where the purpose needs consent: only who gave it, and of their records only those that it covers.

    With `as_of`: whose the records were then that carry the identifier today.
    """
    store, view = store_of(request), noted(request, view_of(caller_of(request), asked.purpose, asked.channel))

    def answer() -> Any:
        then = moment(store, asked.as_of) if asked.as_of else None
        return lookup(store, asked.namespace, asked.value, view, then)

    found = await run_in_threadpool(answer)
    request.app.state.remembering.note(view.unremembered)
    return found
