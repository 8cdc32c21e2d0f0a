"""A page of another site with an SDK as npm has it, so the browser asks whether it may send."""

import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def shop(folder: Path, sdk: str, pages: dict[str, str]) -> Iterator[str]:
    """The address of a site with these pages by name, below which the package is unpacked. Skips without npm."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on this machine (Debian: apt-get install npm)")
    packed = subprocess.run(
        [npm, "pack", "--silent", sdk], cwd=folder, capture_output=True, text=True, check=True, timeout=300
    )
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    for name, page in pages.items():
        (folder / name).write_text(page)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
