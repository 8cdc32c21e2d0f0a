"""POST /api/v1/lookup: identifiers are personal data, so they travel in the body and never in an address."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from app.api import models
from app.api.dependencies import caller_of, noted, reader_of, store_of
from app.api.problems import responses
from app.consent.view import View, view_of
from app.feed.past import moment
from app.graph.store import Store
from app.profiles.lookup import answer, lookup, question

router = APIRouter(prefix="/api/v1/lookup", tags=["Look-up"], responses=responses(400, 403, 404))


@router.post("", response_model=models.LookupAnswer, summary="The individual behind any identifier")
async def post_lookup(asked: models.LookupRequest, request: Request) -> Any:
    """Where the purpose needs consent: only who gave it, and of their records only those that it covers.

    With `as_of`: whose the records were then that carry the identifier today.
    """
    view = noted(request, view_of(caller_of(request), asked.purpose, asked.channel))
    if asked.as_of:
        found = await run_in_threadpool(_then, store_of(request), asked, view)
    else:
        of = question(asked.namespace, asked.value, view)
        found = answer(of, await reader_of(request).one(of.statement, **of.p))
    request.app.state.remembering.note(view.unremembered)
    return found


def _then(store: Store, asked: models.LookupRequest, view: View) -> dict[str, Any]:
    return lookup(store, asked.namespace, asked.value, view, moment(store, asked.as_of or ""))
