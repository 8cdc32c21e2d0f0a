"""The tracking calls described for those who send: what each is for, with an example of its body."""

from typing import Any, NamedTuple


class Call(NamedTuple):
    summary: str
    description: str
    example: dict[str, Any]


_ANONYMOUS = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
_WHEN = {"timestamp": "2026-03-14T09:26:53.000Z"}
_PAGE = {"page": {"path": "/femme/robes"}, "userAgent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/136.0"}

_COMMON = (
    "Answered once committed. Send the write key as user name of Basic authentication, or as `writeKey` in the body. "
    "What a public one tells of people is a claim and joins nobody. At this machine, before a write key is made, any "
    "name of letters, digits, `_`, `.` and `-` is one, and it names the source. "
    "Content-Type is ignored, gzip welcome. An event counts once per source and `messageId`, for at least seven days. "
    "An event that cannot be used goes to quarantine with its reason and the rest counts; "
    "with `X-Strict-Mode: 1` it is refused. At most 32 KB an event, 4 MB and 5,000 events a request."
)

CALLS = {
    "identify": Call(
        "Who a user is",
        "Traits by the names of Segment or OpenID Connect, or as columns of files are called, also in French.",
        {
            "userId": "u-10021",
            "anonymousId": _ANONYMOUS,
            "traits": {
                "firstName": "Marie",
                "lastName": "Dupont",
                "email": "marie.dupont@example.fr",
                "phone": "06 12 34 56 78",
                "birthday": "1980-05-12",
                "address": {"street": "12 rue Oberkampf", "postalCode": "75011", "city": "Paris"},
            },
            **_WHEN,
            "messageId": "ajs-next-1742203613000-77ab",
        },
    ),
    "track": Call(
        "What somebody did",
        "Counts for the cookie, the device and the user. The properties are not kept.",
        {"userId": "u-10021", "event": "Order Completed", "properties": {"total": 39.9}, **_WHEN},
    ),
    "page": Call(
        "A page that was seen",
        "Two steps of its path are kept, never what follows a `?`.",
        {"anonymousId": _ANONYMOUS, "name": "Robes", "context": _PAGE, **_WHEN},
    ),
    "screen": Call(
        "A screen of an app that was seen",
        "`context.device.id` is a device; its advertising ID as well, unless its owner refused to be tracked.",
        {
            "anonymousId": _ANONYMOUS,
            "name": "Cart",
            "context": {"device": {"id": "B5372DB0-C21E-11E4-8DFC-AA07A5B093DB", "adTrackingEnabled": False}},
            **_WHEN,
        },
    ),
    "group": Call(
        "The organisation that a user belongs to",
        "Its name and SIRET are told of the user's record.",
        {"userId": "u-10021", "groupId": "g-7", "traits": {"name": "Acme SAS"}, **_WHEN},
    ),
    "alias": Call(
        "Two IDs of one user",
        "The record of `userId` carries `previousId` from then on: as an account, and as a cookie if a browser's.",
        {"userId": "u-10021", "previousId": _ANONYMOUS, **_WHEN},
    ),
    "batch": Call(
        "Many events at once",
        "A `context` beside the batch holds for each event, and each event's own goes before it.",
        {
            "batch": [
                {
                    "type": "identify",
                    "userId": "u-10021",
                    "traits": {"email": "marie.dupont@example.fr"},
                    **_WHEN,
                },
                {"type": "page", "anonymousId": _ANONYMOUS, "name": "Robes", "messageId": "ajs-next-2"},
            ],
            "sentAt": "2026-03-14T09:26:54.000Z",
        },
    ),
}


def body_of(kind: str) -> dict[str, Any]:
    """The request body for OpenAPI: any object, for what SDKs send is never refused for its shape."""
    schema = {"type": "object", "additionalProperties": True, "example": CALLS[kind].example}
    return {
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
        "description": f"{CALLS[kind].description}\n\n{_COMMON}",
    }
