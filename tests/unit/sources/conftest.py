"""Files to read: each test writes its own, byte by byte where that matters."""

from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """A file with this content; text becomes UTF-8. Its name says nothing about its format."""

    def to_file(content: str | bytes) -> Path:
        path = tmp_path / "delivery.dat"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return to_file
