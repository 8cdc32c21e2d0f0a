"""A house's own limits document counts, and one that cannot be read is named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.errors import BadInput, SettingsError
from app.matching.limits import shipped_limits
from app.resolution.limits import limits_in_force
from app.settings import settings


@pytest.fixture
def document(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "limits.toml"
    monkeypatch.setenv("IDGRAPH_LIMITS", str(path))
    settings.cache_clear()
    yield path
    settings.cache_clear()


def test_without_the_setting_the_shipped_ones_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("IDGRAPH_LIMITS", raising=False)
    monkeypatch.chdir(tmp_path)
    settings.cache_clear()
    assert limits_in_force() is shipped_limits()
    settings.cache_clear()


def test_a_document_of_the_house_counts(document: Path) -> None:
    document.write_text("[people_per_value]\nphone = 9\n", encoding="utf-8")
    assert limits_in_force().people_per_value["phone"] == 9


def test_one_that_cannot_be_used_is_named(document: Path) -> None:
    with pytest.raises(SettingsError, match=r"IDGRAPH_LIMITS: cannot read .*limits\.toml: No such file"):
        limits_in_force()
    document.write_text("[people_per_value]\nphones = 9\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"IDGRAPH_LIMITS, limits\.toml: people_per_value\.phones"):
        limits_in_force()
