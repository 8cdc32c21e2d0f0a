"""Signing in to the console with OpenID Connect: the authorization code flow with PKCE."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access.door import Door
from app.access.oidc import Attempt, Provider
from app.access.sessions import ATTEMPT_S, LONGEST_S, Sessions
from app.api.gate import SESSION
from app.console.pages import page
from app.errors import NotFound, NotSignedIn

_ATTEMPT = "idgraph_sign_in"
_BACK = "/sign-in/callback"

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Given = Annotated[str, Query(max_length=4096)]


@router.get("/sign-in")
def begin(request: Request) -> Response:
    """To the provider, and back with a code."""
    provider, sessions = _door(request)
    attempt = Attempt.new()
    answer = RedirectResponse(provider.address(attempt, _back(request)), status_code=303)
    _keep(request, answer, _ATTEMPT, sessions.begin(attempt), ATTEMPT_S)
    return answer


@router.get(_BACK)
def finish(request: Request, code: Given = "", state: Given = "") -> Response:
    """Back from the provider: the code buys an ID token, and that a session."""
    provider, sessions = _door(request)
    attempt = sessions.attempt(request.cookies.get(_ATTEMPT, ""))
    if attempt is None or not code:
        raise NotSignedIn("Nobody signed in: the provider refused, or it took too long. Begin again")
    person, until = provider.signed_in(attempt, code, state, _back(request))
    answer = RedirectResponse("/", status_code=303)
    _keep(request, answer, SESSION, sessions.open(person, until), LONGEST_S)
    answer.delete_cookie(_ATTEMPT)
    return answer


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Forget the session here; the provider's own goes on."""
    answer = page(request, "signed_out.html")
    answer.delete_cookie(SESSION)
    return answer


def _door(request: Request) -> tuple[Provider, Sessions]:
    door: Door = request.app.state.door
    if door.provider is None or door.sessions is None:
        raise NotFound("Nobody signs in here: IDGRAPH_OIDC_ISSUER names no provider")
    return door.provider, door.sessions


def _back(request: Request) -> str:
    """Our own address that the provider sends people back to, as it is registered there."""
    own: str = request.app.state.settings.public_url or str(request.base_url)
    return own.rstrip("/") + _BACK


def _keep(request: Request, answer: Response, name: str, value: str, seconds: int) -> None:
    secure = _back(request).startswith("https:")
    # Lax, not strict: who comes back from the provider comes from another site.
    answer.set_cookie(name, value, max_age=seconds, httponly=True, samesite="lax", secure=secure)
