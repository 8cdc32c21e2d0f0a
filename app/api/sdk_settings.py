"""What tracking SDKs ask before they send: where to, and whether they may.

What each of them needs of an answer was found in its source; where it is not obvious, a comment says so.
"""

from typing import Any

from fastapi import APIRouter, Request

from app.api.problems import responses
from app.settings import Settings
from app.sources.tracking import write_key_of

router = APIRouter(tags=["Tracking"])


@router.get(
    "/v1/projects/{write_key}/settings",
    responses=responses(),
    summary="What @segment/analytics-next asks before it sends",
)
def get_settings(write_key: str, request: Request) -> dict[str, Any]:
    """Where to send events: here. No other destination is switched on."""
    return _settings(write_key, request, "Segment.io")


# At an address of its own: where two destinations are named, SDKs for browsers fetch code from their makers' hosts.
@router.get(
    "/customerio/v1/projects/{write_key}/settings",
    responses=responses(),
    summary="What @customerio/cdp-analytics-browser asks before it sends",
)
def get_customerio_settings(write_key: str, request: Request) -> dict[str, Any]:
    """The same by the name that it looks for; where it does not find it, it sends to Customer.io."""
    return _settings(write_key, request, "Customer.io Data Pipelines")


def _settings(write_key: str, request: Request, destination: str) -> dict[str, Any]:
    protocol, host = _own_address(request)
    own = {"apiKey": write_key, "apiHost": f"{host}/v1", "protocol": protocol}
    return {
        "integrations": {destination: own},
        # Left to itself it tells api.segment.io how it fares, from the browser of every visitor.
        "metrics": {"sampleRate": 0},
        # Without, the SDK for React Native with its plug-in for consent drops every event. Which categories an app asks
        # for is not listed, for we do not know: of one that it has not, OneTrust would say that it was refused.
        "consentSettings": {"allCategories": [], "hasUnmappedDestinations": True},
    }


def _own_address(request: Request) -> tuple[str, str]:
    """Protocol and host as browsers know them: what stands in front of the service asks it by plain HTTP and perhaps
    by another name, and a page that came by TLS may send to nothing else."""
    settings: Settings = request.app.state.settings
    if settings.public_url:
        protocol, _, host = settings.public_url.rstrip("/").partition("://")
        return protocol, host
    return "https" if settings.behind_tls else request.url.scheme, request.url.netloc


@router.post("/v1/m", include_in_schema=False)
async def drop_metrics() -> dict[str, bool]:
    """What Segment's SDKs that were told their settings by the page tell of themselves: not read, not kept."""
    return {"success": True}


@router.get("/sourceConfig", responses=responses(), summary="What RudderStack's SDKs ask before they send")
def get_source_config(request: Request, writeKey: str = "") -> dict[str, Any]:  # noqa: N803 - their name
    """A source that is switched on and has no destination of its own."""
    key = write_key_of(request.headers.get("authorization"), writeKey) or ""
    return {
        "source": {
            "id": key,
            "name": key,
            "writeKey": key,
            "enabled": True,
            "destinations": [],
            # Without these the SDKs for Swift and Kotlin cannot read the answer, and some for Android stop the app.
            "workspaceId": "identity-graph",
            "updatedAt": "1970-01-01T00:00:00.000Z",
            "config": {"statsCollection": {"errors": {"enabled": False}, "metrics": {"enabled": False}}},
        }
    }
