"""What a load has done, for people and for programs."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.sources import ColumnMapping


@dataclass(frozen=True)
class LoadReport:
    """Counts of rows. Visits and consents that are in the graph already count as unchanged.

    `unusable` and `doubtful` count values by field, among the rows that were new or changed: an unusable value is kept
    as delivered and takes no part in matching. `suppressed` rows are of people who were erased: left out.
    """

    source: str
    kind: str
    format: str
    mapping: list[ColumnMapping]
    read: int
    new: int
    changed: int
    unchanged: int
    quarantined: int
    quarantine_file: Path | None
    reasons: dict[str, int]
    seconds: float
    unusable: dict[str, int] = field(default_factory=dict)
    doubtful: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    dry_run: bool = False
    load_id: str | None = None
    """By which `idgraph unload` takes this load back."""
    suppressed: int = 0
    consents: int = 0
    """Statements from columns of consent that are new to the ledger; `consents_known`: that it had."""
    consents_known: int = 0

    @property
    def records_per_second(self) -> float:
        return self.read / self.seconds if self.seconds else 0.0

    def as_json(self) -> dict[str, Any]:
        """The report as plain values."""
        where = str(self.quarantine_file) if self.quarantine_file else None
        rate = round(self.records_per_second, 1)
        return {**asdict(self), "quarantine_file": where, "records_per_second": rate}

    def __str__(self) -> str:
        """A few lines for a person. Holds no personal data."""
        lines = [
            f"{self.source}: {self.read:,} {self.kind} rows read in {self.seconds:.1f} s "
            f"({self.records_per_second:,.0f}/s)",
            f"  new {self.new:,}, changed {self.changed:,}, unchanged {self.unchanged:,}, "
            f"quarantined {self.quarantined:,}",
        ]
        if self.load_id:
            lines.append(
                f"  load {self.load_id}; `idgraph unload {self.source} --load {self.load_id}` takes it back"
            )
        if self.dry_run:
            lines[1] = f"  dry run, nothing written; for quarantine: {self.quarantined:,}"
        if self.consents or self.consents_known:
            lines.append(f"  consents new {self.consents:,}, known {self.consents_known:,}")
        if self.suppressed:
            lines.append(f"  suppressed {self.suppressed:,}: rows of people who were erased")
        lines += [f"  quarantined: {count:,} × {reason}" for reason, count in self.reasons.items()]
        if self.quarantine_file:
            lines.append(f"  see {self.quarantine_file}")
        for title, found in (("not usable", self.unusable), ("doubtful", self.doubtful)):
            if found:
                lines.append(
                    f"  values {title}: " + ", ".join(f"{name} {count:,}" for name, count in found.items())
                )
        lines += [f"  mind: {warning}" for warning in self.warnings]
        return "\n".join(lines)
