"""Every statement that reads takes a purpose, and every one that changes what answers rest on forgets them.

Or it stands here with the reason why not.
"""

import re
from pathlib import Path

import pytest

from app.graph.queries import FOLDER
from tests.catalogue import Statement, catalogue

EXCEPTIONS = {
    "read/totals": "numbers of the whole graph, of nobody in particular",
    "read/why": "stewardship: which records are one person, by the roles that decide that; nobody who is restricted",
    "read/why_component": "stewardship: the same",
    "read/why_home": "stewardship: the same",
    "feed/births": "opaque: of records that a reading has shown",
    "feed/members": "opaque: to compare the feed with the graph",
}
READING = [*catalogue("read"), *(one for one in catalogue("feed") if ":Customer" in one.code)]
"""The feed is read by all roles, too."""

_LIVE = "live resolution forgets those whose records are touched: live/settle, live/wait and live/hold"
_LOAD = "in one transaction with ingest/records_change, which forgets"
_NEW = "a record that is nobody's yet"
_BOOKS = "says where something came from, or when it was seen: no answer rests on that"
_EDGES = "edges of likeness: answers rest on who is whom, and individuals_describe forgets those"
FORGET_NOTHING = {
    **dict.fromkeys(
        (
            "consent/hold",
            "live/begin",
            "live/told_meanwhile",
            "privacy/identifiers_lock",
            "privacy/retention_online",
            "privacy/records_lock",
        ),
        "takes locks",
    ),
    **dict.fromkeys(
        ("track/messages", "track/identifiers_lock", "track/records_unlock"),
        "takes locks",
    ),
    **dict.fromkeys(("stewardship/unblock", "stewardship/judge", "stewardship/withdraw"), _LIVE),
    **dict.fromkeys(
        (
            "track/records",
            "track/seen",
            "track/write",
            "track/identifiers_attach",
            "track/identifiers_detach",
        ),
        _LIVE,
    ),
    **dict.fromkeys(("unload/links", "unload/records_restore", "unload/records_seen"), _LIVE),
    "privacy/online_forget": _LIVE,
    "ingest/identifiers_detach": _LOAD,
    **dict.fromkeys(("ingest/records_create", "ingest/signed_in"), _NEW),
    **dict.fromkeys(("ingest/consents_confirm", "unload/consents_assign", "unload/records_assign"), _BOOKS),
    **dict.fromkeys(("ingest/records_confirm", "ingest/records_keep", "ingest/records_seen"), _BOOKS),
    **dict.fromkeys(("ingest/online_seen", "ingest/online_extend", "ingest/seen_together"), _BOOKS),
    **dict.fromkeys(("ingest/sightings_accounts", "ingest/sightings_keep", "ingest/sightings_pairs"), _BOOKS),
    **dict.fromkeys(("unload/online_set", "unload/pairs_set", "privacy/visits_take_back"), _BOOKS),
    "unload/sightings_take": _BOOKS,
    **dict.fromkeys(("live/people_settle", "resolve/cards_write"), _BOOKS),
    **dict.fromkeys((f"resolve/matches_{act}" for act in ("create", "change", "delete")), _EDGES),
    **dict.fromkeys(
        (f"resolve/{edge}_{act}" for edge in ("near", "touches") for act in ("create", "delete")), _EDGES
    ),
    **dict.fromkeys((f"resolve/homes_{act}" for act in ("create", "change", "delete")), _EDGES),
    **dict.fromkeys(("resolve/online_suggest", "resolve/online_forget"), _EDGES),
    "resolve/households_retire": "households allow nothing themselves",
    "stewardship/release": "lets records wait: whoever resolves them forgets",
    "unload/identifiers_tidy": "identifiers without a record and without a statement",
    "roles/analyst": "of the database's users",
}
"""Statements that change the graph around people, and forget no answer: why they need not."""
_WRITES = re.compile(r"\b(CREATE|MERGE|SET|DELETE|REMOVE)\b")
_FACTS = re.compile(
    r"HAS_CONSENT|IDENTIFIES|HAS_EMAIL|HAS_PHONE|LIVES_AT|USES_COOKIE|USES_DEVICE|HAS_ID|MUST_LINK|"
    r":Customer|:Consent|:Cookie|:Identifier|:Individual|\bhub\b|\bblocked\b|\brestricted\b"
)
"""What an answer rests on, and where it stands."""
CHANGING = [
    one
    for one in catalogue()
    if not one.name.startswith(("schema/", "read/", "copy/"))
    and _WRITES.search(one.code)
    and _FACTS.search(one.code)
]


@pytest.mark.parametrize("statement", CHANGING, ids=lambda one: one.name)
def test_what_changes_what_answers_rest_on_forgets_them(statement: Statement) -> None:
    """Whoever adds a statement that changes people, identifiers or consents decides here what becomes of answers."""
    assert ("may_until" in statement.code) != (statement.name in FORGET_NOTHING), (
        "`// Include: parts/forget`, or say in FORGET_NOTHING why not"
    )


@pytest.mark.parametrize("statement", READING, ids=lambda one: one.name)
def test_a_reading_takes_a_purpose(statement: Statement) -> None:
    found = {"purpose", "asks", "hides"} <= set(re.findall(r"\$p\.(\w+)", statement.code))
    assert found != (statement.name in EXCEPTIONS), (
        "take $p.purpose by `// Include: parts/consents`, or say why not"
    )


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.cypher")), ids=lambda path: path.stem)
def test_names_of_the_part_are_its_own(path: Path) -> None:
    """A name that a statement has bound already would mean that one thing in the part, and hide what others said."""
    assert path.parent.name == "parts" or not re.search(r"\bits[A-Z]", path.read_text(encoding="utf-8"))


def test_exceptions_exist() -> None:
    assert {statement.name for statement in READING} >= EXCEPTIONS.keys()
    assert {statement.name for statement in CHANGING} >= FORGET_NOTHING.keys()


@pytest.mark.parametrize("statement", READING, ids=lambda one: one.name)
def test_what_was_said_is_returned_to_be_judged(statement: Statement) -> None:
    """A statement that takes a purpose gives its caller what `may` needs."""
    if statement.name not in EXCEPTIONS:
        assert re.search(r"said|linked", statement.header["Returns"] + statement.header["Purpose"])
