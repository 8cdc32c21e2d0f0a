"""The console in a real Chromium: Debian's, driven by playwright; and the service it talks to."""

import shutil
import socket
from collections.abc import Iterator
from threading import Thread

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, Request, expect, sync_playwright

from app.graph.store import Store
from app.main import create_app
from app.settings import Settings
from tests.api.conftest import seeded

__all__ = ["seeded"]

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
"""As root in a container, and without calls home."""
PATIENCE_MS = 60_000
"""A Neo4j that has just started plans each statement for seconds where the machine is busy."""


@pytest.fixture(scope="module")
def site(seeded: Store, settings: Settings) -> Iterator[str]:
    """The address of a running service over the small graph of tests/api."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(create_app(seeded, settings), log_config=None))
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """One browser for this folder, and not longer: playwright's event loop runs in the thread of the tests until it
    stops, and whatever calls asyncio.run meanwhile fails."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        pytest.skip("no chromium on this machine (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=QUIET)
        expect.set_options(timeout=PATIENCE_MS)
        yield browser
        browser.close()


def _failed(request: Request) -> bool:
    """Whether a request went wrong. One that the page gave up itself, because it was left or closed, did not."""
    return request.failure != "net::ERR_ABORTED"


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A fresh page. The test fails if it wrote an error to the console or asked any other host for anything."""
    faults: list[str] = []
    page = chromium.new_page(base_url=site)
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", lambda line: faults.append(line.text) if line.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "requestfailed", lambda request: faults.append(f"failed: {request.url}") if _failed(request) else None
    )
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((site, "data:")) else faults.append(f"asked: {request.url}")
        ),
    )
    yield page
    page.close()
    assert not faults
