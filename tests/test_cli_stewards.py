"""What stewards do from the command line, as processes: predicted, done, taken back."""

import json
from pathlib import Path
from typing import Any

from app.graph.store import Store
from app.settings import Settings
from tests.graph.evidence import add, population
from tests.test_cli import idgraph, refused


def test_a_steward_s_day(graph: Store, settings: Settings, tmp_path: Path) -> None:
    there = {"IDGRAPH_HOME": str(settings.home), "IDGRAPH_CACHE": str(settings.cache)}
    if settings.neo4j_uri and settings.neo4j_password is not None:
        password = settings.neo4j_password.get_secret_value()
        there |= {
            "NEO4J_URI": settings.neo4j_uri,
            "NEO4J_PASSWORD": password,
            "NEO4J_USER": settings.neo4j_user,
        }

    def told(*arguments: str) -> Any:
        done = idgraph(*arguments, "--json", **there)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    add(graph, tmp_path, "crm", population(10))
    told("resolve")
    pair = ("verdict", "crm:001a", "crm:004a")
    predicted = told(*pair, "must-link", "--dry-run")
    given = told(*pair, "must-link", "--reason", "said so")
    assert predicted["changes"] == given["changes"]
    assert given["people"]["merged"] == 1
    assert "yet crm:001a cannot-link crm:004a" in refused(idgraph(*pair, "cannot-link", **there), 1)
    assert told(*pair, "withdraw")["people"]["split"] == 1
    assert told("block", "phone", population(1)[0]["phone"])["evidence"] == {"carried_by": 2}
    (load,) = told("loads", "crm")
    assert (load["rows"], load["kind"]) == (20, "people")
    text = idgraph("unload", "crm", "--load", load["id"], **there).stdout
    assert "records removed 20" in text
    assert told("loads") == []
    assert graph.run_text("MATCH (c:Customer) RETURN c") == []
