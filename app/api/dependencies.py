"""What routes ask for: the store, the caller and what for, a cursor.

What waits for nothing is `async`: anything else runs in a thread of the pool, which takes longer than the thing itself.
"""

import base64
import binascii
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from app.access.caller import Caller
from app.consent.view import View, view_of
from app.errors import BadInput, Forbidden, NotSignedIn
from app.feed.past import Moment, moment
from app.graph.reader import Reader
from app.graph.store import Store


def store_of(request: Request) -> Store:
    """What a route depends on by `StoreDep`. FastAPI takes 40 microseconds for each dependency: routes that are asked
    hundreds of times a second call this themselves."""
    store: Store = request.app.state.store
    return store


def reader_of(request: Request) -> Reader:
    """The same for what waits for the graph on the loop itself."""
    reader: Reader = request.app.state.reader
    return reader


def caller_of(request: Request) -> Caller:
    """The same for `CallerDep`. Raises NotSignedIn."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise NotSignedIn("This route answers those who say who they are")
    return caller


async def _store(request: Request) -> Store:
    return store_of(request)


async def _caller(request: Request) -> Caller:
    return caller_of(request)


async def admitted(request: Request) -> None:
    """Refuse what did not come through the gate, or came through as another route. Raises Forbidden."""
    if request.scope.get("route") is not getattr(request.state, "admitted", None):
        raise Forbidden("This route answers nobody")


async def _after(
    cursor: Annotated[
        str | None,
        Query(max_length=200, description="`next` of the page before; leave out for the first page"),
    ] = None,
) -> str:
    """The ID after which a page starts, '' for the first."""
    if not cursor:
        return ""
    try:
        return base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode(
            "ascii"
        )
    except (binascii.Error, ValueError):
        raise BadInput("This cursor did not come from here: start again without one") from None


def cursor(after: str | None) -> str | None:
    """An ID as an opaque cursor: clients pass it back and read nothing into it."""
    return None if after is None else base64.urlsafe_b64encode(after.encode()).decode().rstrip("=")


async def _view(
    request: Request,
    caller: Annotated[Caller, Depends(_caller)],
    purpose: Annotated[
        str | None,
        Query(
            max_length=64,
            description="What you read for: whoever did not agree to it is not shown. Left out: what your role, or "
            "your key, usually reads for",
            examples=["marketing"],
        ),
    ] = None,
    channel: Annotated[
        str | None,
        Query(
            max_length=40,
            description="By which channel you would reach people; left out: a refusal of any channel is one",
            examples=["email"],
        ),
    ] = None,
) -> View:
    return noted(request, view_of(caller, purpose, channel))


def noted(request: Request, view: View) -> View:
    """The view, once the audit knows what is read for."""
    request.state.purpose = view.purpose
    return view


def _then(
    store: Annotated[Store, Depends(_store)],
    as_of: Annotated[
        str | None,
        Query(
            min_length=1,
            max_length=40,
            description="A number of the feed, or a time (ISO 8601): who belonged to whom then",
            examples=["2026-03-14T09:26:53Z"],
        ),
    ] = None,
) -> Moment | None:
    return moment(store, as_of) if as_of else None


StoreDep = Annotated[Store, Depends(_store)]
ThenDep = Annotated[Moment | None, Depends(_then)]
"""The moment that is asked about; None: now."""
CallerDep = Annotated[Caller, Depends(_caller)]
"""Who asks: `.id` for the audit, `.role`, `.purposes`. Whether they may call the route at all was decided before."""
ViewDep = Annotated[View, Depends(_view)]
"""What a request without a body reads for."""
After = Annotated[str, Depends(_after)]
Limit = Annotated[int, Query(ge=1, le=200, description="Most rows on a page")]
IndividualId = Annotated[
    str, Path(max_length=64, description="An individual's ID", examples=["ind_01JA8Q3V5N0000000000000001"])
]
HouseholdId = Annotated[
    str, Path(max_length=64, description="A household's ID", examples=["hh_01JA8Q3V5N0000000000000001"])
]
