"""Taking an individual apart: one act of a steward, kept as cannot-links between the two parts."""

from collections.abc import Collection

from app.audit import Who, record_change
from app.errors import BadInput, NotFound, TooLarge
from app.graph.store import Run, Store
from app.ingest.ulid import ulid
from app.resolution.live import rederive
from app.stewardship.outcome import Outcome
from app.stewardship.verdicts import Pair, add_verdicts

MOST_PAIRS = 10_000


def unmerge(
    store: Store,
    who: Who,
    individual: str,
    records: Collection[str],
    reason: str | None = None,
    *,
    dry_run: bool = False,
) -> Outcome:
    """Part these records of an individual from all its others. Withdrawn as one, by the `action` of the outcome.

    Raises NotFound; BadInput where a record is not the individual's, or none is left; TooLarge where the two parts make
    more than MOST_PAIRS pairs; Conflict where must-links hold the parts together.
    """
    action = f"act_{ulid()}"
    new: list[Pair] = []

    def change(run: Run) -> set[str]:
        found = run("stewardship/members", id=individual)
        if not found:
            raise NotFound("No individual has this ID")
        parted, rest = _parts([row["record"] for row in found], records)
        pairs = [Pair.of(one, other) for one in parted for other in rest]
        new[:] = add_verdicts(run, pairs, must=False, by=who.id, reason=reason, action=action)
        record_change(run, who, "unmerged", [found[0]["individual"]], records=len(parted), act=action)
        return {*parted, *rest}

    effects = rederive(store, change, dry_run=dry_run)
    done = f"{len(set(records)):,} records are parted from the others of {individual}"
    return Outcome(done, effects, dry_run, action if new else None, {"verdicts": len(new)})


def _parts(members: Collection[str], records: Collection[str]) -> tuple[list[str], list[str]]:
    parted = sorted(set(records))
    for place, record in enumerate(records):
        if record not in members:
            raise BadInput(f"records.{place} is no record of this individual")
    rest = sorted(set(members) - set(parted))
    if not parted or not rest:
        raise BadInput("Name some of the individual's records, and not all of them")
    if len(parted) * len(rest) > MOST_PAIRS:
        raise TooLarge(
            f"The two parts make {len(parted) * len(rest):,} pairs, more than {MOST_PAIRS:,}: "
            "part fewer records at once"
        )
    return parted, rest
