"""Messages to webhooks, signed by Standard Webhooks (https://www.standardwebhooks.com). Pure but for `new_secret`."""

import base64
import binascii
import hashlib
import hmac
import json
import os
from typing import Any

from app.feed.entries import Entry

_PREFIX = "whsec_"
_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret that sender and receiver share, as every library of Standard Webhooks takes it."""
    return _PREFIX + base64.b64encode(os.urandom(_SECRET_BYTES)).decode()


def is_secret(text: str) -> bool:
    """Whether this is a secret of 24 to 64 bytes in that form."""
    try:
        return text.startswith(_PREFIX) and 24 <= len(_bytes(text)) <= 64
    except (binascii.Error, ValueError):
        return False


def signed(secret: str, id: str, at: int, body: bytes) -> dict[str, str]:
    """The three headers of a message. `at`: seconds since 1970, when it is sent."""
    text = f"{id}.{at}.".encode() + body
    signature = base64.b64encode(hmac.new(_bytes(secret), text, hashlib.sha256).digest()).decode()
    return {"webhook-id": id, "webhook-timestamp": str(at), "webhook-signature": f"v1,{signature}"}


def message_id(webhook: str, seq: int) -> str:
    """The same for every attempt to tell this endpoint of this change, so that it can drop what it has had already."""
    return f"msg_{webhook.split('_', 1)[1]}_{seq}"


def body_of(entry: Entry) -> bytes:
    """A change as a message: IDs of ours and nothing else."""
    told = entry.as_json()
    return _body(f"{told['kind']}.{told.pop('type')}", told.pop("at"), told)


def body_of_test(at: str) -> bytes:
    """A message that tells of nothing."""
    return _body("test", at, {})


def _body(type: str, timestamp: str, data: dict[str, Any]) -> bytes:
    return json.dumps({"type": type, "timestamp": timestamp, "data": data}, separators=(",", ":")).encode()


def _bytes(secret: str) -> bytes:
    return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
