"""Random histories of people and households, and what the rule of canonical IDs makes of each state."""

from hypothesis import strategies as st

from app.feed.changes import Membership
from app.resolution.canonical import HOUSEHOLD, INDIVIDUAL

Labels = dict[str, tuple[int, int]]
"""Record -> a number for its person, and one for the household of this person."""


def membership(labels: Labels, retired: dict[str, str] | None = None) -> Membership:
    """The IDs of every record: those of the oldest of its person, and of its household."""
    people: dict[int, str] = {}
    homes: dict[int, str] = {}
    for born in sorted(labels):
        person, home = labels[born]
        people.setdefault(person, INDIVIDUAL + born)
        homes.setdefault(home, HOUSEHOLD + born)
    return Membership(
        {born: people[person] for born, (person, _) in labels.items()},
        {people[person]: homes[home] for person, home in labels.values()},
        retired or {},
    )


@st.composite
def histories(draw: st.DrawFn, records: int = 8, steps: int = 6) -> list[Labels]:
    """States, one after the other. A record that was deleted never comes back: it would be born anew."""
    unborn = draw(st.permutations([f"{n:02}" for n in range(records)]))
    present: set[str] = set()
    states: list[Labels] = []
    for _ in range(draw(st.integers(1, steps))):
        arriving = draw(st.integers(0, len(unborn)))
        present |= set(unborn[:arriving])
        unborn = unborn[arriving:]
        if present:
            present -= set(draw(st.lists(st.sampled_from(sorted(present)), max_size=3)))
        homes = draw(st.lists(st.integers(0, 3), min_size=5, max_size=5))
        people = {born: draw(st.integers(0, 4)) for born in sorted(present)}
        states.append({born: (person, homes[person]) for born, person in people.items()})
    return states
