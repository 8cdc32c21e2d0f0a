"""The API keeps what its own description says, whatever is sent: checked by schemathesis on real answers."""

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from schemathesis.checks import CHECKS

from app.access.caller import ROLES, Role
from app.access.table import table
from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.names import MARIE

HEADERS = {"host": "127.0.0.1"}
BY_DESIGN = {"positive_data_acceptance"}
"""A value that fits its schema may still be no email address, or belong to nobody."""
KEYLESS = BY_DESIGN | {"ignored_auth"}
"""Who sits at this machine needs no key."""


def test_answers_are_as_described(seeded: Store, settings: Settings, subtests: pytest.Subtests) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(seeded, settings), headers=HEADERS)
    checks = [check for check in CHECKS.get_all() if check.__name__ not in KEYLESS]
    operations = [result.ok() for result in schema.get_all_operations()]
    assert len(operations) >= 13
    for operation in operations:

        @given(case=operation.as_strategy())
        @hypothesis(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def holds(case: schemathesis.Case) -> None:
            case.call_and_validate(headers=HEADERS, checks=checks)

        with subtests.test(operation.label):
            holds()


@pytest.mark.parametrize("role", ROLES)
def test_answers_are_as_described_to_every_role(
    seeded: Store,
    settings: Settings,
    secrets: dict[str, str],
    subtests: pytest.Subtests,
    role: Role,
) -> None:
    """With a key of the role, which alone opens anything."""
    app = create_app(seeded, settings.model_copy(update={"require_keys": True}))
    schema = schemathesis.openapi.from_asgi("/openapi.json", app, headers=HEADERS)
    checks = [check for check in CHECKS.get_all() if check.__name__ not in BY_DESIGN]
    known = HEADERS | {"Authorization": f"Bearer {secrets[role]}"}
    for operation in (result.ok() for result in schema.get_all_operations()):

        @given(case=operation.as_strategy())
        @hypothesis(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
        def holds(case: schemathesis.Case) -> None:
            answer = case.call_and_validate(headers=known, checks=checks)
            if not table().may_call(role, f"{case.method.upper()} {case.operation.path}"):
                assert answer.status_code in (400, 401, 403, 404, 405, 422), answer.status_code

        with subtests.test(operation.label):
            holds()


@pytest.mark.parametrize("part", ["", "/graph", "/devices", "/history", "/timeline"])
def test_full_answers_are_as_described(seeded: Store, settings: Settings, part: str) -> None:
    schema = schemathesis.openapi.from_asgi("/openapi.json", create_app(seeded, settings), headers=HEADERS)
    case = schema[f"/api/v1/individuals/{{id}}{part}"]["GET"].Case(path_parameters={"id": MARIE})
    checks = [check for check in CHECKS.get_all() if check.__name__ not in KEYLESS]
    assert case.call_and_validate(headers=HEADERS, checks=checks).status_code == 200
