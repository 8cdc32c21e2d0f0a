"""`make soak`: many random histories of a live graph, each compared with deriving everything anew. Prints its seed.

python -m tests.soak [--histories 1000] [--steps 15] [--seed N] [--small]
"""

import argparse
import os
import random
import tempfile
from functools import partial
from pathlib import Path

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from app.graph.connect import open_store
from app.graph.schema import apply_schema
from app.matching import hubs
from app.matching.blocking import candidate_pairs
from app.progress import progress
from app.resolution import derive, households, up_to_date, writing
from app.resolution.live import homes, ready, settling
from app.settings import Settings
from app.settings import settings as settings_in_force
from tests.graph.histories import LiveGraph
from tests.graph.houses import CAUTIOUS, HOUSED, LEARNED, LIMITS, SHIPPED, SIZED

_TOGETHER = 10
_SMALL_CAP = 4
"""A quarter of the histories run with a model that knows how many records people have, a quarter with one that lists
what they have in common, and a quarter with one that knows columns which name households; and half with blocks that
cross their cap after a few records, where few may share a value, some values are junk, and few that wait are many."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1 << 32))
    parser.add_argument("--small", action="store_true", help="small caps and limits from the beginning")
    asked = parser.parse_args()
    print(f"seed {asked.seed}: --seed {asked.seed} runs the same again")
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(own_server(folder)) as store,
        progress("Histories", asked.histories) as advance,
    ):
        apply_schema(store)
        for number in range(0, asked.histories, _TOGETHER):
            small = asked.small or number >= asked.histories // 2
            batch = asked.seed + number
            chance = random.Random(batch)
            model = chance.choice((SHIPPED, SIZED, LEARNED, HOUSED))
            if small:
                small_limits(Path(folder), *chance.choice((("limits", LIMITS), ("cautious", CAUTIOUS))))
            machine = type("Soak", (LiveGraph,), {"store": store, "folder": Path(folder), "model": model})
            try:
                run_state_machine_as_test(seed(batch)(machine), settings=_settings(asked.steps))
            except BaseException:
                print(f"to run these again: --histories {_TOGETHER} --seed {batch}{' --small' * small}")
                raise
            advance(_TOGETHER)


def _settings(steps: int) -> settings:
    return settings(
        max_examples=_TOGETHER,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate,),
    )


def own_server(folder: str) -> Settings:
    """A local Neo4j of nobody else, in this folder."""
    return Settings(
        NEO4J_URI=None,
        NEO4J_USER="neo4j",
        NEO4J_DATABASE=None,
        IDGRAPH_HOME=folder,
        IDGRAPH_CACHE=Settings().cache,
    )


def small_limits(folder: Path, name: str, limits: str) -> None:
    """For this process: much is too much."""
    # A file each: a process reads one once, and a batch that is run again alone must have the limits it had.
    path = folder / f"{name}.toml"
    path.write_text(limits, encoding="utf-8")
    os.environ["IDGRAPH_LIMITS"] = str(path)
    settings_in_force.cache_clear()
    derive.candidate_pairs = partial(candidate_pairs, cap=_SMALL_CAP)  # type: ignore[attr-defined]
    hubs.MOST_PEOPLE = 2  # type: ignore[attr-defined]
    up_to_date._few = lambda records: 3.0
    writing._TOGETHER = 2
    for module in (settling, ready, households, homes):
        module.BLOCK_CAP = _SMALL_CAP  # type: ignore[attr-defined]


if __name__ == "__main__":
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", tempfile.gettempdir())
    main()
