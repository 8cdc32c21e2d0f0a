"""@rudderstack/analytics-js, unchanged, in a real Chromium: on a page of one site, sending to ours."""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser

from app.graph.store import Store
from app.settings import Settings
from tests.api.tracking import record, served
from tests.browser.conftest import PATIENCE_MS
from tests.browser.test_tracking import Quiet
from tests.graph.tracking import visits

SDK = "@rudderstack/analytics-js@3.34.1"
PAGE = """<!doctype html><title>A shop</title>
<script src="package/dist/npm/modern/bundled/umd/index.js"></script><script>
const load = (address) => new Promise((ready) => {
  window.sdk = new rudderanalytics.RudderAnalytics()
  sdk.load('shop', address, {configUrl: address, onLoaded: () => ready(sdk.getAnonymousId())})
})
</script>"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Another site than ours: the unpacked package, with a page beside it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine (Debian: apt-get install npm)")
    folder = tmp_path_factory.mktemp("rudder")
    packed = subprocess.run(
        [npm, "pack", "--silent", SDK], cwd=folder, capture_output=True, text=True, check=True, timeout=300
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    (folder / "index.html").write_text(PAGE)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_analytics_js(chromium: Browser, shop: str, graph: Store, settings: Settings, tmp_path: Path) -> None:
    """Browse, sign in, order, sign out, and browse again: two cookies, of which the first is known."""
    with (
        served(graph, settings.model_copy(update={"home": tmp_path})) as address,
        chromium.new_context() as context,
    ):
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)

        def answered(call: str) -> None:
            with page.expect_response(
                lambda got: got.url.startswith(address) and "/v1/" in got.url and got.request.method == "POST"
            ) as got:
                page.evaluate(call)
            assert got.value.status == 200

        page.goto(f"{shop}/index.html")
        first = page.evaluate("(address) => load(address)", address)
        answered("() => { sdk.page('Shop', 'Robes') }")
        answered("() => { sdk.identify('u1', {firstName: 'Marie', email: 'marie@example.fr'}) }")
        answered("() => { sdk.track('Order Completed', {total: 39.9}) }")
        answered("() => { sdk.group('g1', {name: 'Acme SAS'}) }")
        page.evaluate("() => sdk.reset(true)")
        answered("() => { sdk.page() }")
        second = page.evaluate("() => sdk.getAnonymousId()")
    found = record(graph, "shop:u1")
    assert (found["given_name"], found["organisation"]) == ("Marie", "Acme SAS")
    assert found["keys"] == {"account:u1", "email:marie@example.fr", f"cookie:{first}"}
    assert visits(graph) == {f"cookie:{first}": 4, f"cookie:{second}": 1}
