"""`idgraph privacy retention`: what is kept longer than the rules allow, listed or removed, rule by rule."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from app.audit import Who
from app.errors import BadInput
from app.graph.store import Store
from app.privacy.expired import (
    AuditEntries,
    Due,
    FormerRecords,
    Kind,
    Messages,
    Online,
    Place,
    QuarantineFiles,
    Records,
)
from app.privacy.removal import alone
from app.privacy.rules import Rule, Rules
from app.progress import progress
from app.settings import Settings


@dataclass(frozen=True)
class Line:
    """One rule: what is older than `before` is due. `removed`: None where it was only looked for."""

    rule: Rule
    before: datetime
    found: Due
    removed: int | None = None

    def as_json(self) -> dict[str, Any]:
        found, rule = self.found, self.rule
        return {
            "rule": rule.name,
            "what": rule.what,
            "purpose": rule.purpose,
            "keep": rule.keep,
            "since": rule.since,
            "before": self.before.isoformat(timespec="seconds"),
            "due": found.due,
            "people": found.people,
            "held": found.held,
            "by_source": dict(sorted(found.by_source.items())),
            "oldest": found.oldest.isoformat(timespec="seconds") if found.oldest else None,
            "removed": self.removed,
        }

    def __str__(self) -> str:
        rule, found = self.rule, self.found
        went = "" if self.removed is None else f", {self.removed:,} removed"
        people = f" of {found.people:,} people" if found.people else ""
        sources = ", ".join(f"{source} {count:,}" for source, count in sorted(found.by_source.items()))
        lines = [f"{rule.name}: {found.due:,} {rule.what.replace('_', ' ')}{people} due{went}"]
        lines.append(
            f"  {rule.purpose}; {rule.keep} since {rule.since.replace('_', ' ')}: before {self.before:%Y-%m-%d}"
        )
        lines += [f"  {sources}"] if sources else []
        lines += [f"  oldest: {found.oldest:%Y-%m-%d}"] if found.oldest else []
        lines += [f"  {found.held:,} kept: processing restricted"] if found.held else []
        return "\n".join(lines)


@dataclass(frozen=True)
class Report:
    """All rules, in the order of the document."""

    version: str
    at: datetime
    lines: list[Line]

    def as_json(self) -> dict[str, Any]:
        at = self.at.isoformat(timespec="seconds")
        return {"version": self.version, "at": at, "rules": [line.as_json() for line in self.lines]}

    def __str__(self) -> str:
        head = f"Retention as of {self.at:%Y-%m-%d}, by: {self.version}"
        if not any(line.found.due for line in self.lines):
            return f"{head}\nNothing is due."
        done = all(line.removed is not None for line in self.lines)
        end = [] if done else ["Nothing was removed: --apply removes it."]
        return "\n".join([head, *map(str, self.lines), *end])


def retention(
    store: Store,
    settings: Settings,
    who: Who,
    rules: Rules,
    at: datetime,
    *,
    apply: bool = False,
    now: datetime | None = None,
    quiet: bool = False,
) -> Report:
    """What is due as of `at`; with `apply` it is removed, in steps: what is removed before an error stays removed.

    Raises BadInput for removing by a time to come (`now`: None for the clock's), Conflict where a load or an erasure
    runs or the audit is not whole, CannotWrite, GraphUnavailable.
    """
    if apply and at > (now or datetime.now(UTC)):
        raise BadInput("--apply removes what is due now: for a time to come it can only be listed")
    place = Place(store, settings, who)
    sources = [row["name"] for row in store.read("ingest/sources")]
    kinds = [
        (rule, rule.before(at), _kind(place, rules, rule, rule.before(at), sources)) for rule in rules.rules
    ]
    lines = [Line(rule, before, kind.look()) for rule, before, kind in kinds]
    if apply:
        with alone(store):
            lines = [
                _applied(line, kind, quiet=quiet) for line, (_, _, kind) in zip(lines, kinds, strict=True)
            ]
    return Report(rules.version, at, lines)


def _applied(line: Line, kind: Kind, *, quiet: bool) -> Line:
    if not line.found.due:
        return replace(line, removed=0)
    removed = 0
    with progress(f"Retention: {line.rule.name}", line.found.due, quiet=quiet) as advance:
        for count in kind.remove():
            removed += count
            advance(count)
    return replace(line, removed=removed)


def _kind(place: Place, rules: Rules, rule: Rule, before: datetime, sources: list[str]) -> Kind:
    match rule.what:
        case "records":
            return Records(place, rule, before, rules.sources_of(rule, sources))
        case "cookies" | "devices":
            return Online(place, rule, before)
        case "former_records":
            return FormerRecords(place, rule, before)
        case "messages":
            return Messages(place, rule, before)
        case "quarantine":
            return QuarantineFiles(place, rule, before, lambda source: bool(rules.sources_of(rule, [source])))
        case "audit":
            return AuditEntries(place, rule, before)
