"""Reading on the event loop itself, for the routes that are asked hundreds of times a second."""

import asyncio
from typing import Any

from neo4j import READ_ACCESS, AsyncDriver
from neo4j.exceptions import DriverError, Neo4jError

from app.graph.queries import statement
from app.graph.store import Parameters, Row, Store


class Reader:
    """Asks what a store asks, on one event loop: opened by the first question there, closed with the loop.

    The same question in a thread costs half as much processor time again: threads and loop wake each other, and wait
    for the one interpreter.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._driver: AsyncDriver | None = None

    async def one(self, name: str, /, **p: Any) -> Row | None:
        """As `Store.one`, which is asked where this fails, as with the connections of a server that started again."""
        try:
            return await self._one(statement(name), p)
        except (Neo4jError, DriverError):
            return await asyncio.to_thread(self._store.one, name, **p)

    async def _one(self, text: str, p: Row) -> Row | None:
        driver = self._opened()
        async with driver.session(database=self._store.database, default_access_mode=READ_ACCESS) as session:
            result = await session.run(text, p=Parameters(p))
            names, rows = result.keys(), [record async for record in result]
        return dict(zip(names, rows[0], strict=True)) if rows else None

    def _opened(self) -> AsyncDriver:
        if self._driver is None:
            if self._store.on_a_loop is None:
                raise DriverError("This store was made of a driver for threads")
            self._driver = self._store.on_a_loop()
        return self._driver

    async def close(self) -> None:
        """Let go of the connections. Idempotent."""
        driver, self._driver = self._driver, None
        if driver:
            await driver.close()
