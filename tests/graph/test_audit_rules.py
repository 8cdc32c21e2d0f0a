"""Changes of rules and models are in the audit."""

from pathlib import Path

import pytest

from app.audit import COMMAND
from app.audit.rules import note_rules
from app.audit.show import shown
from app.errors import SettingsError
from app.graph.store import Store
from app.matching.shipped import shipped_model
from app.resolution.in_force import put_in_force
from app.settings import Settings


def test_other_rules_are_noted_and_the_same_ones_are_not(graph: Store, tmp_path: Path) -> None:
    own = tmp_path / "limits.toml"
    own.write_text("# ours\n")
    shipped, changed = Settings(IDGRAPH_HOME=tmp_path), Settings(IDGRAPH_HOME=tmp_path, IDGRAPH_LIMITS=own)
    assert note_rules(graph, shipped, COMMAND)
    assert not note_rules(graph, shipped, COMMAND)
    assert note_rules(graph, changed, COMMAND)
    own.write_text("# ours, and others\n")
    assert note_rules(graph, changed, COMMAND)
    now, before, first = (dict(line.split("=") for line in row["details"]) for row in shown(graph, limit=9))
    assert now.keys() == {"access", "consent", "limits", "retention"}
    assert len({rules["limits"] for rules in (now, before, first)}) == 3
    assert len({rules["access"] for rules in (now, before, first)}) == 1
    with pytest.raises(SettingsError, match=r"gone\.toml cannot be read"):
        note_rules(graph, Settings(IDGRAPH_HOME=tmp_path, IDGRAPH_LIMITS=tmp_path / "gone.toml"), COMMAND)


def test_another_model_is_noted_and_the_same_one_is_not(graph: Store) -> None:
    model = shipped_model()
    other = model.model_copy(update={"prior": model.prior / 2})
    for one, chosen in ((model, None), (model, None), (other, True), (other, None)):
        put_in_force(graph, one, chosen=chosen)
    rows = [row for row in shown(graph, limit=9) if row["action"] == "model put in force"]
    assert [row["details"] for row in rows] == [
        ["chosen=True", f"version={other.version}"],
        [f"version={model.version}"],
    ]
