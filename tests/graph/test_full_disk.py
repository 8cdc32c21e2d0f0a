"""Neo4j's own disk full under load: clients are told to come back, and nothing that was acknowledged is lost."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from app.graph import local
from tests.graph.tracking import page
from tests.kills import Load, Servers, assert_once, assert_there, ended, stream

_DISK_MB = 700
"""A server that starts reserves some 300."""


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, in memory."""
    if sys.platform != "linux" or os.geteuid():
        pytest.skip("only root on Linux may mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MB}m", "tmpfs", str(place)]
    mounted = subprocess.run(mount, capture_output=True, text=True, check=False)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(disk: Path) -> Path:
    """Leave no room; what to remove to have it again."""
    ballast, left = disk / "ballast", os.statvfs(disk)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, left.f_bavail * left.f_frsize)
    return ballast


def assert_told_to_come_back(servers: Servers) -> None:
    event = page("5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b00", "never taken", 1)
    with httpx.Client(timeout=60) as client:
        answers = [
            client.post(f"{address}/v1/page", json=event, auth=("web", "")) for address in servers.addresses
        ]
        answers.append(client.get(f"{servers.addresses[0]}/api/v1/reviews"))
    for answer in answers:
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert int(answer.headers["retry-after"]) > 0
        assert "Where its disk is full, make room; then start it anew" in answer.json()["detail"]
    checked = servers.healthy()
    assert checked.returncode != 0
    said = checked.stdout + checked.stderr
    assert "make room" in said
    assert "Traceback" not in said


@pytest.mark.slow
def test_what_was_acknowledged_survives_a_full_disk(disk: Path) -> None:
    home = disk / "home"
    home.mkdir()
    servers = Servers(home)
    with ExitStack() as stack:
        stack.callback(servers.stop)
        servers.start()
        load = Load(servers.addresses, stream(random.Random(3)))
        with ended(load):
            load.wait_for(200)
            ballast = fill(disk)
            stack.callback(ballast.unlink, missing_ok=True)  # Neo4j does not stop while there is no room
            load.wait_for_refusals(40)
            load.pause()
            assert_told_to_come_back(servers)
            ballast.unlink()
            servers.store.close()
            local.stop(servers.settings)
            servers.start_neo4j()
            servers.wait()
            assert_there(servers.store, load.acknowledged.copy())
            load.go_on()
            load.wait_for(100)
        assert_once(servers, load.acknowledged)
