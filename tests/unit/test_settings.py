"""Settings come from the names that are documented, and from nothing that merely looks like one."""

from pathlib import Path

import pytest

from app.errors import SettingsError
from app.settings import Settings, settings


@pytest.fixture(autouse=True)
def _nothing_remembered(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for field in Settings.model_fields.values():
        monkeypatch.delenv(str(field.alias), raising=False)
    settings.cache_clear()


def test_variables_of_other_programs_mean_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("HOME", "CACHE", "HOST", "PORT", "GDS"):
        monkeypatch.setenv(name, str(tmp_path / "elsewhere"))
    found = Settings()
    assert found.home == tmp_path / "elsewhere" / ".identity-graph"
    assert (found.host, found.port) == ("127.0.0.1", 8000)


def test_a_file_counts_and_the_environment_counts_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path(".env").write_text("IDGRAPH_PORT=8101\nIDGRAPH_HEAP_MB=333\n", encoding="utf-8")
    monkeypatch.setenv("IDGRAPH_PORT", "8102")
    assert (Settings().port, Settings().heap_mb) == (8102, 333)


def test_an_error_names_the_setting_and_not_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDGRAPH_PORT", "secret")
    with pytest.raises(SettingsError, match="IDGRAPH_PORT") as caught:
        settings()
    assert "secret" not in str(caught.value)
    settings.cache_clear()
