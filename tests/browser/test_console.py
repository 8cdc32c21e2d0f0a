"""A person at the console."""

import re

from playwright.sync_api import Page, expect

from tests.api.names import DUPONTS, MARIE, PAUL

DRAWN = ".graph[data-drawn]"
PLACE = """id => {
    const element = document.querySelector(".canvas")._cyreg.cy.getElementById(id);
    return element.isNode() ? element.renderedPosition() : element.renderedMidpoint();
}"""
"""Where a node or an edge stands on the canvas."""


def look_up(page: Page, text: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(text)
    page.get_by_role("button", name="Look up").click()


def test_from_a_cookie_to_its_household(page: Page) -> None:
    look_up(page, "ck-marie")
    expect(page).to_have_url(re.compile(f"/individuals/{MARIE}$"))
    expect(page.get_by_role("heading", name="Marie Dupont")).to_be_visible()
    golden = page.get_by_role("region", name="Golden record")
    expect(golden.get_by_role("row", name="Family name")).to_contain_text("shop:1")
    expect(page.get_by_role("region", name="Cookies and devices")).to_contain_text("ck-tablet")
    expect(page.locator(DRAWN)).to_be_visible()

    page.get_by_role("region", name="Household").get_by_role("link", name="Dupont", exact=True).click()
    expect(page).to_have_url(re.compile(f"/households/{DUPONTS}$"))
    expect(page.get_by_role("region", name="Who lives here").get_by_role("listitem")).to_have_count(2)
    expect(page.locator(DRAWN)).to_be_visible()

    page.get_by_role("link", name="Paul Dupont").click()
    expect(page).to_have_url(re.compile(f"/individuals/{PAUL}$"))
    expect(page.locator(DRAWN)).to_be_visible()


def test_suggestions_while_typing_a_name(page: Page) -> None:
    page.goto("/")
    page.get_by_role("searchbox").press_sequentially("dupont mar")
    page.locator("#suggestions").get_by_role("link", name="Marie Dupont").click()
    expect(page).to_have_url(re.compile(f"/individuals/{MARIE}$"))
    expect(page.locator(DRAWN)).to_be_visible()


def test_a_click_in_the_drawing_says_what_it_is(page: Page) -> None:
    page.goto(f"/individuals/{MARIE}")
    graph = page.locator(DRAWN)
    expect(graph).to_be_visible()
    for id, said in (
        ("record shop:1 MATCHES record shop:2", "refused: given names differ"),
        (MARIE, "Individual: Marie Dupont"),
    ):
        graph.locator(".canvas").click(position=page.evaluate(PLACE, id))
        expect(graph.locator(".picked")).to_contain_text(said)


def test_kinds_of_node_can_be_hidden(page: Page) -> None:
    page.goto(f"/individuals/{MARIE}")
    people = page.get_by_role("checkbox", name=re.compile("People"))
    expect(people).to_be_checked()
    people.uncheck()
    expect(people).not_to_be_checked()


def test_evidence_unfolds(page: Page) -> None:
    page.goto(f"/individuals/{MARIE}")
    expect(page.locator(DRAWN)).to_be_visible()
    refused = page.get_by_role("region", name="Compared, and not taken for the same person")
    refused.locator("summary").click()
    expect(refused).to_contain_text("Refused: given names differ")
    expect(refused).to_contain_text("-4.5")


def test_start_page_leads_to_an_example(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Marie Dupont").click()
    expect(page.get_by_role("heading", name="Golden record")).to_be_visible()
    expect(page.locator(DRAWN)).to_be_visible()


def test_api_page_asks_no_other_host_and_works(page: Page) -> None:
    page.goto("/docs")
    operation = page.locator("#operations-Look-up-post_lookup_api_v1_lookup_post")
    operation.get_by_role("button").first.click()
    operation.get_by_role("button", name="Try it out").click()
    operation.get_by_role("textbox").fill('{"namespace": "cookie", "value": "ck-marie"}')
    operation.get_by_role("button", name="Execute").click()
    expect(operation.locator(".live-responses-table")).to_contain_text(MARIE)


def test_nothing_overflows_a_telephone(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    for path in ("/", f"/individuals/{MARIE}", f"/households/{DUPONTS}"):
        page.goto(path)
        if path != "/":
            expect(page.locator(DRAWN)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 375, path
