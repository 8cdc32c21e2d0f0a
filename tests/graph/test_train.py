"""`train` on a real Neo4j: the model in force is a person's choice, stays as it is, and is checked before it scores."""

from pathlib import Path
from typing import Any

import pytest

from app.audit import COMMAND
from app.errors import BadInput, Conflict, GraphUnavailable, NotFound
from app.graph.store import Store
from app.matching.document import write_document
from app.matching.limits import shipped_limits
from app.resolution.bulk import resolve
from app.resolution.derive import Derived, derive
from app.resolution.in_force import GROWTH, current_model, put_next
from app.resolution.limits import limits_in_force
from app.resolution.live import rederive
from app.resolution.up_to_date import bring_up_to_date
from app.stewardship.blocks import block
from app.training import train
from app.training.train import Lesson, train_graph
from tests.graph.evidence import add, population, remove


@pytest.fixture
def town(graph: Store, tmp_path: Path) -> Store:
    add(graph, tmp_path, "crm", population(40))
    resolve(graph, quiet=True)
    return graph


def in_force(store: Store) -> list[dict[str, object]]:
    return store.run_text(
        "MATCH (m:Model) WHERE m.in_force RETURN m.version AS version, coalesce(m.chosen, false) AS chosen"
    )


def weights(store: Store) -> dict[tuple[str, str], tuple[float, list[str]]]:
    return {(row["a"], row["b"]): (row["weight"], row["evidence"]) for row in store.stream("resolve/matches")}


def test_a_graph_without_records_teaches_nothing(graph: Store) -> None:
    with pytest.raises(NotFound, match="no records to learn from"):
        train_graph(graph, Lesson())


def test_a_dry_run_says_what_would_change_and_changes_nothing(town: Store) -> None:
    before = in_force(town)
    remove(town, "crm:001b")  # so that what is learned is another model
    trained = train_graph(town, Lesson(), dry_run=True)
    assert in_force(town) == before
    assert trained.changes is not None
    assert trained.changes.before == before[0]["version"] != trained.model.version
    assert trained.changes.individuals_before == 40
    assert "Dry run" in str(trained)


def test_what_was_learned_is_put_in_force_and_scores(town: Store) -> None:
    before = in_force(town)
    remove(town, "crm:001b")  # so that what is learned is another model
    trained = train_graph(town, Lesson(seed=3))
    assert in_force(town) == before, "what arrives is scored as what is there"
    resolved = bring_up_to_date(town, quiet=True)
    assert (resolved.model, resolved.trained) == (trained.model.version, False)
    assert in_force(town) == [{"version": trained.model.version, "chosen": True}]
    assert current_model(town) == trained.model
    edges = town.run_text("MATCH ()-[m:MATCHES]->() RETURN DISTINCT m.model AS model")
    assert edges == [{"model": trained.model.version}]
    again = train_graph(town, Lesson(seed=3))
    assert again.changes is not None
    assert (again.changes.joined_pairs, again.changes.parted_pairs, again.changes.moved) == (0, 0, 0)


def test_a_chosen_model_outlives_growth_and_weighs_a_pair_as_before(town: Store, tmp_path: Path) -> None:
    chosen = train_graph(town, Lesson()).model.version
    resolve(town, quiet=True)
    before = weights(town)
    more = population(180)[80:]
    add(town, tmp_path, "shop", more)
    assert len(more) > GROWTH * 80
    assert resolve(town, quiet=True).model == chosen
    after = weights(town)
    assert len(before) >= 40
    assert {pair: after[pair] for pair in before} == before


def test_a_model_that_nobody_chose_is_learned_anew_after_growth(town: Store, tmp_path: Path) -> None:
    first = in_force(town)[0]["version"]
    add(town, tmp_path, "shop", population(180)[80:])
    assert resolve(town, quiet=True).model != first


def test_verdicts_of_stewards_calibrate(town: Store) -> None:
    plain = train_graph(town, Lesson()).model
    assert plain.calibration is None
    town.run_text(
        "MATCH (a:Customer)-[m:MATCHES]->(b:Customer) WITH a, b ORDER BY m.weight LIMIT 10 "
        "CREATE (a)-[:CANNOT_LINK {by: 'a steward', at: datetime(), reason: 'a test'}]->(b)"
    )
    judged = train_graph(town, Lesson()).model
    assert judged.calibration is not None
    assert judged.calibration.verdicts == 10
    assert judged.prior_bits < plain.prior_bits
    assert judged.comparisons == plain.comparisons


def test_a_document_from_elsewhere_is_put_in_force(town: Store) -> None:
    document = train_graph(town, Lesson(seed=5), dry_run=True).model
    resolved = resolve(town, model=document, quiet=True)
    assert in_force(town) == [{"version": document.version, "chosen": True}]
    assert (resolved.model, resolved.trained) == (document.version, False)


@pytest.mark.parametrize("document", ["{}", "no json", '{"format": 1}'])
def test_a_document_that_cannot_be_read(town: Store, document: str) -> None:
    """One that nobody chose is learned anew; one that somebody chose is not replaced behind their back."""
    town.run_text("MATCH (m:Model) SET m.document = $p.document", document=document)
    assert current_model(town) is None
    assert resolve(town, quiet=True).trained
    town.run_text("MATCH (m:Model) SET m.document = $p.document, m.chosen = true", document=document)
    with pytest.raises(BadInput, match="the model in force"):
        resolve(town, quiet=True)
    said = str(train_graph(town, Lesson()))
    assert "No usable model was in force" in said
    assert "The next `idgraph resolve` derives everybody with it" in said
    assert not resolve(town, quiet=True).trained


def test_the_document_in_the_graph_is_the_one_train_writes(town: Store) -> None:
    trained = train_graph(town, Lesson())
    resolve(town, quiet=True)
    assert town.read("resolve/model_in_force")[0]["document"] == write_document(trained.model)


def test_what_arrives_while_a_model_is_learned_and_before_it_takes_over_is_resolved(
    town: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the model in force: a dry run leaves nobody waiting, and one part is never scored otherwise than the rest."""
    scored = []

    def meanwhile(*args: Any, **kwargs: Any) -> Derived:
        add(town, tmp_path, "web", [population(41)[80]])
        scored.append(rederive(town, lambda _: ["web:040a"]))
        return derive(*args, **kwargs)

    remove(town, "crm:001b")
    monkeypatch.setattr("app.training.train.derive", meanwhile)
    train_graph(town, Lesson(seed=3), dry_run=True)
    assert [found.waiting for found in scored] == [0]
    trained = train_graph(town, Lesson(seed=3)).model.version
    assert in_force(town)[0]["version"] != trained
    edges = town.run_text("MATCH ()-[m:MATCHES]->() RETURN DISTINCT m.model AS model")
    assert edges == [{"model": in_force(town)[0]["version"]}]


def test_a_resolve_that_is_cut_short_leaves_the_new_model_to_the_next_one(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(town, "crm:001b")
    trained = train_graph(town, Lesson(seed=3)).model.version

    def lost(*_: Any, **__: Any) -> None:
        raise GraphUnavailable("lost by the test")

    with monkeypatch.context() as patched:
        patched.setattr("app.resolution.bulk.Writer.write", lost)
        with pytest.raises(GraphUnavailable):
            bring_up_to_date(town, quiet=True)
    assert bring_up_to_date(town, quiet=True).model == trained
    edges = town.run_text("MATCH ()-[m:MATCHES]->() RETURN DISTINCT m.model AS model")
    assert edges == [{"model": trained}]


def test_a_model_learned_while_another_takes_over_takes_over_from_that(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    remove(town, "crm:001b")
    later = train_graph(town, Lesson(), dry_run=True).model
    remove(town, "crm:002b")
    trained = train_graph(town, Lesson()).model.version
    assert trained != later.version

    def as_another_is_learned(*args: Any, **options: Any) -> Derived:
        put_next(town, later)
        return derive(*args, **options)

    with monkeypatch.context() as patched:
        patched.setattr("app.resolution.bulk.derive", as_another_is_learned)
        assert bring_up_to_date(town, quiet=True).model == trained
    assert in_force(town) == [{"version": trained, "chosen": True}]
    assert bring_up_to_date(town, quiet=True).model == later.version


def test_other_limits_are_for_everybody_with_the_next_resolve(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def by_email() -> bool:
        return any("email|exact" in text for _, evidence in weights(town).values() for text in evidence)

    assert by_email()
    limits = shipped_limits().model_copy(update={"junk": {"email": ["*@example-*.org"]}})
    for module in ("up_to_date", "bulk"):
        monkeypatch.setattr(f"app.resolution.{module}.limits_in_force", lambda: limits)
    assert bring_up_to_date(town, quiet=True).came is None, "everything, not what waits"
    assert not by_email()
    assert bring_up_to_date(town, quiet=True).came == 0


def test_who_knows_other_limits_than_everything_was_resolved_by_lets_records_wait(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a service that was started before the limits were changed."""
    limits = shipped_limits().model_copy(update={"junk": {"email": ["*@example-*.org"]}})
    for module in ("up_to_date", "bulk"):
        monkeypatch.setattr(f"app.resolution.{module}.limits_in_force", lambda: limits)
    bring_up_to_date(town, quiet=True)
    assert rederive(town, lambda run: ["crm:000a"]).waiting == 1
    with pytest.raises(Conflict, match="IDGRAPH_LIMITS"):
        rederive(town, lambda run: ["crm:gone"])
    monkeypatch.setattr("app.resolution.live.rederiving.limits_in_force", lambda: limits)
    assert bring_up_to_date(town, quiet=True).came == 1


def test_what_is_learned_again_changes_nothing_of_the_model_in_force(town: Store) -> None:
    """Its homes neither: by those that stand everything was derived, and no resolve would look at it anew."""
    resolve(town, quiet=True)
    before = town.run_text("MATCH (m:Model {in_force: true}) RETURN m {.*, chosen: null} AS m")
    town.run_text("MATCH (m:Model {in_force: true}) SET m.homes = 'others'")
    again = train_graph(town, Lesson())
    assert again.model.version == before[0]["m"]["version"]
    assert not again.takes_over
    after = town.run_text("MATCH (m:Model {in_force: true}) RETURN m {.*, chosen: null} AS m")
    assert after[0]["m"] == before[0]["m"] | {"homes": "others"}


def test_what_a_steward_blocked_and_what_too_many_share_teaches_nothing(
    town: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As it is no evidence: the model is learned on what people are derived from."""
    resolve(town, quiet=True)
    (email,) = town.run_text(
        "MATCH (x:Email)<-[:HAS_EMAIL]-(c:Customer) WITH x, count(c) AS n WHERE n > 1 RETURN x.value AS email LIMIT 1"
    )
    block(town, COMMAND, "email", email["email"])
    seen: dict[str, Any] = {}

    def noted(records: Any, **options: Any) -> Any:
        seen.update(options, emails=records["email"].to_list())
        return derive(records, **options)

    monkeypatch.setattr(train, "derive", noted)
    train_graph(town, Lesson(), dry_run=True)
    assert email["email"] not in seen["emails"]
    assert seen["limits"] is limits_in_force()
