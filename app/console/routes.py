"""The console: what the API says, shown to a person. No personal data stands in an address."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.access.table import table
from app.api.dependencies import After, CallerDep, HouseholdId, IndividualId, StoreDep, ViewDep, cursor
from app.console.pages import page, seen
from app.profiles import household, individual, search
from app.stewardship.reviews import reviews

_PERSON, _HOUSEHOLD = "GET /api/v1/individuals/{id}", "GET /api/v1/households/{id}"
"""The routes of the API that answer the same."""
_ROWS = "GET /api/v1/households"
_REVIEWS = "GET /api/v1/reviews"
_REVIEWS_SHOWN = 20

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Typed = Annotated[str, Form(max_length=512)]


@router.get("/")
def start(request: Request, store: StoreDep, caller: CallerDep, view: ViewDep) -> Response:
    examples = [seen(caller, _ROWS, row) for row in search.examples(store, view)]
    return page(request, "start.html", totals=search.totals(store), examples=examples)


@router.post("/search")
def find(request: Request, store: StoreDep, caller: CallerDep, view: ViewDep, q: Typed = "") -> Response:
    """One hit: straight to that person. Posted, so that what was typed is in no address, log or history."""
    by_name = table().may_call(caller.role, "POST /suggest")
    hits = [seen(caller, _ROWS, row) for row in search.find(store, q, view, by_name=by_name)]
    if len(hits) == 1:
        return RedirectResponse(f"/individuals/{hits[0]['id']}", status_code=303)
    return page(request, "hits.html", hits=hits, typed=q, most=search.MOST)


@router.post("/suggest")
def suggest(request: Request, store: StoreDep, caller: CallerDep, view: ViewDep, q: Typed = "") -> Response:
    """While typing: a fragment with the first few names."""
    hits = search.named(store, q, view)[:8] if len(q) > 2 else []
    return page(request, "_hits.html", hits=[seen(caller, _ROWS, row) for row in hits])


@router.get("/individuals/{id}")
def show_individual(
    request: Request, store: StoreDep, caller: CallerDep, view: ViewDep, id: IndividualId
) -> Response:
    person = seen(caller, _PERSON, individual.individual(store, id, view))
    home = household.household(store, person["household"], view) if person["household"] else None
    return page(
        request,
        "individual.html",
        person=person,
        home=home and seen(caller, _HOUSEHOLD, home),
        devices=seen(caller, f"{_PERSON}/devices", individual.devices(store, person["id"], view))["devices"],
        acts=seen(caller, f"{_PERSON}/timeline", individual.timeline(store, person["id"], view))["acts"],
    )


@router.get("/households/{id}")
def show_household(
    request: Request, store: StoreDep, caller: CallerDep, view: ViewDep, id: HouseholdId
) -> Response:
    home = seen(caller, _HOUSEHOLD, household.household(store, id, view))
    return page(request, "household.html", home=home)


@router.get("/reviews")
def show_reviews(request: Request, store: StoreDep, caller: CallerDep, after: After) -> Response:
    """The stewards' queue, to read: what they decide goes by the API or the command line."""
    found = seen(caller, _REVIEWS, reviews(store, after, _REVIEWS_SHOWN))
    return page(request, "reviews.html", reviews=found["reviews"], next=cursor(found["next"]))


@router.get("/docs")
def docs(request: Request) -> Response:
    return page(request, "docs.html")
