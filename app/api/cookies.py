"""POST /api/v1/cookies/match."""

from typing import Any

from fastapi import APIRouter

from app.api import models
from app.api.dependencies import StoreDep
from app.api.problems import responses
from app.profiles import cookies

router = APIRouter(prefix="/api/v1/cookies", tags=["Look-up"], responses=responses())


@router.post(
    "/match", response_model=models.CookiesAnswer, summary="Up to 1,000 cookies to individuals at once"
)
def post_match(request: models.CookiesRequest, store: StoreDep) -> Any:
    """Whose browser each cookie is, as far as the purpose allows saying so. Until the consent ledger is
    built: a cookie is refused where the latest statement for this purpose, its own or its individual's, is a
    denial or a withdrawal.
    """
    return {"purpose": request.purpose, "cookies": cookies.match(store, request.cookies, request.purpose)}
