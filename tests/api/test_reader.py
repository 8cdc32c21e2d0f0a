"""Reading on an event loop: the same rows as in a thread, also when connections break."""

import asyncio
from typing import Any

from app.graph.reader import Reader
from app.graph.store import Row, Store

NOBODY: dict[str, Any] = {
    "limit": 1,
    "purpose": "",
    "asks": False,
    "hides": False,
    "rules": 0,
    "place": 0,
    "at": 0,
}


def _connections(store: Store) -> set[str]:
    rows = store.run_text("CALL dbms.listConnections() YIELD connectionId RETURN connectionId AS id")
    return {row["id"] for row in rows}


def test_it_reads_what_a_store_reads(seeded: Store) -> None:
    keys = [row["key"] for row in seeded.run_text("MATCH (x:Identifier) RETURN x.key AS key ORDER BY key")]
    assert keys

    async def rows() -> list[Row | None]:
        reader = Reader(seeded)
        found = [await reader.one("read/lookup", key=key, **NOBODY) for key in [*keys, "email:nobody"]]
        await reader.close()
        return found

    assert asyncio.run(rows()) == [
        seeded.one("read/lookup", key=key, **NOBODY) for key in [*keys, "email:nobody"]
    ]


def test_a_broken_connection_costs_no_answer(seeded: Store) -> None:
    [row] = seeded.run_text("MATCH (x:Email) RETURN x.key AS key ORDER BY key LIMIT 1")
    before = _connections(seeded)

    async def twice() -> tuple[Row | None, Row | None]:
        reader = Reader(seeded)
        first = await reader.one("read/lookup", key=row["key"], **NOBODY)
        own = await asyncio.to_thread(_connections, seeded) - before
        assert own
        await asyncio.to_thread(seeded.run_text, "CALL dbms.killConnections($p.ids)", ids=sorted(own))
        second = await reader.one("read/lookup", key=row["key"], **NOBODY)
        await reader.close()
        return first, second

    first, second = asyncio.run(twice())
    assert first == second
    assert first is not None


def test_a_store_of_a_driver_for_threads_is_asked_in_one(seeded: Store) -> None:
    [row] = seeded.run_text("MATCH (x:Email) RETURN x.key AS key ORDER BY key LIMIT 1")
    threads = Store(seeded._driver, seeded.database)
    found = asyncio.run(Reader(threads).one("read/lookup", key=row["key"], **NOBODY))
    assert found == seeded.one("read/lookup", key=row["key"], **NOBODY)
    assert found is not None
