"""A graph that was derived as a whole, made ready for what comes after: what everything in it is found by."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl

from app.graph.schema import build_indexes, drop_index
from app.graph.store import Row, Store
from app.matching.blocking import BLOCK_CAP
from app.matching.features import add_house
from app.matching.household_ids import part_household_ids
from app.matching.hubs import most_people
from app.matching.limits import Limits
from app.matching.tokens import Hashes, as_numbers
from app.progress import progress
from app.resolution import households
from app.resolution.derive import Derived
from app.resolution.differences import pair_differences
from app.resolution.live.cards import cards, words_of
from app.resolution.live.homes import person_cards
from app.resolution.live.people import pairs_of_ids
from app.resolution.live.values import named_values
from app.resolution.writing import value_key

_CHUNK = 20_000
_DROP, _BUILD = "schema/drop_found_by", "schema/0016_found_by"
_MANY = 10_000
"""Records from which on their index is built once they are written, where nobody was found by anything before."""
_BATCH = 20_000
"""Each change of a full-text index costs its commit the same: small batches take twice as long in all."""
Over = tuple[int | None, str | None]
"""Of a token that joins nobody how many may share it, and what names the value."""
_CROWDED: Over = (None, None)


@dataclass(slots=True)
class Ready:
    """Writes what differs. `frame`: the records that were derived, as they were read; `ids`: see `canonical_ids`."""

    store: Store
    frame: pl.DataFrame
    derived: Derived
    ids: pl.DataFrame
    limits: Limits
    quiet: bool = False

    def write(self) -> dict[str, int]:
        """Everything; how many rows each statement was given."""
        standing = self._standing
        counts: dict[str, int] = {}
        pairs = pair_differences("touches", pairs_of_ids(self.derived), standing)
        near = pair_differences("near", self._near(), standing)
        for statement, rows in (*pairs, *near):
            counts[statement] = self._put(f"resolve/{statement}", rows)
        stood = {row.pop("id"): row for row in standing("cards")}
        over, cards = self._cards(stood)
        people = self._people()
        if len(cards) > _MANY and not any(row["content"] for row in stood.values()):
            self.store.write("live/ready", ready=False)  # it is; but who was overtaken ends here
            drop_index(self.store, _DROP)
        counts["cards_write"] = self._put("resolve/cards_write", cards)
        counts["people_settle"] = self._put("live/people_settle", people)
        with progress("index what they are found by", quiet=self.quiet):
            # A run that was cut short may have left none.
            build_indexes(self.store, _BUILD)
        self._exceptions(over)
        self.store.write("live/ready", ready=True, limits=self.limits.version)
        return counts

    def _standing(self, kind: str) -> Iterator[Row]:
        return self.store.stream(f"resolve/{kind}")

    def _put(self, statement: str, rows: list[Row]) -> int:
        name = statement.split("/")[1].replace("_", ", ")
        with progress(f"write {name}", len(rows), quiet=self.quiet or not rows) as advance:
            return self.store.write_batches(statement, rows, size=_BATCH, progress=advance)

    def _cards(self, stood: dict[str, Row]) -> tuple[dict[str, Over], list[Row]]:
        """Tokens of hubs and blocks over the cap, and the cards of records that are not as they `stood`, or wait."""
        frame = self.frame if self.frame["record"].is_sorted() else self.frame.sort("record")
        featured = part_household_ids(add_house(frame), self.derived.model.household_columns)
        copies = set(self.derived.records["record"].gather(self.derived.copies.copy).to_list())
        mark = dict(frame.select("record", "mark").iter_rows())
        rows: list[Row] = []
        tokens: list[Hashes] = []
        for start in range(0, frame.height, _CHUNK):
            part = slice(start, start + _CHUNK)
            found = cards(featured[part], self.derived.records[part], self.derived.model, self.limits)
            for id, whole in found.items():
                card = whole.without_keys() if id in copies else whole
                row = card.row(id)
                before = stood.get(id)
                if before is None or before["pending"] or any(before[k] != row[k] for k in row if k != "id"):
                    rows.append(row | {"mark": mark[id]})
            firsts = [card for id, card in found.items() if id not in copies]
            tokens.append(as_numbers([word for card in firsts for word in card.keys]))
        over: dict[str, Over] = dict.fromkeys(_crowded(np.concatenate(tokens), BLOCK_CAP), _CROWDED)
        return over | self._hubs(featured), rows

    def _hubs(self, featured: pl.DataFrame) -> dict[str, Over]:
        """Values shared by too many, and how many may share them."""
        shared = {
            (hub.column, hub.value): (
                most_people(hub.column, hub.value, self.limits),
                value_key(hub.column, hub.value),
            )
            for hub in self.derived.report.hubs
        }
        if not shared:
            return {}
        values = pl.DataFrame(
            [{column: value} for column, value in shared],
            schema=dict.fromkeys({column for column, _ in shared}, pl.String),
        )
        return {
            word: shared[value]
            for word, value in named_values(values, self.limits).items()
            if value in shared
        }

    def _names(self) -> list[str]:
        """The individual of every row of `homes.people`."""
        return self.ids["individual"].gather(self.derived.homes.people["person"].to_list()).to_list()

    def _near(self) -> list[tuple[str, str]]:
        names = self._names()
        pairs = ((names[a], names[b]) for a, b in self.derived.homes.near.tolist())
        return [(min(pair), max(pair)) for pair in pairs]

    def _people(self) -> list[Row]:
        stood = {row["id"]: row for row in self._standing("people_cards")}
        found = person_cards(self.derived.homes.people, self._names())
        return [row for id, card in found.items() if (row := card.row(id)) != stood.get(id)]

    def _exceptions(self, over: dict[str, Over]) -> None:
        people = households.home_tokens(self.derived.homes.people).token
        should = over | dict.fromkeys(_crowded(people, households.BLOCK_CAP), _CROWDED)
        now: dict[str, Over] = {
            row["token"]: (row["most"], row["key"]) for row in self._standing("exceptions")
        }
        new = [
            {"token": token, "most": most, "key": key}
            for token, (most, key) in sorted(should.items())
            if now.get(token) != (most, key)
        ]
        self.store.write_batches("live/exceptions_add", new)
        gone = [{"token": token} for token in sorted(now.keys() - should.keys())]
        self.store.write_batches("live/exceptions_drop", gone)


def _crowded(tokens: Hashes, cap: int) -> list[str]:
    """Tokens that more than so many have."""
    found, counts = np.unique(tokens, return_counts=True)
    return words_of(found[counts > cap].tolist())


def clear(store: Store, limits: Limits) -> None:
    """No record is left: nothing is an exception, and the next one is resolved as it comes."""
    gone = [{"token": row["token"]} for row in store.stream("resolve/exceptions")]
    store.write_batches("live/exceptions_drop", gone)
    store.write("live/ready", ready=True, limits=limits.version)
