"""Settings come from the names that are documented, and from nothing that merely looks like one."""

import subprocess
import sys
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


def test_folders_may_begin_with_the_users_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No shell reads a `.env`."""
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    Path(".env").write_text("IDGRAPH_HOME=~/graph\nIDGRAPH_CACHE=~/cache\nIDGRAPH_AUDIT=~/audit\n")
    found = Settings()
    assert [found.home, found.cache, found.audit] == [
        tmp_path / "me" / name for name in ("graph", "cache", "audit")
    ]


def test_a_file_counts_and_the_environment_counts_more(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Path(".env").write_text("IDGRAPH_PORT=8101\nIDGRAPH_HEAP_MB=333\n", encoding="utf-8")
    monkeypatch.setenv("IDGRAPH_PORT", "8102")
    assert (Settings().port, Settings().heap_mb) == (8102, 333)


@pytest.mark.parametrize("value", ["secret", "99999", "-1"])
def test_an_error_names_the_setting_and_not_its_value(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("IDGRAPH_PORT", value)
    with pytest.raises(SettingsError, match="IDGRAPH_PORT") as caught:
        settings()
    assert value not in str(caught.value)
    settings.cache_clear()


@pytest.mark.parametrize(
    ("host", "in_url"),
    [
        ("localhost", "localhost"),
        ("192.0.2.1", "192.0.2.1"),
        ("::1", "[::1]"),
        ("0.0.0.0", "127.0.0.1"),
        ("::", "[::1]"),
    ],
)
def test_where_the_service_is_asked_from_this_machine(host: str, in_url: str) -> None:
    assert Settings(IDGRAPH_HOST=host).host_in_url == in_url


@pytest.mark.parametrize(("given", "threads"), [(None, "1"), ("2", "2")])
def test_whoever_answers_works_with_one_thread_unless_it_is_told_otherwise(
    monkeypatch: pytest.MonkeyPatch, given: str | None, threads: str
) -> None:
    """Polars takes the number as it is imported, so the commands may not have done that before."""
    monkeypatch.delenv("POLARS_MAX_THREADS", raising=False)
    if given:
        monkeypatch.setenv("POLARS_MAX_THREADS", given)
    code = "import app.cli, app.settings\napp.settings.for_few_rows()\nimport polars\nprint(polars.thread_pool_size())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == threads
