"""The analysts' copy among the files of a home: found as a whole, taken away as a whole."""

from pathlib import Path

import pytest

from app.errors import NotFound
from app.privacy import analyst_copy
from app.privacy.files import Found
from app.settings import Settings


@pytest.mark.parametrize("name", ["analysts", "analysts.part"])
def test_a_copy_whole_or_half_made_is_found_and_taken_away(tmp_path: Path, name: str) -> None:
    data = tmp_path / name / "neo4j" / "data"
    data.mkdir(parents=True)
    (data / "store").write_text("pseudonyms")
    (tmp_path / "neo4j").mkdir()
    assert analyst_copy.there(tmp_path) == [Found(name, None)]
    analyst_copy.remove(tmp_path)
    assert analyst_copy.there(tmp_path) == []
    assert not data.exists()
    assert (tmp_path / "neo4j").exists(), "the graph itself stays"


def test_where_none_was_made_it_says_how(tmp_path: Path) -> None:
    assert not analyst_copy.remove(tmp_path)
    with pytest.raises(NotFound, match="`idgraph analyst-copy` makes one"):
        analyst_copy.require(Settings(IDGRAPH_HOME=tmp_path))
