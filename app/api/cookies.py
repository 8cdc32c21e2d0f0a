"""POST /api/v1/cookies/match."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool

from app.api import models
from app.api.dependencies import CallerDep, StoreDep, noted
from app.api.problems import responses
from app.consent.rules import WEB
from app.consent.view import view_of
from app.profiles import cookies

router = APIRouter(prefix="/api/v1/cookies", tags=["Look-up"], responses=responses(400, 403))


@router.post(
    "/match", response_model=models.CookiesAnswer, summary="Up to 1,000 cookies to individuals at once"
)
async def post_match(
    asked: models.CookiesRequest, store: StoreDep, caller: CallerDep, request: Request
) -> Any:
    """Whose browser each cookie is, as far as the purpose allows saying so.

    A cookie without consent for the purpose is refused, and so is one that is linked to anybody who refused it. A
    withdrawal counts from the moment its call is answered.
    """
    view = noted(request, view_of(caller, asked.purpose).by(WEB))
    found = await run_in_threadpool(cookies.match, store, asked.cookies, view)
    request.app.state.remembering.note(view.unremembered)
    return {"purpose": view.purpose, "cookies": found}
