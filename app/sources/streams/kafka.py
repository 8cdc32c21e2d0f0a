"""Messages of a Kafka topic, read as one of a consumer group. Offsets are committed after the graph: at least once.

The client lives in a thread of its own, so that it keeps telling the broker it is there while the graph is slow.
"""

import asyncio
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime
from functools import partial
from threading import Event as Flag
from threading import Thread
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError, KafkaError
from aiokafka.helpers import create_ssl_context

from app.errors import BadInput, StreamUnavailable
from app.sources.streams.address import KafkaAddress
from app.sources.streams.lines import TOGETHER
from app.sources.streams.message import Group, Message

T = TypeVar("T")
_WAIT_MS = 500


class Kafka:
    """`follow`: wait for more messages; otherwise it ends where the topic ended when reading began."""

    def __init__(
        self, address: KafkaAddress, *, follow: bool, user: str | None = None, password: str | None = None
    ) -> None:
        self.endless = follow
        self._address, self._user, self._password = address, user, password
        self._loop = asyncio.new_event_loop()

    def groups(self, stop: Flag) -> Iterator[Group]:
        """Raises StreamUnavailable where no broker answers, BadInput where there is no such topic."""
        thread = Thread(target=self._loop.run_forever, name="kafka", daemon=True)
        thread.start()
        try:
            consumer = self._run(self._open())
            try:
                yield from self._read(consumer, stop)
            finally:
                self._run(consumer.stop())
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    def _read(self, consumer: AIOKafkaConsumer, stop: Flag) -> Iterator[Group]:
        ends: dict[TopicPartition, int] | None = None
        while not stop.is_set():
            if not self.endless and ends is None and consumer.assignment():
                ends = self._run(consumer.end_offsets(consumer.assignment()))
            found = self._run(consumer.getmany(timeout_ms=_WAIT_MS, max_records=TOGETHER))
            messages = [_message(record) for records in found.values() for record in records if record.value]
            upto = {partition: records[-1].offset + 1 for partition, records in found.items()}
            yield Group(messages, committed=partial(self._commit, consumer, upto))
            if ends is not None and self._run(_reached(consumer, ends)):
                break
        yield Group([])  # all before it is committed while somebody is there to tell

    def _commit(self, consumer: AIOKafkaConsumer, upto: dict[TopicPartition, int]) -> None:
        self._run(_commit(consumer, upto))

    async def _open(self) -> AIOKafkaConsumer:
        where = self._address
        consumer = AIOKafkaConsumer(
            bootstrap_servers=where.servers,
            group_id=where.group,
            client_id="identity-graph",
            enable_auto_commit=False,
            auto_offset_reset=where.begin,
            security_protocol=where.security,
            ssl_context=create_ssl_context() if where.security.endswith("SSL") else None,
            sasl_mechanism=where.mechanism,
            sasl_plain_username=self._user,
            sasl_plain_password=self._password,
        )
        try:
            await consumer.start()
            topics = await consumer.topics()
        except KafkaError as error:
            await consumer.stop()
            raise StreamUnavailable(
                f"Kafka at {where.servers} does not answer: {type(error).__name__}"
            ) from None
        if where.topic not in topics:
            await consumer.stop()
            raise BadInput(f"Kafka at {where.servers} has no topic {where.topic!r}")
        consumer.subscribe([where.topic])  # not before: it would wait for the topic to appear
        return consumer

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return asyncio.run_coroutine_threadsafe(work, self._loop).result()
        except KafkaError as error:  # as for a user who may not read the topic, or not as this group
            raise StreamUnavailable(f"Kafka does not let us read: {type(error).__name__}") from None


async def _commit(consumer: AIOKafkaConsumer, upto: dict[TopicPartition, int]) -> None:
    """Note how far the group has come. A partition that another member took over meanwhile is that one's to note."""
    mine = {partition: offset for partition, offset in upto.items() if partition in consumer.assignment()}
    try:
        if mine:
            await consumer.commit(mine)
    except (CommitFailedError, IllegalStateError):
        return  # whoever has it now reads those messages again, and they count once
    except KafkaError as error:
        raise StreamUnavailable(f"Kafka cannot note how far was read: {type(error).__name__}") from None


async def _reached(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int]) -> bool:
    mine = consumer.assignment()
    return all([await consumer.position(one) >= end for one, end in ends.items() if one in mine])


def _message(record: Any) -> Message:
    at = (
        datetime.fromtimestamp(record.timestamp / 1000, UTC)
        if record.timestamp and record.timestamp > 0
        else None
    )
    return Message(f"{record.topic}:{record.partition}:{record.offset}", record.offset, record.value, at)
