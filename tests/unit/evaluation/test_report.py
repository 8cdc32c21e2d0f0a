"""The report of `idgraph evaluate`: one page with everything in it, whatever the values say."""

import re
from html.parser import HTMLParser
from pathlib import Path

import polars as pl
import pytest

from app.errors import BadInput, CannotWrite
from app.evaluation.evaluate import evaluate_file
from app.evaluation.report import check_free, html, write_report
from tests.graph.evidence import population

NASTY = '<script>alert("x")</script>'


class Page(HTMLParser):
    """Which tags there are and all text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "action")]

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Of forty people two of whom are taken for one: they have the same name, and it is a nasty one."""
    file = tmp_path_factory.mktemp("report") / "people.parquet"
    rows = [{**row, "person": row["id"][:3]} for row in population(40)]
    twins = [{**rows[0], "id": f"t{n}", "person": f"t{n}", "first_name": NASTY} for n in range(2)]
    pl.DataFrame([*rows, *twins], infer_schema_length=None).write_parquet(file)
    found = evaluate_file(file, truth="person", examples=3, quiet=True)
    assert found.judgement.over_merges.examples
    return html(found, f"How well {NASTY} is matched")


def test_it_has_every_section_and_as_many_charts_as_it_says(page: str) -> None:
    found = Page(page)
    for heading in (
        "How good",
        "Does 0.9 mean 0.9?",
        "Where it is hard",
        "Over-merges",
        "Under-merges",
        "Which blocking rule",
    ):
        assert heading in found.text
    assert found.tags.count("svg") == 2
    assert found.tags.count("details") >= 1
    assert re.search(r"individuals\s*pairwise\s*0\.\d{4}", found.text)


def test_what_values_say_is_shown_and_never_run(page: str) -> None:
    found = Page(page)
    assert "script" not in found.tags
    assert NASTY in found.text


def test_it_needs_nothing_from_anywhere(page: str) -> None:
    assert not Page(page).addresses
    assert "@import" not in page
    assert "url(" not in page


def test_it_is_for_its_owner_alone_and_replaces_nothing_by_accident(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    check_free(file, force=False)
    write_report(file, "<p>one</p>")
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BadInput, match="--force"):
        check_free(file, force=False)
    check_free(file, force=True)
    for wrong in (tmp_path / "report.pdf", tmp_path / "missing" / "report.html"):
        with pytest.raises(BadInput):
            check_free(wrong, force=False)
    with pytest.raises(CannotWrite):
        write_report(tmp_path / "missing" / "report.html", "")
