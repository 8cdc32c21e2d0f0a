"""Consent in columns of files about people: each statement once, on what the person is reached by, and taken back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.access.caller import LOCAL
from app.audit import Actor
from app.consent.view import view_of
from app.graph.store import Store
from app.ingest.consent_columns import vocabulary
from app.ingest.load import About, check, load
from app.ingest.report import LoadReport
from app.privacy.erasure import Eraser
from app.privacy.subject import Asked
from app.profiles.audience import Audience
from app.resolution.bulk import resolve
from app.sources import Quarantine, SourceFile, open_source
from app.stewardship.unload import unload
from tests.graph.contents import everything

DATE = "2026-05-01"
MARIE = {
    "id": "1",
    "nom": "Dupont",
    "prenom": "Marie",
    "date_naissance": "1980-05-12",
    "email": "marie@example.fr",
}


def opened(folder: Path, rows: list[dict[str, Any]], name: str = "delivery") -> SourceFile:
    path = folder / name
    path.write_text("\n".join(map(json.dumps, rows)))
    return open_source(path, consents=vocabulary(), quarantine=Quarantine(folder / f"{name}.bad"))


def brought(store: Store, folder: Path, rows: list[dict[str, Any]], source: str = "crm") -> LoadReport:
    return load(store, opened(folder, rows), About(source), quiet=True)


def ledger(store: Store) -> set[tuple[str, ...]]:
    rows = store.run_text(
        "MATCH (i)-[:HAS_CONSENT]->(k:Consent) RETURN i.key AS i, k.purpose AS p, k.channel AS c, k.status AS s, "
        "toString(date(k.at)) AS at"
    )
    return {tuple(row.values()) for row in rows}


def test_each_column_is_a_statement_on_what_its_channel_reaches(graph: Store, tmp_path: Path) -> None:
    row = MARIE | {
        "tel": "0612345678",
        "carte": "77",
        "adresse": "1 rue Pasteur",
        "ville": "Lyon",
        "cp": "69003",
    }
    said = {"optin_email": "oui", "optin_sms": False, "optin_postal": "1", "consent_profiling": "withdrawn"}
    dates = {"consent_at": DATE, "optin_sms_date": "01/06/2026"}
    report = brought(graph, tmp_path, [row | said | dates])
    assert (report.new, report.consents, report.consents_known, report.quarantined) == (1, 4, 0, 0)
    assert ledger(graph) == {
        ("email:marie@example.fr", "marketing", "email", "granted", DATE),
        ("phone:+33612345678", "marketing", "sms", "denied", "2026-06-01"),
        ("loyalty:77", "marketing", "post", "granted", DATE),
        ("loyalty:77", "profiling", "all", "withdrawn", DATE),
    }
    (record,) = graph.run_text("MATCH (c:Customer) RETURN properties(c) AS p")
    assert not [name for name in record["p"] if "consent" in name or "optin" in name]
    assert "consents new 4, known 0" in str(report)


def test_loading_again_says_nothing_twice_and_a_new_answer_is_a_new_statement(
    graph: Store, tmp_path: Path
) -> None:
    rows = [MARIE | {"optin_email": "yes", "optin_email_date": DATE}]
    brought(graph, tmp_path, rows)
    before = everything(graph)
    again = brought(graph, tmp_path, rows)
    assert (again.unchanged, again.consents, again.consents_known) == (1, 0, 1)
    assert everything(graph) == before
    changed = brought(graph, tmp_path, [MARIE | {"optin_email": "no", "optin_email_date": "2026-06-02"}])
    assert (changed.unchanged, changed.consents) == (1, 1)
    assert {(row[3], row[4]) for row in ledger(graph)} == {("granted", DATE), ("denied", "2026-06-02")}


def test_a_bad_statement_is_set_aside_with_its_reason_and_the_person_is_loaded(
    graph: Store, tmp_path: Path
) -> None:
    bad = {"maybe": DATE, "yes": None, "no": "tomorrow", "oui": "2999-01-01"}
    rows = [
        MARIE | {"id": str(n), "optin_email": status, "consent_at": at, "optin_sms": None}
        for n, (status, at) in enumerate(bad.items())
    ]
    rows.append(
        {
            "id": "9",
            "nom": "Durand",
            "prenom": "Luc",
            "ville": "Lyon",
            "optin_email": "yes",
            "consent_at": DATE,
        }
    )
    report = brought(graph, tmp_path, rows)
    assert (report.read, report.new, report.consents, report.quarantined) == (5, 5, 0, 5)
    assert set(report.reasons) == {
        "consent left out: a status that is not granted, denied or withdrawn",
        "consent left out: no date: when was it said?",
        "consent left out: a date that cannot be read: write it like 2026-03-14T09:26:53Z",
        "consent left out: a date in the future",
        "consent left out: the row has no contact point, account or card that it could be about",
    }
    kept = [json.loads(line) for line in (tmp_path / "delivery.bad").read_text().splitlines()]
    assert [(one["row"], one["field"]) for one in kept] == [(n, "optin_email") for n in range(1, 6)]


def test_a_no_is_never_lost_and_a_shared_address_says_yes_for_nobody(graph: Store, tmp_path: Path) -> None:
    home = {"adresse": "1 rue Pasteur", "ville": "Lyon", "cp": "69003", "consent_at": DATE}
    rows = [
        {"id": "1", "nom": "Dupont", "prenom": "Marie", "optin_postal": "no", **home},
        {"id": "2", "nom": "Dupont", "prenom": "Paul", "optin_postal": "yes", **home},
    ]
    report = brought(graph, tmp_path, rows)
    assert (report.new, report.consents, report.quarantined) == (2, 1, 1)
    ((key, *said),) = ledger(graph)
    assert (key.partition(":")[0], said) == ("address", ["marketing", "post", "denied", DATE])


def test_taken_back_with_the_file_it_came_in(graph: Store, tmp_path: Path) -> None:
    brought(graph, tmp_path, [MARIE | {"optin_email": "yes", "consent_at": DATE}])
    brought(graph, tmp_path, [MARIE | {"optin_email": "no", "consent_at": "2026-06-02"}], "shop")
    unload(graph, Actor("steward", "key_ada"), "crm")
    assert {row[3] for row in ledger(graph)} == {"denied"}
    unload(graph, Actor("steward", "key_ada"), "shop")
    assert ledger(graph) == set()
    assert graph.run_text("MATCH (x:Identifier) RETURN x") == []


def test_whoever_agreed_in_a_column_is_in_the_audience(graph: Store, tmp_path: Path) -> None:
    paul = {
        "id": "2",
        "nom": "Martin",
        "prenom": "Paul",
        "date_naissance": "1970-01-02",
        "email": "paul@example.fr",
    }
    brought(
        graph,
        tmp_path,
        [
            MARIE | {"optin_email": "yes", "consent_at": DATE},
            paul | {"optin_email": "no", "consent_at": DATE},
        ],
    )
    resolve(graph, quiet=True)
    found = Audience(graph, view_of(LOCAL, "marketing", "email"))
    assert [member.contacts for member in found] == [["marie@example.fr"]]
    assert dict(found.states) == {"granted": 1, "denied": 1}


def test_nobody_who_was_erased_comes_back_by_a_column(graph: Store, tmp_path: Path) -> None:
    assert graph.home
    rows = [MARIE | {"optin_email": "yes", "consent_at": DATE}]
    brought(graph, tmp_path, rows)
    resolve(graph, quiet=True)
    who, now = Actor("privacy", "key_ada"), datetime(2026, 11, 22, tzinfo=UTC)
    Eraser(graph, graph.home, who, now).erase(Asked(namespace="email", value=MARIE["email"]))
    report = brought(graph, tmp_path, rows)
    assert (report.suppressed, report.consents) == (1, 0)
    assert ledger(graph) == set()


def test_a_dry_run_finds_the_same_faults(tmp_path: Path) -> None:
    report = check(opened(tmp_path, [MARIE | {"optin_email": "?", "consent_at": DATE}]), "crm", quiet=True)
    assert list(report.reasons) == ["consent left out: a status that is not granted, denied or withdrawn"]
