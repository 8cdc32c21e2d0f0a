"""A real Kafka broker for tests: its jars from Maven Central, run by the Java that runs Neo4j. No Docker."""

import asyncio
import socket
import subprocess
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from jgo.maven import MavenContext

from app.graph.local.java import find_java

VERSION = "org.apache.kafka:kafka_2.13:4.1.0"
_CLUSTER = "MkU3OEVBNTcwNTJENDM2Qg"
_STARTS_WITHIN_S = 120
_PROPERTIES = """
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:{controller}
listeners=PLAINTEXT://127.0.0.1:{broker},CONTROLLER://127.0.0.1:{controller}
advertised.listeners=PLAINTEXT://127.0.0.1:{broker}
controller.listener.names=CONTROLLER
log.dirs={data}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=false
"""


def jars(cache: Path) -> list[str]:
    """The jars that a broker needs, downloaded the first time: 45 files, 44 MB."""
    context = MavenContext(repo_cache=cache, timeout=60)
    inputs, transitive = context.resolver.resolve([context.create_dependency(f"{VERSION}!")])
    needed = [
        one.artifact
        for one in (*inputs, *transitive)
        if one.type == "jar" and one.scope not in ("test", "provided", "system")
    ]
    with ThreadPoolExecutor(4) as pool:
        return [str(path) for path in pool.map(lambda artifact: artifact.resolve(), needed)]


@contextmanager
def broker(folder: Path, cache: Path) -> Iterator[str]:
    """The address of a broker that runs as long as this does; `folder` holds its data."""
    ports = _free_ports()
    file = folder / "server.properties"
    file.write_text(_PROPERTIES.format(broker=ports[0], controller=ports[1], data=folder / "data"))
    java = [str(find_java().path), "-Xmx256m", "-XX:+UseSerialGC", "-cp", ":".join(jars(cache))]
    subprocess.run(
        [*java, "kafka.tools.StorageTool", "format", "-t", _CLUSTER, "-c", str(file)],
        check=True,
        capture_output=True,
    )
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*java, "kafka.Kafka", str(file)], stdout=log, stderr=log)
    try:
        address = f"127.0.0.1:{ports[0]}"
        asyncio.run(_answers(address, process))
        yield address
    finally:
        process.terminate()
        process.wait(60)


def fill(address: str, topic: str, texts: Iterable[bytes], *, partitions: int = 3) -> None:
    """A new topic with these messages."""

    async def work() -> None:
        admin = AIOKafkaAdminClient(bootstrap_servers=address)
        await admin.start()
        await admin.create_topics([NewTopic(topic, partitions, 1)])
        await admin.close()
        await _send(address, topic, texts)

    asyncio.run(work())


def send(address: str, topic: str, texts: Iterable[bytes]) -> None:
    asyncio.run(_send(address, topic, texts))


def committed(address: str, topic: str, group: str, *, partitions: int = 3) -> int:
    """How many messages the group has noted as done."""

    async def work() -> int:
        async with AIOKafkaConsumer(
            bootstrap_servers=address, group_id=group, enable_auto_commit=False
        ) as consumer:
            found = [await consumer.committed(TopicPartition(topic, one)) for one in range(partitions)]
            return sum(offset or 0 for offset in found)

    return asyncio.run(work())


async def _send(address: str, topic: str, texts: Iterable[bytes]) -> None:
    async with AIOKafkaProducer(bootstrap_servers=address, compression_type="zstd") as producer:
        for text in texts:
            await producer.send(topic, text)
        await producer.flush()


async def _answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    """Wait for the broker. Fails where it ends instead."""
    host, port = address.split(":")
    async with asyncio.timeout(_STARTS_WITHIN_S):
        while True:
            assert process.poll() is None, "Kafka ended as it started"
            with suppress(OSError):
                _, writer = await asyncio.open_connection(host, int(port))
                writer.close()
                return
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.1)


def _free_ports() -> tuple[int, int]:
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]
