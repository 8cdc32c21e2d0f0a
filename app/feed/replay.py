"""The feed read from its beginning: who belongs to whom after it, and where retired IDs lead. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from app.feed.changes import KINDS, Change, Kind

Pairs = frozenset[tuple[str, str]]
"""(member, the ID it belongs to)."""


class Replay:
    """What the entries taken in so far make of every ID."""

    def __init__(self) -> None:
        self._members: dict[Kind, dict[str, set[str]]] = {kind: defaultdict(set) for kind in KINDS}
        self.retired: dict[str, str] = {}
        """Retired ID -> the ID that stood for it when it was last told of; that one may be retired since."""
        self.homes: dict[str, str | None] = {}
        """Individual -> its household, as its own entries tell."""

    def take(self, changes: Iterable[Change]) -> None:
        """Apply entries, in the order of the feed."""
        for change in changes:
            members = self._members[change.kind]
            self.retired.pop(change.id, None)
            if change.type in ("retired", "erased"):
                members.pop(change.id, None)
                self.homes.pop(change.id, None)
                self.retired.update((change.id, into) for into in change.went_to)
            else:
                members[change.id].update(change.joined)
                members[change.id].difference_update(change.left)
                if change.kind == "individual":
                    self.homes[change.id] = change.household

    def pairs(self, kind: Kind) -> Pairs:
        """Everyone with the ID they belong to. A pair, not a map: a member of two IDs would show."""
        return frozenset((member, id) for id, members in self._members[kind].items() for member in members)

    def living(self, kind: Kind) -> set[str]:
        """The IDs in force."""
        return set(self._members[kind])
