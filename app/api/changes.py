"""GET /api/v1/changes: the lifecycle feed."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from app.api.change_models import Changes
from app.api.dependencies import StoreDep, ViewDep
from app.api.problems import responses
from app.feed.entries import accepted, record_names
from app.feed.watch import LONGEST_WAIT_S, Watch

router = APIRouter(prefix="/api/v1/changes", tags=["Changes"], responses=responses(400, 403))

Seq = Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before; 0: from the beginning")]
PageSize = Annotated[int, Query(ge=1, le=1000, description="Most changes on a page")]
Wait = Annotated[
    float,
    Query(ge=0, le=LONGEST_WAIT_S, description="Seconds to wait for a change where there is none yet"),
]
Types = Annotated[
    list[str] | None,
    Query(
        max_length=20,
        description="Only these: `merged`, or `individual.merged`, or `household` for all of a kind; by commas",
    ),
]


@router.get(
    "", response_model=Changes, summary="What became of people and households, in order, from any number on"
)
async def get_changes(
    request: Request,
    store: StoreDep,
    view: ViewDep,
    after: Seq = 0,
    limit: PageSize = 100,
    wait: Wait = 0,
    types: Types = None,
) -> Any:
    """Numbers have no gap, and a change is there as soon as what it tells is. Replaying all of them gives exactly the
    present people and households. Ask again with `after` set to `next`; with `wait`, the answer comes as soon as there
    is a change, or empty when the time is over. Everybody is in it, by opaque IDs; records that may not be seen for the
    purpose have no name.
    """
    watch: Watch = request.app.state.watch
    page = await watch.page(after=after, limit=limit, types=accepted(types or []), wait=wait)
    names = await run_in_threadpool(record_names, store, page.entries, view)
    request.app.state.remembering.note(view.unremembered)
    return {
        "changes": [entry.as_json() | {"records": entry.named(names)} for entry in page.entries],
        "next": page.next,
        "last": page.last,
    }
