"""What `idgraph explain` prints: the answer in a sentence, the way from one to the other, then the evidence in bits."""

import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from app.graph.store import Row

_WIDTH = 110
_BAR = 24
"""Characters of the longest bar."""
_REFUSED_SHOWN = 5


def as_text(found: Row) -> str:
    """The answer of `why`, for a person to read. It holds personal data where values do."""
    return "\n".join(_sections(found))


def _sections(found: Row) -> Iterator[str]:
    yield from textwrap.wrap(found["summary"], _WIDTH)
    yield from _ends(found["ends"])
    if found["path"]:
        yield from ["", f"  {_picture(found['path'])}"]
        for step in found["path"]:
            yield from _link(step)
    elif found["compared"]:
        yield from _compared(found["compared"])
    if found["people"] and found["people"]["pairs"] > 1:
        yield from _people(found["people"])
    for link in found["refused"][:_REFUSED_SHOWN]:
        if not found["compared"] or {link["a"], link["b"]} != {
            found["compared"]["a"],
            found["compared"]["b"],
        }:
            yield from _link(link)
    if len(found["refused"]) > _REFUSED_SHOWN:
        yield f"  and {len(found['refused']) - _REFUSED_SHOWN} more refused links (--json lists them)"
    yield from _verdicts(found["verdicts"])
    yield from _left_out(found["hubs"])
    if found["changes"]:
        yield from _changes(found["changes"])
    if found["household"]:
        yield from _household(found["household"])


def _ends(ends: Sequence[Row]) -> Iterator[str]:
    width = max(len(end["record"]) for end in ends)
    for end in ends:
        individual = end["individual"] or "not resolved yet"
        home = f", household {end['household']}" if end["household"] else ""
        asked = (
            f"   asked as {end['asked']}" if end["asked"] not in (end["record"], end["individual"]) else ""
        )
        yield f"  {end['record']:<{width}}  {individual}{home}{asked}"


def _picture(path: Sequence[Row], *, between: str = "") -> str:
    """`shop:1 ---18.0 bits--- web:8`"""
    steps = [f" ---{step['weight']:.1f} bits--- {step[between + 'b']}" for step in path]
    return "".join([path[0][between + "a"], *steps])


def _link(link: Row) -> Iterator[str]:
    at = f", {link['at'][:10]}" if link.get("at") else ""
    refused = f"; refused: {link['reason']}" if link.get("reason") else ""
    yield ""
    yield from textwrap.wrap(
        f"{link['a']} and {link['b']}: {link['weight']:+.2f} bits, probability {link['probability']:.4f}, "
        f"model {link['model']}{at}{refused}",
        _WIDTH,
        subsequent_indent="  ",
        break_on_hyphens=False,
    )
    yield from _evidence(link["evidence"])
    yield f"  {link['weight']:>+8.2f}  in all: {link['bits_for']:+.2f} for, {link['bits_against']:+.2f} against"


def _evidence(lines: Sequence[Row]) -> Iterator[str]:
    """The strongest first, each with a bar: `#` speaks for one person, `-` against it."""
    ordered = sorted(lines, key=lambda line: (-line["bits"], line["comparison"]))
    most = max((abs(line["bits"]) for line in lines), default=0) or 1
    for line in ordered:
        bar = ("#" if line["bits"] > 0 else "-") * round(abs(line["bits"]) / most * _BAR)
        name = line["comparison"].removeprefix("x_")
        yield f"  {line['bits']:>+8.2f}  {name:<16} {line['level']:<34} {bar}".rstrip()


def _compared(compared: Row) -> Iterator[str]:
    yield from _link(compared)
    if compared["accepted"] is None:
        yield "  No link stands between these two records: this is what one would say, with the model in force."


def _people(people: Row) -> Iterator[str]:
    yield ""
    yield f"The two people as a whole, over {people['pairs']:,} pairs of their records:"
    yield f"  {people['prior_bits']:>+8.2f}  to begin with: how rarely two records are one person"
    yield from _evidence(people["evidence"])
    yield f"  {people['log_odds']:>+8.2f}  in all; more than {people['needed']:+.2f} would join them"


def _verdicts(verdicts: Sequence[Row]) -> Iterator[str]:
    if verdicts:
        yield from ["", "Stewards' verdicts"]
    for verdict in verdicts:
        words = verdict["verdict"].lower().replace("_", "-")
        reason = f": {verdict['reason']}" if verdict["reason"] else ""
        yield f"  {words} {verdict['a']} and {verdict['b']}, by {verdict['by']}, {verdict['at'][:10]}{reason}"


def _left_out(hubs: Sequence[Row]) -> Iterator[str]:
    if hubs:
        yield from ["", "Both carry, and it counts for nothing"]
    for hub in hubs:
        why = "blocked by a steward" if hub["blocked"] else "shared by too many people"
        yield f"  {hub['key']}: {why}, on {hub['people']:,} records"


def _changes(changes: Row) -> Iterator[str]:
    yield ""
    yield (
        "What single change would part them"
        if changes["effect"] == "separates"
        else "What single change would join them"
    )
    for change in sorted(changes["found"], key=_evidence_first):
        yield f"  {change['text']}" + (f": {change['key']}" if change["key"] else "")
    if changes["note"]:
        yield from textwrap.wrap(changes["note"], _WIDTH - 2, initial_indent="  ", subsequent_indent="  ")


def _evidence_first(change: Row) -> Any:
    return not change["evidence"]


def _household(home: Row) -> Iterator[str]:
    yield from ["", f"They live in one household, {home['id']}"]
    if home["path"]:
        yield f"  {_picture(home['path'], between='individual_')}"
    for step in home["path"]:
        yield from _link(step)
