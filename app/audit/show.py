"""Reading the audit: the newest entries, and those about somebody."""

from collections.abc import Iterable
from datetime import UTC, datetime

from app.audit.chain import PAGE, PAGED_AT
from app.graph.store import Row, Store

_AT_ONCE = 500
"""Subjects in one query of the index: Lucene takes 1,024."""


def shown(
    store: Store,
    *,
    limit: int,
    subjects: Iterable[str] | None = None,
    action: str = "",
    role: str | None = None,
    since: datetime | None = None,
) -> list[Row]:
    """{seq, at, role, caller, action, subjects, purpose, details}, newest first; what is asked for has all to be so.

    `action`: a part of it. `since` is UTC where it has no time zone.
    """
    at = since and (since if since.tzinfo else since.replace(tzinfo=UTC))
    asked = {"action": action, "role": role, "since": at, "limit": limit}
    pages = {"page": PAGE, "unpaged": PAGED_AT}
    wanted = sorted(set(subjects or ()))
    if not wanted:
        return store.read("audit/newest", **asked)
    found: dict[int, Row] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        query = " OR ".join('"' + one.replace('"', "") + '"' for one in some)
        rows = store.read("audit/about", subjects=some, query=query, **pages, **asked)
        found |= {row["seq"]: row for row in rows}
    return sorted(found.values(), key=lambda row: -int(row["seq"]))[:limit]


def as_line(row: Row) -> str:
    """One entry for a person to read; of many subjects, how many."""
    subjects = row["subjects"]
    about = " ".join(subjects) if len(subjects) <= 3 else f"{len(subjects):,} subjects"
    purpose = [f"for {row['purpose']}"] if row["purpose"] else []
    parts = [
        f"{row['seq']:>6}",
        row["at"][:19],
        f"{row['role']} {row['caller']}",
        row["action"],
        *purpose,
        about,
    ]
    return "  ".join([*parts, *row["details"]])
