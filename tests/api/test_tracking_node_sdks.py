"""The SDKs of Segment and RudderStack for Node, unchanged, from npm; without npm these tests are left out."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.graph.store import Store
from app.settings import Settings
from tests.api.tracking import record, served
from tests.graph.tracking import visits

PACKAGES = ("@segment/analytics-node@3.1.0", "@rudderstack/rudder-sdk-node@3.0.13")
ANONYMOUS = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
CALLS = f"""
const who = {{ userId: 'u1', anonymousId: '{ANONYMOUS}' }}
sdk.identify({{ ...who, traits: {{ firstName: 'Marie', lastName: 'Dupont', email: 'marie.dupont@example.fr' }} }})
sdk.track({{ ...who, event: 'Order Completed', context: {{ device: {{ id: 'B5372DB0-C21E-11E4' }}, ip: '81.2.3.4' }} }})
sdk.page({{ ...who, category: 'Shop', name: 'Robes', properties: {{ path: '/femme/robes' }} }})
sdk.screen({{ ...who, category: 'App', name: 'Cart' }})
sdk.group({{ userId: 'u1', groupId: 'g1', traits: {{ name: 'Acme SAS' }} }})
sdk.alias({{ previousId: 'u0', userId: 'u1' }})
"""
SEGMENT = f"""
const {{ Analytics }} = require('@segment/analytics-node')
const sdk = new Analytics({{ writeKey: 'shop', host: process.argv[2], flushAt: 3, httpRequestTimeout: 60000 }})
sdk.on('error', (error) => {{ console.error(error); process.exitCode = 1 }})
{CALLS}
sdk.closeAndFlush({{ timeout: 120000 }})
"""
RUDDER = f"""
const Analytics = require('@rudderstack/rudder-sdk-node')
const sdk = new Analytics('shop', {{ dataPlaneUrl: process.argv[2], flushAt: 3, gzip: GZIP }})
{CALLS}
sdk.flush((error) => {{ if (error) {{ console.error(error); process.exitCode = 1 }} }})
"""
PROGRAMS = {
    "segment": SEGMENT,
    "rudderstack": RUDDER.replace("GZIP", "true"),
    "rudderstack, plain": RUDDER.replace("GZIP", "false"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With the packages installed."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine (Debian: apt-get install npm)")
    folder = tmp_path_factory.mktemp("node")
    (folder / "package.json").write_text(json.dumps({"name": "shop", "private": True}))
    command = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", *PACKAGES]
    subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture
def address(graph: Store, settings: Settings, tmp_path: Path) -> Iterator[str]:
    with served(graph, settings.model_copy(update={"home": tmp_path})) as address:
        yield address


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_sdk_for_node(folder: Path, address: str, graph: Store, program: str) -> None:
    (folder / "shop.cjs").write_text(PROGRAMS[program])
    done = subprocess.run(
        ["node", "shop.cjs", address], cwd=folder, capture_output=True, text=True, check=False, timeout=180
    )
    assert done.returncode == 0, done.stderr
    found = record(graph, "shop:u1")
    names = found["given_name"], found["family_name"], found["organisation"]
    assert names == ("Marie", "Dupont", "Acme SAS")
    assert found["keys"] == {
        *("account:u0", "account:u1", "email:marie.dupont@example.fr"),
        *(f"cookie:{ANONYMOUS}", "device:B5372DB0-C21E-11E4"),
    }
    assert visits(graph) == {f"cookie:{ANONYMOUS}": 4, "device:B5372DB0-C21E-11E4": 1}
