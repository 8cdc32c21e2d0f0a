"""Records that were held back, as they would join too much at once: a steward lets them go, or leaves them waiting."""

from app.audit import Who, record_change
from app.errors import Conflict, NotFound
from app.graph.store import Run, Store
from app.resolution.live import rederive
from app.stewardship.outcome import Outcome


def release(store: Store, who: Who, held: str, *, dry_run: bool = False) -> Outcome:
    """Let the records of one review of kind `held_back` join as the scores say, by its `held`.

    Raises NotFound where nothing is held back under this name, also once it was released, and Conflict while everything
    is resolved: what waits until then is looked at anew, and would be held back again.
    """
    released: list[str] = []

    def change(run: Run) -> list[str]:
        if run("live/begin")[0]["resolving"]:
            raise Conflict("Everything is being resolved: release it when that is done")
        released[:] = sorted(row["id"] for row in run("stewardship/release", held=held))
        if not released:
            raise NotFound("Nothing is held back under this name; `idgraph reviews` lists what is")
        record_change(run, who, "held back records released", records=len(released))
        return released

    effects = rederive(store, change, dry_run=dry_run)
    return Outcome("What was held back is let go", effects, dry_run, evidence={"released": len(released)})
