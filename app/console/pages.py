"""Templates into pages, each with as much of an answer as whoever looks may see."""

import json
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse
from fastapi.templating import Jinja2Templates

from app.access.caller import Caller
from app.access.shown import Shown
from app.access.table import table
from app.console.words import WORDS
from app.graph.store import Row

FOLDER = Path(__file__).parent
_templates = Jinja2Templates(directory=FOLDER / "templates")
_templates.env.filters.update(WORDS)
_templates.env.trim_blocks = _templates.env.lstrip_blocks = True


def page(request: Request, template: str, status_code: int = 200, **context: Any) -> Response:
    """A template as an answer."""
    door = getattr(request.app.state, "door", None)
    context["signs_in"] = bool(door and door.sessions)
    return _templates.TemplateResponse(request, template, context, status_code=status_code)


def problem_page(request: Request, problem: Response) -> Response:
    """A problem document as a page for a person, with the same status; where people sign in, the way there."""
    if problem.status_code == 401 and request.method == "GET" and request.app.state.door.sessions:
        return RedirectResponse("/sign-in", status_code=303)
    document = json.loads(bytes(problem.body))
    answer = page(request, "problem.html", problem=document, status_code=problem.status_code)
    kept = ("retry-after", "www-authenticate")
    answer.headers.update({name: value for name, value in problem.headers.items() if name in kept})
    return answer


def seen(caller: Caller, route: str, answer: Row) -> Row:
    """An answer of "METHOD /path/{template}" as the caller may see it; the pages show what the API would."""
    rules = table()
    shown: Row = answer if rules.sees_all(caller.role) else Shown(rules, caller.role, route).of(answer)
    return shown
