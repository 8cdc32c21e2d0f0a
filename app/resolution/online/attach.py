"""Cookies and devices in the graph: attached to who signed in on them; of the anonymous, guesses marked as such.

Who signed in is known: one individual, or the one household of several. What visits suggest is written as MATCHES to a
known cookie or device (never accepted) and as MEMBER_OF a household, both with their probability. A guess becomes an
individual's only where that is asked for and sign-ins that were held out show such guesses to be right.
"""

from dataclasses import dataclass, field

import polars as pl

from app.graph.store import Row, Store
from app.progress import progress
from app.resolution.online.guess import ATTACH_PRECISION, UNITS, Guesses, guess

BASIS = "visits"
SUGGESTION = "suggestion"
_CHUNK = 20_000
_UNITS = UNITS | {"blocked": pl.Boolean()}
"""What is blocked is nobody's, and no guess rests on it or is about it."""
_OF_THE_LINK = ("since", "covers")
"""No part of the guess."""


@dataclass(slots=True)
class Online:
    """What became of the anonymous cookies and devices, and what held-out sign-ins show of such guesses."""

    anonymous: int = 0
    suggestions: int = 0
    household_links: int = 0
    attached: int = 0
    refused: bool = False
    """Attaching was asked for, and not done."""
    crowded_networks: int = 0
    model: str = ""
    person: dict[str, float] = field(default_factory=dict)
    household: dict[str, float] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        if not self.anonymous:
            return "No anonymous cookies or devices."
        lines = [
            f"{self.anonymous:,} anonymous cookies and devices: {self.suggestions:,} suggestions, "
            f"{self.household_links:,} household links, {self.attached:,} attached to individuals.",
            f"Held-out sign-ins: {_told('individual', self.person)}; {_told('household', self.household)}.",
        ]
        if self.refused:
            lines.append(
                f"Guesses were NOT attached: that needs a precision of {ATTACH_PRECISION:.0%} beyond doubt, and what "
                f"sign-ins show is at least {self.person['at_least']:.1%}."
            )
        return "\n".join(lines)


def _told(what: str, shown: dict[str, float]) -> str:
    if not shown["guessed"]:
        return f"no guess of the {what} was as probable as {shown['cut']:g}"
    return (
        f"{what} right in {shown['right']:,.0f} of {shown['guessed']:,.0f} guesses of at least {shown['cut']:g} "
        f"({shown['precision']:.1%}; of {shown['sign_ins']:,.0f} asked)"
    )


def attach_online(store: Store, *, attach: bool = False, quiet: bool = False) -> Online:
    """Attach what sign-ins tell and guess the rest; write what differs from what stands there.

    `attach`: let sure guesses become their individual's, where held-out sign-ins show that to be right.
    """
    units, standing = _read(store, quiet=quiet)
    guesses = guess(units.filter(~pl.col("blocked")))
    attached = guesses.attachable() if attach else guesses.suggestions.clear()
    should = (
        _known(units)
        | _guessed(guesses.homes, "household", guesses)
        | _guessed(attached, "individual", guesses)
    )
    moved = _moved(units, standing, should)
    gone, new = _suggestions(store, guesses)
    changes = {"online_attach": moved, "online_forget": gone, "online_suggest": new}
    for statement, rows in changes.items():
        with progress(f"write {statement.replace('_', ', ')}", len(rows), quiet=quiet or not rows) as advance:
            store.write_batches(f"resolve/{statement}", rows, progress=advance)
    return Online(
        anonymous=guesses.anonymous,
        suggestions=guesses.suggestions.height,
        household_links=guesses.homes.height,
        attached=attached.height,
        refused=attach and not guesses.may_attach,
        crowded_networks=guesses.crowded,
        model=guesses.model.version,
        person=guesses.person.as_json(),
        household=guesses.household.as_json(),
        changes={statement: len(rows) for statement, rows in changes.items()},
    )


def _read(store: Store, *, quiet: bool) -> tuple[pl.DataFrame, dict[str, Row]]:
    """The units, and by key what each is attached to now."""
    chunks, rows = [pl.DataFrame(schema=_UNITS)], []
    standing: dict[str, Row] = {}
    with progress("read cookies and devices", quiet=quiet) as advance:
        for row in store.stream("resolve/online"):
            now = row["guess"] and {
                name: value for name, value in row["guess"].items() if name not in _OF_THE_LINK
            }
            standing[row["key"]] = {
                "individual": row["individual"],
                "household": row["household"],
                "guess": now,
            }
            rows.append(tuple(row[name] for name in _UNITS))
            if len(rows) == _CHUNK:
                chunks.append(pl.DataFrame(rows, schema=_UNITS, orient="row"))
                advance(len(rows))
                rows = []
        chunks.append(pl.DataFrame(rows, schema=_UNITS, orient="row"))
        advance(len(rows))
    return pl.concat(chunks), standing


def _known(units: pl.DataFrame) -> dict[str, Row]:
    """A cookie or device belongs to the one person who signed in on it, or to the household all of them share. On one
    that is blocked nobody did."""
    found: dict[str, Row] = {}
    for key, people, households in units.select("key", "people", "households").iter_rows():
        if len(people) == 1:
            found[key] = {"individual": people[0], "household": None, "guess": None}
        elif len(households) == 1:
            found[key] = {"individual": None, "household": households[0], "guess": None}
    return found


def _moved(units: pl.DataFrame, standing: dict[str, Row], should: dict[str, Row]) -> list[Row]:
    """What is to be attached otherwise, with who had signed in: where that is others by now, it stays as it is."""
    nobody: Row = {"individual": None, "household": None, "guess": None}
    used = units.select("key", "people", "households").sort("key")
    return [
        {"key": key, "users": sorted(people + households), **want}
        for key, people, households in used.iter_rows()
        if (want := should.get(key, nobody)) != standing[key]
    ]


def _guessed(rows: pl.DataFrame, owner: str, guesses: Guesses) -> dict[str, Row]:
    return {
        row["key"]: {
            "individual": None,
            "household": None,
            owner: row[owner],
            "guess": _properties(row, guesses),
        }
        for row in rows.iter_rows(named=True)
    }


def _properties(row: Row, guesses: Guesses) -> Row:
    shown = {name: row[name] for name in ("weight", "probability", "evidence")}
    return {**shown, "basis": BASIS, "model": guesses.model.version}


def _suggestions(store: Store, guesses: Guesses) -> tuple[list[Row], list[Row]]:
    """The suggestions that have to go, and those that are new or different."""
    now = {(row["a"], row["b"]): row["properties"] for row in store.stream("resolve/online_suggestions")}
    new: list[Row] = []
    for row in guesses.suggestions.iter_rows(named=True):
        properties = {**_properties(row, guesses), "accepted": False, "reason": SUGGESTION}
        before = now.pop((row["key"], row["other"]), None)
        if before is None or any(before.get(name) != value for name, value in properties.items()):
            new.append({"a": row["key"], "b": row["other"], "properties": properties})
    return [{"a": a, "b": b} for a, b in now], new
