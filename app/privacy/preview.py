"""What an erasure would do: what goes, what stays, and who else is touched. Changes nothing."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from app.graph.store import Store
from app.privacy import analyst_copy
from app.privacy.files import Found, find
from app.privacy.holdings import Holdings, holdings, require_resolved
from app.privacy.subject import Subject
from app.privacy.traces import Traces


@dataclass(frozen=True)
class Preview:
    """Counts and pseudonymous IDs; no personal value.

    `plan` changes as soon as a record or identifier of the person comes or goes. `perhaps`: individuals that were held
    to be others but may be the same person, {individual, probability}, likeliest first: erase them, too, if they are.
    """

    plan: str
    individual: str | None
    former_ids: list[str]
    records: dict[str, int]
    identifiers: dict[str, int]
    consents: int
    links: int
    verdicts: int
    files: list[Found]
    shared: list[dict[str, Any]] = field(default_factory=list)
    """{kind, records, individuals}: identifiers that stay, for these others carry them, too."""
    household: str | None = None
    housemates: list[str] = field(default_factory=list)
    perhaps: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def __str__(self) -> str:
        def counted(counts: dict[str, int]) -> str:
            return ", ".join(f"{n:,} {name}" for name, n in counts.items()) or "none"

        lines = [
            f"Erasing {self.individual or 'an anonymous browser'} would remove",
            f"  records       {counted(self.records)}",
            f"  identifiers   {counted(self.identifiers)}",
            f"  consents      {self.consents:,} statements",
            f"  links         {self.links:,} to records of others, {self.verdicts:,} verdicts",
            *(f"  former ID     {id}" for id in self.former_ids),
            *(
                f"  in {one.file}: {'the file' if one.rows is None else f'{one.rows:,} rows'}"
                for one in self.files
            ),
        ]
        lines += ["and leave what others carry, too"] if self.shared else []
        for one in self.shared:
            people = ", ".join(one["individuals"]) or "nobody resolved yet"
            lines.append(f"  {one['kind']:<13} in {one['records']:,} records of {people}")
        if self.housemates:
            lines.append(f"{self.household} loses a member; left in it: {', '.join(self.housemates)}")
        if self.perhaps:
            lines.append("Held to be others, but look whether they are the same person:")
            lines += [f"  {one['individual']}  probability {one['probability']:.4f}" for one in self.perhaps]
        return "\n".join(lines)


_MOST_PERHAPS = 20


def preview(store: Store, home: Path, subject: Subject) -> Preview:
    """Look what there is. Raises NotFound, and Conflict where erasing would."""
    held = holdings(store.read, subject)
    require_resolved(held)
    links = store.read("privacy/links_of", records=held.all_ids)
    mates = store.read("privacy/home_of", id=held.household, individual=held.individual)
    consents = store.read("privacy/consents_of", keys=held.keys)
    return Preview(
        plan=held.fingerprint,
        individual=held.individual,
        former_ids=held.retired,
        records=held.by_source(),
        identifiers=held.by_label(),
        consents=sum(row["statements"] for row in consents),
        links=sum(row["links"] for row in links),
        verdicts=sum(row["verdicts"] for row in links),
        files=[*find(home, traces_of(store, held)), *analyst_copy.there(home)],
        shared=[
            {"kind": one["label"], "records": one["others"], "individuals": one["individuals"]}
            for one in held.shared
        ],
        household=held.household,
        housemates=[row["id"] for row in mates],
        perhaps=[
            {"individual": row["individual"], "probability": row["probability"]}
            for row in links
            if row["individual"] and row["probability"] is not None
        ][:_MOST_PERHAPS],
    )


def traces_of(store: Store, held: Holdings) -> Traces:
    """By what texts are known to be about this person."""
    records = [row["record"] for row in store.read("privacy/values", ids=held.record_ids)]
    return Traces.of(records, held.own, held.shared)
