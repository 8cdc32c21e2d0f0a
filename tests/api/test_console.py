"""The console's pages, as HTML; how they behave in a browser is in tests/browser."""

import pytest
from fastapi.testclient import TestClient

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import LOCAL, WIPE
from tests.api.names import DUPONTS, MARIE, MARIE_BEFORE, PAUL


@pytest.mark.parametrize(
    "typed",
    [
        "marie.dupont@example.fr",
        "06 12 34 56 78",
        "ck-marie",
        "dev-pc",
        "shop:1",
        "web:8",
        "Dupont, Mar",
    ],
)
def test_an_identifier_or_name_leads_to_the_person_and_stays_out_of_the_address(
    api: TestClient, typed: str
) -> None:
    answer = api.post("/search", data={"q": typed}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/individuals/{MARIE}")


@pytest.mark.parametrize("typed", ["ck-tablet", "dupont"])
def test_several_hits_are_offered(api: TestClient, typed: str) -> None:
    page = api.post("/search", data={"q": typed}).text
    assert f"/individuals/{MARIE}" in page
    assert f"/individuals/{PAUL}" in page


@pytest.mark.parametrize(
    "typed", ["nobody@example.fr", "zebra", "", "   ", "\"'<script>+-&|!(){}[]^~*?:\\/", "x" * 512]
)
def test_no_hit_is_no_fault(api: TestClient, typed: str) -> None:
    page = api.post("/search", data={"q": typed})
    assert page.status_code == 200
    assert "Nobody found" in page.text
    assert "<script>+" not in page.text


def test_suggestions_come_from_the_third_letter_on(api: TestClient) -> None:
    assert f"/individuals/{MARIE}" in api.post("/suggest", data={"q": "mar"}).text
    assert "/individuals/" not in api.post("/suggest", data={"q": "ma"}).text


def test_person_with_sources_household_devices_and_reasons(api: TestClient) -> None:
    page = api.get(f"/individuals/{MARIE}").text
    for shown in (
        "DUPONT",
        'href="#record-shop:1"',
        f"/households/{DUPONTS}",
        f"/individuals/{PAUL}",
        "ck-tablet",
        "+30.5",
        "given names differ",
        f'data-graph="/api/v1/individuals/{MARIE}/graph"',
    ):
        assert shown in page
    assert api.get(f"/individuals/{MARIE_BEFORE}").text == page


def test_household_with_members_and_reasons(api: TestClient) -> None:
    page = api.get(f"/households/{DUPONTS}").text
    for shown in (f"/individuals/{MARIE}", f"/individuals/{PAUL}", "12 rue oberkampf", "ck-tablet", "+14.0"):
        assert shown in page


def test_start_page_offers_someone_to_look_at(api: TestClient) -> None:
    assert f"/individuals/{MARIE}" in api.get("/").text


def test_start_page_of_an_empty_graph_says_how_to_fill_it(store: Store, settings: Settings) -> None:
    store.run_text(WIPE)
    with TestClient(create_app(store, settings), base_url=LOCAL) as api:
        page = api.get("/").text
        assert "idgraph load" in page
        assert api.post("/search", data={"q": "marie"}).status_code == 200
