"""GET /healthz, /readyz, /metrics: for whoever runs the service."""

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from app.api import models
from app.api.dependencies import StoreDep
from app.api.problems import responses
from app.graph.schema import require_schema

router = APIRouter(tags=["Operation"])


@router.get("/healthz", responses=responses(), summary="Is the process alive?")
def healthz() -> models.Health:
    return models.Health()


@router.get("/readyz", responses=responses(), summary="Does Neo4j answer, and is its schema current?")
def readyz(store: StoreDep) -> models.Health:
    require_schema(store)
    return models.Health()


@router.get(
    "/metrics",
    response_class=Response,
    responses=responses(),
    summary="Prometheus: requests and seconds by route, what waits for the graph and the audit",
)
def metrics(request: Request) -> Response:
    return Response(generate_latest(request.app.state.registry), media_type=CONTENT_TYPE_LATEST)
