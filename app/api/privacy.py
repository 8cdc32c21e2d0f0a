"""POST /api/v1/privacy/...: what people may ask of those who hold data about them."""

from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from app.api import privacy_models as models
from app.api.dependencies import CallerDep, StoreDep
from app.api.problems import responses
from app.privacy import restriction
from app.privacy.access import access
from app.privacy.access_files import ARCHIVE, files, zipped
from app.privacy.certificate import Certificate
from app.privacy.erasure import Eraser
from app.privacy.subject import Asked, subject_of

router = APIRouter(prefix="/api/v1/privacy", tags=["Privacy"], responses=responses(400, 404, 409))


def _asked(person: models.Person | models.ReadmissionRequest) -> Asked:
    individual = person.individual if isinstance(person, models.Person) else None
    if person.identifier is None:
        return Asked(individual)
    return Asked(individual, person.identifier.namespace, person.identifier.value)


_FILES: dict[int | str, dict[str, Any]] = {
    200: {"description": "Everything", "content": {"application/zip": {}, "text/html": {}}}
}


@router.post(
    "/access", response_model=models.Disclosure, responses=_FILES, summary="Everything about a person"
)
def post_access(body: models.AccessRequest, store: StoreDep, request: Request) -> Any:
    """For the person, in answer to their request: nothing about anybody else is in it. `csv` and `html` are files."""
    disclosed = access(store, request.app.state.settings, subject_of(store, _asked(body)))
    request.state.seen = disclosed.ids
    if body.format == "json":
        return disclosed.as_json()
    found = files(disclosed, body.format, body.language)
    name, kind = (ARCHIVE, "application/zip") if body.format == "csv" else (*found, "text/html")
    content = zipped(found) if body.format == "csv" else found[name]
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=kind, headers=disposition)


@router.post("/erasure", response_model=models.ErasureAnswer, summary="Erase a person; a dry run unless told")
def post_erasure(
    body: models.ErasureRequest, store: StoreDep, caller: CallerDep, request: Request
) -> dict[str, Any]:
    """What goes, what stays and who else is touched; with `dry_run` false it is done, and the answer is a certificate.

    Asking again finishes an erasure that was interrupted; of who is gone it gives the certificate of then.
    """
    asked = _asked(body)
    eraser = Eraser(store, request.app.state.settings.home, caller, datetime.now(UTC))
    found = eraser.look(asked) if body.dry_run else eraser.erase(asked, body.plan)
    gone = isinstance(found, Certificate)
    return {
        "dry_run": body.dry_run,
        "preview": None if gone else found.as_json(),
        "certificate": found.as_json() if gone else None,
    }


@router.post("/restriction", response_model=models.Done, summary="Restrict the processing of a person's data")
def post_restriction(body: models.RestrictionRequest, store: StoreDep, caller: CallerDep) -> Any:
    """Shown to nobody but privacy from now on, with all records that join the person later."""
    return restriction.restrict(store, caller, _asked(body), lift=body.lift).as_json()


@router.post("/objection", response_model=models.Done, summary="Note that a person objects to a purpose")
def post_objection(body: models.ObjectionRequest, store: StoreDep, caller: CallerDep) -> Any:
    """A denial for each purpose, which holds for the whole person whatever identifiers they have."""
    done = restriction.object_to(store, caller, _asked(body), body.purposes, body.channel, datetime.now(UTC))
    return done.as_json()


@router.post("/readmission", response_model=models.Done, summary="Let somebody who was erased come back")
def post_readmission(
    body: models.ReadmissionRequest, store: StoreDep, caller: CallerDep, request: Request
) -> Any:
    """Because they asked to: the next load brings them back. What they had refused stays refused."""
    home = request.app.state.settings.home
    return restriction.readmit(store, home, caller, _asked(body), datetime.now(UTC)).as_json()
