"""SDKs of others than Segment, unchanged, in a real Chromium: on a page of one site, sending to ours."""

from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser

from app.graph.store import Store
from app.settings import Settings
from tests.api.tracking import record, served
from tests.browser.conftest import PATIENCE_MS
from tests.browser.shop import shop
from tests.graph.tracking import visits


class Sdk(NamedTuple):
    """`page` has a function `load(address)` that returns the anonymous ID, and the SDK as `sdk` from then on."""

    package: str
    page: str
    sends_below: str
    reset: str
    anonymous: str


RUDDERSTACK = Sdk(
    "@rudderstack/analytics-js@3.34.1",
    """<!doctype html><title>A shop</title>
<script src="package/dist/npm/modern/bundled/umd/index.js"></script><script>
const load = (address) => new Promise((ready) => {
  window.sdk = new rudderanalytics.RudderAnalytics()
  sdk.load('shop', address, {configUrl: address, onLoaded: () => ready(sdk.getAnonymousId())})
})
</script>""",
    "/v1/",
    "() => sdk.reset(true)",
    "() => sdk.getAnonymousId()",
)
JITSU = Sdk(
    "@jitsu/js@1.11.0",
    """<!doctype html><title>A shop</title><script type="module">
import { jitsuAnalytics } from './package/dist/jitsu.es.js'
window.load = (address) => {
  window.sdk = jitsuAnalytics({host: address, writeKey: 'shop:x'})
  return sdk.user().anonymousId
}
</script>""",
    "/api/s/",
    "() => sdk.reset()",
    "() => sdk.user().anonymousId",
)
CUSTOMERIO = Sdk(
    "@customerio/cdp-analytics-browser@0.5.11",
    """<!doctype html><title>A shop</title><script src="package/dist/umd/index.js"></script><script>
const load = async (address) => {
  [window.sdk] = await AnalyticsNext.AnalyticsBrowser.load({writeKey: 'shop', cdnURL: `${address}/customerio`})
  return sdk.user().anonymousId()
}
</script>""",
    "/v1/",
    "() => sdk.reset()",
    "() => sdk.user().anonymousId()",
)


@pytest.mark.parametrize("sdk", [RUDDERSTACK, JITSU, CUSTOMERIO], ids=lambda sdk: sdk.package)
def test_a_visit_with_another_sdk(
    chromium: Browser, graph: Store, settings: Settings, tmp_path: Path, sdk: Sdk
) -> None:
    """Browse, sign in, order, sign out, and browse again: two cookies, of which the first is known. No other host is
    asked for anything."""
    asked: set[str] = set()
    with (
        shop(tmp_path, sdk.package, {"index.html": sdk.page}) as site,
        served(graph, settings.model_copy(update={"home": tmp_path})) as address,
        chromium.new_context() as context,
    ):
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("request", lambda request: asked.add("/".join(request.url.split("/", 3)[:3])))

        def answered(call: str) -> None:
            with page.expect_response(
                lambda got: got.url.startswith(address + sdk.sends_below) and got.request.method == "POST"
            ) as got:
                page.evaluate(call)
            assert got.value.status == 200

        page.goto(f"{site}/index.html")
        first = page.evaluate("(address) => load(address)", address)
        answered("() => { sdk.page('Shop', 'Robes') }")
        answered("() => { sdk.identify('u1', {firstName: 'Marie', email: 'marie@example.fr'}) }")
        answered("() => { sdk.track('Order Completed', {total: 39.9}) }")
        answered("() => { sdk.group('g1', {name: 'Acme SAS'}) }")
        page.evaluate(sdk.reset)
        answered("() => { sdk.page() }")
        second = page.evaluate(sdk.anonymous)
    assert asked == {site, address}
    found = record(graph, "shop:u1")
    assert (found["given_name"], found["organisation"]) == ("Marie", "Acme SAS")
    assert found["keys"] == {"account:u1", "email:marie@example.fr", f"cookie:{first}"}
    assert visits(graph) == {f"cookie:{first}": 4, f"cookie:{second}": 1}
