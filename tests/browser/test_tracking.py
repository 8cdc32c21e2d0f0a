"""@segment/analytics-next, unchanged, in a real Chromium: on a page of one site, sending to ours.

The SDK comes from npm, in the version named here; without npm these tests are left out.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from app.graph.store import Store
from app.settings import Settings
from tests.api.tracking import record, served
from tests.browser import shop as sites
from tests.browser.conftest import PATIENCE_MS
from tests.graph.tracking import visits

SDK = "@segment/analytics-next@1.84.3"
PAGE = """<!doctype html><title>A shop</title><script src="package/dist/umd/index.js"></script><script>
const load = async (address, key) => {
  const [analytics] = await AnalyticsNext.AnalyticsBrowser.load(
    {writeKey: key, cdnURL: address}, {integrations: {'Segment.io': {deliveryStrategy: STRATEGY}}})
  window.analytics = analytics
  return analytics.user().anonymousId()
}
</script>"""
LIBRARY = {"one by one": "undefined", "batches": "{strategy: 'batching', config: {size: 1}}"}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """With a page for each way of sending."""
    pages = {f"{name}.html": PAGE.replace("STRATEGY", strategy) for name, strategy in LIBRARY.items()}
    with sites.shop(tmp_path_factory.mktemp("segment"), SDK, pages) as address:
        yield address


@pytest.fixture
def address(graph: Store, settings: Settings, tmp_path: Path) -> Iterator[str]:
    with served(graph, settings.model_copy(update={"home": tmp_path})) as address:
        yield address


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[Page]:
    """A browser that has never been here."""
    context = chromium.new_context(
        user_agent="Mozilla/5.0 (X11; Linux x86_64; rv:136.0) Gecko/20100101 Firefox/136.0"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    yield page
    context.close()


@pytest.mark.parametrize("way", LIBRARY)
def test_analytics_next(visitor: Page, shop: str, address: str, graph: Store, way: str) -> None:
    """Browse, sign in, sign out, and browse again: two cookies, of which the first is known. No other host is asked for
    anything, not even a minute later, when it would tell its makers how it fares."""
    asked: set[str] = set()
    visitor.on("request", lambda request: asked.add("/".join(request.url.split("/", 3)[:3])))
    visitor.clock.install()

    def answered(call: str) -> None:
        with visitor.expect_response(
            lambda got: got.url.startswith(f"{address}/v1/") and got.request.method == "POST"
        ) as got:
            visitor.evaluate(call)
        assert got.value.status == 200

    visitor.goto(f"{shop}/{way}.html")
    first = visitor.evaluate("([address, key]) => load(address, key)", [address, "shop"])
    answered("() => { analytics.page('Shop', 'Robes') }")
    answered("() => { analytics.identify('u1', {firstName: 'Marie', email: 'marie@example.fr'}) }")
    answered("() => { analytics.track('Order Completed', {total: 39.9}) }")
    answered("() => { analytics.group('g1', {name: 'Acme SAS'}) }")
    visitor.evaluate("() => analytics.reset()")
    answered("() => { analytics.page() }")
    second = visitor.evaluate("() => analytics.user().anonymousId()")
    visitor.clock.fast_forward("01:00")
    answered("() => { analytics.page() }")

    assert asked == {shop, address}
    found = record(graph, "shop:u1")
    assert (found["given_name"], found["organisation"]) == ("Marie", "Acme SAS")
    assert found["keys"] == {"account:u1", "email:marie@example.fr", f"cookie:{first}"}
    assert visits(graph) == {f"cookie:{first}": 4, f"cookie:{second}": 2}
    agents = graph.run_text("MATCH (c:Cookie) RETURN DISTINCT c.user_agent AS agent")
    assert [row["agent"] for row in agents] == ["firefox/linux"]
