"""What is left once a file is taken back: what others said, too, since when and until when they say so."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import pytest

from app.consent.ledger import record
from app.consent.rules import rules_in_force
from app.consent.statements import row_of, understood
from app.graph.store import Store
from app.ingest.identifiers import identifiers_of
from app.resolution.bulk import resolve
from app.stewardship.unload import loads, unload
from tests.graph.contents import nodes
from tests.graph.evidence import living, population
from tests.graph.rebuilt import assert_as_rebuilt
from tests.graph.test_unload import ADA, SECOND_FILES, bring, changed, consents, differences, town, whole

__all__ = ["town"]


def test_of_what_was_said_again_only_the_beginning_counts(town: Store, tmp_path: Path) -> None:
    """A correction that was taken back by the next file, and now by itself: nothing was ever new."""
    before, people = whole(town), living(town)
    middle = bring(town, tmp_path, "crm", changed(population(3), last_name="Nouveau"))
    last = bring(town, tmp_path, "crm", population(3))
    resolve(town, quiet=True)
    unload(town, ADA, "crm", middle)
    unload(town, ADA, "crm", last)
    assert differences(before, whole(town)) == []
    assert living(town) == people


def test_of_several_corrections_the_newest_is_taken_back_first(town: Store, tmp_path: Path) -> None:
    """Each lets the one before stand again, and none the first."""
    stood, brought = [whole(town)], []
    for month in ("march", "april", "may"):
        brought.append(bring(town, tmp_path, "crm", changed(population(3), email=f"{month}@example.org")))
        resolve(town, quiet=True)
        stood.append(whole(town))
    for number in reversed(range(3)):
        unload(town, ADA, "crm", brought[number])
        assert differences(stood[number], whole(town)) == []


def test_what_the_first_file_said_too_is_as_old_as_the_second(graph: Store, tmp_path: Path) -> None:
    """Of two spellings the one that was said last is shown: as if the first file had never come."""
    (one, _), names = population(1), "MATCH (i:Individual) RETURN i.name AS name"
    first = bring(graph, tmp_path, "crm", [one])
    bring(graph, tmp_path, "web", [one | {"first_name": "Adele"}])
    second = bring(graph, tmp_path, "crm", [one])
    resolve(graph, quiet=True)
    assert graph.run_text(names) == [{"name": "Adele Aubert"}]
    predicted = unload(graph, ADA, "crm", first, dry_run=True)
    assert unload(graph, ADA, "crm", first) == replace(predicted, dry_run=False)
    assert graph.run_text(names) == [{"name": "Adèle Aubert"}]
    assert_as_rebuilt(graph)
    (load,) = [row for row in loads(graph, "crm") if row["id"] == second]
    assert nodes(graph)["crm:000a"][1]["seen_at"].iso_format() == load["at"]


def test_what_was_stated_by_itself_too_stays(town: Store, tmp_path: Path) -> None:
    """A refusal that a file brought and the API was told as well, which answered that it is known."""
    (row,) = consents(range(30, 31), "denied")
    brought = bring(town, tmp_path, "cmp", [row])
    given = {"purpose": "marketing", "status": "denied", "at": row["updated_at"]}
    said = understood(given, "cmp", rules_in_force(), datetime.now(UTC))
    (email,) = identifiers_of({"email": row["email"]})
    assert record(town, [row_of(email, said)]) == (0, 1, 0)
    unload(town, ADA, "cmp", brought)
    assert town.run_text(
        "MATCH (:Email)-[:HAS_CONSENT]->(k:Consent {source: 'cmp'}) RETURN k.status AS status"
    )


def test_times_are_told_as_before(town: Store, tmp_path: Path) -> None:
    """In ISO 8601, without the name of a time zone."""
    for bring_more in (SECOND_FILES["more visits"], SECOND_FILES["records that change known ones"]):
        brought = bring_more(town, tmp_path)
        (source,) = [row["source"] for row in loads(town) if row["id"] == brought]
        unload(town, ADA, source, brought)
    named = "UNWIND keys(x) AS name WITH x, name WHERE toStringOrNull(x[name]) ENDS WITH '[UTC]' RETURN DISTINCT name"
    assert town.run_text(f"MATCH (x) {named}") + town.run_text(f"MATCH ()-[x]->() {named}") == []


CHOICE = {"purpose": "marketing", "status": "granted", "updated_at": "2026-01-05T10:00:00Z"}
SAYING = {
    "choices": [CHOICE | {"cookie_id": "ga-own"}],
    "app": [population(1)[0] | {"cookie_id": "ga-own", "updated_at": "2026-02-01T00:00:00Z"}],
    "site": [{"event_id": "e", "cookie_id": "ga-own", "timestamp": "2026-03-01T12:00:00Z"}],
}


@pytest.mark.parametrize("order", list(permutations(SAYING)), ids=" then ".join)
def test_a_browser_was_there_when_anything_that_is_left_says_so(
    graph: Store, tmp_path: Path, order: tuple[str, ...]
) -> None:
    """Whichever came first, and whichever is taken back."""
    times = {"choices": "2026-01-05", "app": "2026-02-01", "site": "2026-03-01"}
    seen = (
        "MATCH (x:Cookie) RETURN toString(date(x.first_seen)) AS first, toString(date(x.last_seen)) AS last"
    )
    for source in order:
        bring(graph, tmp_path, source, SAYING[source])
    left = set(order)
    for source in order:
        said = [times[one] for one in left]
        assert graph.run_text(seen) == [{"first": min(said), "last": max(said)}]
        unload(graph, ADA, source)
        left.remove(source)
    assert graph.run_text(seen) == []
