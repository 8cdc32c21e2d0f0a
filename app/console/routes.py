"""The console: what the API says, shown to a person. No personal data stands in an address."""

import json
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.templating import Jinja2Templates

from app.api.dependencies import HouseholdId, IndividualId, StoreDep
from app.console.words import WORDS
from app.profiles import household, individual, search

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
_templates = Jinja2Templates(directory=FOLDER / "templates")
_templates.env.filters.update(WORDS)
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True

router = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
Typed = Annotated[str, Form(max_length=512)]


@router.get("/")
def start(request: Request, store: StoreDep) -> Response:
    return _page(request, "start.html", totals=search.totals(store), examples=search.examples(store))


@router.post("/search")
def find(request: Request, store: StoreDep, q: Typed = "") -> Response:
    """One hit: straight to that person. Posted, so that what was typed is in no address, log or history."""
    hits = search.find(store, q)
    if len(hits) == 1:
        return RedirectResponse(f"/individuals/{hits[0]['id']}", status_code=303)
    return _page(request, "hits.html", hits=hits, typed=q, most=search.MOST)


@router.post("/suggest")
def suggest(request: Request, store: StoreDep, q: Typed = "") -> Response:
    """While typing: a fragment with the first few names."""
    return _page(request, "_hits.html", hits=search.by_name(store, q)[:8] if len(q) > 2 else [])


@router.get("/individuals/{id}")
def show_individual(request: Request, store: StoreDep, id: IndividualId) -> Response:
    person = individual.individual(store, id)
    return _page(
        request,
        "individual.html",
        person=person,
        home=household.household(store, person["household"]) if person["household"] else None,
        devices=individual.devices(store, person["id"])["devices"],
        acts=individual.timeline(store, person["id"])["acts"],
    )


@router.get("/households/{id}")
def show_household(request: Request, store: StoreDep, id: HouseholdId) -> Response:
    return _page(request, "household.html", home=household.household(store, id))


@router.get("/docs")
def docs(request: Request) -> Response:
    return _page(request, "docs.html")


def problem_page(request: Request, problem: Response) -> Response:
    """A problem document as a page for a person, with the same status."""
    document = json.loads(bytes(problem.body))
    page = _page(request, "problem.html", problem=document, status_code=problem.status_code)
    page.headers.update({name: value for name, value in problem.headers.items() if name == "retry-after"})
    return page


def _page(request: Request, template: str, status_code: int = 200, **context: Any) -> Response:
    return _templates.TemplateResponse(request, template, context, status_code=status_code)
