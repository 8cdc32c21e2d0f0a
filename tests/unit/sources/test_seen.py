"""SeenIds against a plain dict."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.sources.seen import SeenIds


@given(st.lists(st.lists(st.integers(0, 300), unique=True, max_size=40), max_size=30))
def test_it_is_a_dict(batches: list[list[int]]) -> None:
    seen, expected = SeenIds(), {}
    for number, batch in enumerate(batches, start=1):
        ids = np.array(batch, dtype=np.uint64)
        found, numbers = seen.look_up(ids)
        assert found.tolist() == [identity in expected for identity in batch]
        assert numbers.tolist() == [expected.get(identity, 0) for identity in batch]
        new = ids[~found]
        seen.add(new, np.full(len(new), number, dtype=np.uint64))
        expected |= dict.fromkeys(new.tolist(), number)
