"""Errors as RFC 9457 problem documents, all made here.

What the caller sent is never repeated: it may be personal data.
"""

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from app.errors import (
    BadInput,
    Busy,
    CannotWrite,
    Conflict,
    Forbidden,
    GraphUnavailable,
    IdGraphError,
    NotFound,
    NotSignedIn,
    SettingsError,
    SignInUnavailable,
    TooLarge,
)

MEDIA_TYPE = "application/problem+json"
_UNAVAILABLE_S = 5
"""After which it is worth asking again."""
_NAME = re.compile(r"[A-Za-z_\[\]-]{1,40}")
"""What names of fields look like, and what the parts of a choice of types are called."""
_TITLES = {413: "Content Too Large", 422: "Invalid Request"}
"""Where Python's own words differ from version to version."""
_STATUS: tuple[tuple[type[IdGraphError], HTTPStatus], ...] = (
    (NotSignedIn, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (TooLarge, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    (BadInput, HTTPStatus.BAD_REQUEST),
    (Busy, HTTPStatus.TOO_MANY_REQUESTS),
    (GraphUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
    (CannotWrite, HTTPStatus.SERVICE_UNAVAILABLE),
    (SettingsError, HTTPStatus.SERVICE_UNAVAILABLE),
    (SignInUnavailable, HTTPStatus.SERVICE_UNAVAILABLE),
)
"""The only place where a domain error meets HTTP."""


class FieldProblem(BaseModel):
    field: str = Field(description="Where in the request: `body.cookies.3`", examples=["body.namespace"])
    message: str = Field(description="What is wrong with it", examples=["Field required"])


class Problem(BaseModel):
    """What every error looks like (RFC 9457), with `code` and `message` for clients that switch on them."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:identity-graph:problem:not-found",
                    "title": "Not Found",
                    "status": 404,
                    "detail": "No individual has this ID",
                    "instance": "urn:identity-graph:request:01hq3v1c5f2m",
                    "code": "not_found",
                    "message": "No individual has this ID",
                }
            ]
        }
    )

    type: str = Field(description="Kind of problem, a URN that stays the same")
    title: str
    status: int
    detail: str = Field(description="What went wrong and what to do, for a person to read")
    instance: str | None = Field(None, description="The request, as it stands in the service's log")
    code: str = Field(description="Kind of problem as one word")
    message: str = Field(description="The same as `detail`")
    errors: list[FieldProblem] | None = Field(None, description="Only for 422: every field at fault")


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route, for its OpenAPI description.

    Who may not ask, asks too often or wrongly can be told so anywhere, and Neo4j can be away.
    """
    return {
        status: {"description": HTTPStatus(status).phrase, "model": Problem, "content": {MEDIA_TYPE: {}}}
        for status in sorted({*statuses, 400, 401, 403, 422, 429, 503})
    }


def described(document: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document whose problem responses have their own media type: FastAPI knows one for all models."""
    for path in document["paths"].values():
        for operation in path.values():
            for response in operation["responses"].values():
                content = response.get("content", {})
                if MEDIA_TYPE in content:
                    content[MEDIA_TYPE] = content.pop("application/json")
    return document


def problem(
    status: int,
    detail: str,
    *,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """One problem document as a response."""
    title = _TITLES.get(status) or HTTPStatus(status).phrase
    code = title.lower().replace(" ", "_")
    body = {
        "type": f"urn:identity-graph:problem:{code.replace('_', '-')}",
        "title": title,
        "status": status,
        "detail": detail,
        "instance": f"urn:identity-graph:request:{request_id}" if request_id else None,
        "code": code,
        "message": detail,
        **more,
    }
    return JSONResponse(body, status, headers, media_type=MEDIA_TYPE)


Handle = Callable[[Request, Exception], Response]


def install(app: FastAPI, page: Callable[[Request, Response], Response]) -> Handle:
    """Make every error a problem document; `page` shows one to a person in a browser, outside `/api`.

    What does so, for those who stand before the application's own routes.
    """

    def handle(request: Request, error: Exception) -> Response:
        answer = _problem_of(error, getattr(request.state, "request_id", None))
        by_browser = "text/html" in request.headers.get("accept", "")
        return page(request, answer) if by_browser and not request.url.path.startswith("/api/") else answer

    for kind in (IdGraphError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, handle)
    return handle


def _problem_of(error: Exception, request_id: str | None) -> JSONResponse:
    match error:
        case RequestValidationError():
            return problem(
                422, "The request is not as described", request_id=request_id, errors=_fields(error)
            )
        case HTTPException():
            return problem(error.status_code, str(error.detail), request_id=request_id, headers=error.headers)
        case _:
            status = next((status for kind, status in _STATUS if isinstance(error, kind)), 500)
            return problem(status, str(error), request_id=request_id, headers=_headers(error, status))


def _headers(error: Exception, status: int) -> dict[str, str]:
    match error:
        case Busy():
            return {"Retry-After": str(error.wait_s)}
        case NotSignedIn():
            return {"WWW-Authenticate": "Bearer"}
        case _:
            unavailable = status == HTTPStatus.SERVICE_UNAVAILABLE
            return {"Retry-After": str(_UNAVAILABLE_S)} if unavailable else {}


def _fields(error: RequestValidationError) -> list[dict[str, str]]:
    return [{"field": ".".join(map(_named, item["loc"])), "message": item["msg"]} for item in error.errors()]


def _named(part: str | int) -> str:
    """A place in a request; what was sent as the name of a field is not repeated unless it looks like one."""
    return str(part) if isinstance(part, int) or _NAME.fullmatch(part) else "?"
