"""Which record IDs a file has had so far, in 16 bytes a record: long files fit into little memory."""

import numpy as np
import numpy.typing as npt

_Array = npt.NDArray[np.uint64]


class SeenIds:
    """A growing map from the hash of an ID to a number: sorted runs, merged when they are of like size.

    Two IDs of the same 64-bit hash are taken for one: among ten million records that happens once in 400,000
    files.
    """

    def __init__(self) -> None:
        self._runs: list[tuple[_Array, _Array]] = []

    def look_up(self, ids: _Array) -> tuple[npt.NDArray[np.bool_], _Array]:
        """For each ID whether it was added before, and the number it was added with (0 where it was not)."""
        found = np.zeros(len(ids), dtype=bool)
        numbers = np.zeros(len(ids), dtype=np.uint64)
        for run, values in self._runs:
            position = np.minimum(np.searchsorted(run, ids), len(run) - 1)
            hit = run[position] == ids
            found |= hit
            numbers[hit] = values[position[hit]]
        return found, numbers

    def add(self, ids: _Array, numbers: _Array) -> None:
        """Add IDs that are all new and all different."""
        if not len(ids):
            return
        while self._runs and len(self._runs[-1][0]) <= 2 * len(ids):
            run, values = self._runs.pop()
            ids, numbers = np.concatenate((run, ids)), np.concatenate((values, numbers))
        order = np.argsort(ids)
        self._runs.append((ids[order], numbers[order]))
