"""What a server that starts will read is in memory by then."""

import ctypes
import mmap
import os
import sys
from pathlib import Path

import pytest

from app.graph.local.supervise import read_ahead
from tests.waiting import until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux says what is in memory")

_MB = 1 << 20


def in_memory(path: Path) -> float:
    """Which part of a file the system holds in memory."""
    libc = ctypes.CDLL(None, use_errno=True)
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 0) as mapped:
        pages = -(-len(mapped) // mmap.PAGESIZE)
        held = (ctypes.c_ubyte * pages)()
        start = ctypes.c_char.from_buffer(mapped)
        failed = libc.mincore(ctypes.c_void_p(ctypes.addressof(start)), ctypes.c_size_t(len(mapped)), held)
        del start
        assert not failed, os.strerror(ctypes.get_errno())
    return sum(page & 1 for page in held) / pages


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A folder of files that the system does not hold in memory: an index, and a store twenty times as large."""
    for name, megabytes in (("schema/index", 1), ("store", 20)):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        with path.open("wb") as file:
            file.write(os.urandom(megabytes * _MB))
            file.flush()
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        if in_memory(path) > 0.1:
            pytest.skip("this file system keeps its files in memory")
    return tmp_path


def test_all_of_it_is_read(graph: Path) -> None:
    read_ahead(graph, 100 * _MB)
    until(lambda: in_memory(graph / "store") == in_memory(graph / "schema" / "index") == 1)


def test_no_more_than_has_room(graph: Path) -> None:
    read_ahead(graph, 20 * _MB)
    until(lambda: in_memory(graph / "schema" / "index") == 1)
    assert in_memory(graph / "store") < 0.1


def test_nothing_is_there_before_the_first_start(tmp_path: Path) -> None:
    read_ahead(tmp_path / "none", _MB)
