"""/api/v1/webhooks: who is told of changes."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response

from app.api import change_models as models
from app.api.dependencies import CallerDep, StoreDep
from app.api.problems import responses
from app.feed import dead_letters, webhooks

PREFIX = "/api/v1/webhooks"
router = APIRouter(prefix=PREFIX, tags=["Changes"], responses=responses(404))

WebhookId = Annotated[
    str, Path(max_length=64, description="A webhook's ID", examples=["wh_01JA8Q3V5N0000000000000001"])
]


@router.post(
    "",
    status_code=201,
    response_model=models.NewWebhook,
    responses=responses(400),
    summary="Tell an endpoint of changes from now on",
)
def post_webhook(
    new: models.WebhookRequest, store: StoreDep, caller: CallerDep, request: Request, response: Response
) -> Any:
    """The answer holds the secret that verifies its messages, this once (https://www.standardwebhooks.com)."""
    hook = webhooks.add(
        store,
        caller,
        new.url,
        new.types,
        after=new.after,
        private=new.private,
        here=request.app.state.settings.on_loopback,
    )
    response.headers["Location"] = f"{PREFIX}/{hook.id}"
    return hook.as_json() | {"secret": hook.secret}


@router.get("", response_model=models.Webhooks, summary="All endpoints that are told of changes")
def get_webhooks(store: StoreDep) -> Any:
    return {"webhooks": [hook.as_json() for hook in webhooks.webhooks(store)]}


@router.get("/{id}", response_model=models.Webhook, summary="An endpoint, and how far it has been told")
def get_webhook(id: WebhookId, store: StoreDep) -> Any:
    return webhooks.webhook(store, id).as_json()


@router.delete("/{id}", status_code=204, summary="Tell an endpoint nothing any more")
def delete_webhook(id: WebhookId, store: StoreDep, caller: CallerDep) -> None:
    """What it never received is forgotten, too."""
    webhooks.remove(store, caller, id)


@router.post("/{id}/test", response_model=models.Tried, summary="Send a message that tells of nothing")
def post_test(id: WebhookId, store: StoreDep) -> Any:
    """Once, now, signed as all others; its `type` is `test`."""
    tried = webhooks.ping(store, id)
    return {"delivered": tried.delivered, "reason": tried.reason, "seconds": tried.seconds}


@router.get(
    "/{id}/dead-letters", response_model=models.DeadLetters, summary="Changes that an endpoint never received"
)
def get_dead_letters(id: WebhookId, store: StoreDep) -> Any:
    """The oldest 1,000."""
    return {"dead_letters": dead_letters.dead_letters(store, id)}


@router.post("/{id}/replay", response_model=models.Replayed, summary="Send the dead letters once more")
def post_replay(id: WebhookId, store: StoreDep) -> Any:
    """The oldest first, until one fails again; at most 100 at a time."""
    return dead_letters.replay(store, id, limit=100).as_json()
