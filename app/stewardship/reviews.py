"""The stewards' queue: what a decision would be worth most about, with the evidence; what is held back for one."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.errors import BadInput
from app.graph.store import Row, Store
from app.profiles.record import shown_link
from app.resolution.writing import OF_HOUSEHOLDS, bears_mark

SURE = 0.95
"""Probability from which an accepted link is not doubtful."""
_SETTLED = (
    "two different values of a unique identifier",
    "two records of a source that promises one record a person",
    "a steward's cannot-link",
)
"""Why a link was refused where nobody needs to look at it."""
_SHOWN = 20
"""Individuals that a review names."""


def reviews(store: Store, after: str, limit: int) -> dict[str, Any]:
    """{reviews, next}: the most valuable first, `limit` of them after a cursor, "" for the first page.

    Raises BadInput where the cursor is none of these.
    """
    value, place = _place(after)
    rows = store.read(
        "stewardship/reviews",
        shown=_SHOWN,
        settled=list(_SETTLED),
        sure=SURE,
        value=value,
        place=place,
        most=limit + 1,
    )
    page = rows[:limit]
    last = f"{page[-1]['value']} {page[-1]['place']}" if len(rows) > limit else None
    return {"reviews": [_shown(row) for row in page], "next": last}


def as_table(rows: Iterable[Mapping[str, Any]]) -> str:
    """Reviews for a person to read."""
    lines = [
        f"{row['value']:>8,.2f}  {row['kind']:<13}  {_about(row)}\n    {row['question']}." for row in rows
    ]
    return "\n".join(lines) or "Nothing waits for a decision"


def _about(row: Mapping[str, Any]) -> str:
    link = row["link"]
    return f"{link['a']} {link['b']}" if link else str(row["key"] or row["held"])


def _place(after: str) -> tuple[float | None, str]:
    if not after:
        return None, ""
    value, _, place = after.partition(" ")
    try:
        return float(value), place
    except ValueError:
        raise BadInput("This cursor did not come from here: start again without one") from None


def _shown(row: Row) -> Row:
    link = shown_link({**row["link"], "a": row["a"], "b": row["b"]}) if row["link"] else None
    shown = {name: row[name] for name in ("kind", "value", "individuals", "key", "people", "found", "held")}
    return {**shown, "question": _question(row), "link": link}


def _question(row: Row) -> str:
    match row["kind"]:
        case "near_miss":
            others = f", with {row['links'] - 1:,} more links between them" if row["links"] > 1 else ""
            return f"Are these one person? The link was refused: {row['link']['reason']}{others}"
        case "doubtful_link":
            return "Are these one person? This link holds the individual together, and is doubtful"
        case "held_back":
            return (
                f"Shall these join? They were held back: {row['why']}. They are {row['found']:,} records, "
                f"of {row['people']:,} people so far; a dry run of the release says who would be merged"
            )
        case _:
            people = f"{row['people']:,} differently named ones have it, so it counts for nothing"
            if row["key"].startswith(OF_HOUSEHOLDS):
                return f"Is this a household's? {people}; where it is a school's or a shop's, leave it out of the file"
            block = "block it, or " if bears_mark(row["key"]) else ""
            return f"Do people share this? {people}; {block}allow more people in the limits document"
