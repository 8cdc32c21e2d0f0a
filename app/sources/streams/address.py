"""What `idgraph consume` is given, into a stream: `-`, a folder, or `kafka://host:port,host:port/topic?group=name`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlsplit

from app.errors import BadInput
from app.sources.streams.folder import ENDINGS, Folder
from app.sources.streams.lines import StandardInput
from app.sources.streams.message import Stream

Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Begin = Literal["earliest", "latest"]
_OPTIONS = {"security": Security, "mechanism": Mechanism, "begin": Begin}
DEFAULT_GROUP = "identity-graph"


@dataclass(frozen=True, slots=True)
class KafkaAddress:
    """Where a topic is. `begin`: where a group starts that has read nothing yet. User and password are settings."""

    servers: str
    topic: str
    group: str = DEFAULT_GROUP
    begin: Begin = "earliest"
    security: Security = "PLAINTEXT"
    mechanism: Mechanism = "PLAIN"

    @classmethod
    def of(cls, address: str) -> "KafkaAddress":
        """Raises BadInput that says what is wrong with it."""
        parts = urlsplit(address)
        topic = parts.path.strip("/")
        if not parts.netloc or not topic or "/" in topic:
            raise BadInput("A Kafka address is kafka://host:port/topic, or with ?group=name at the end")
        if "@" in parts.netloc:
            raise BadInput(
                "Kafka's user and password are settings (IDGRAPH_KAFKA_USER), not part of the address"
            )
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        group = options.pop("group", DEFAULT_GROUP)
        for name, value in options.items():
            known = get_args(_OPTIONS.get(name))
            if value not in known:
                allowed = ", ".join(known) if known else "group, " + ", ".join(_OPTIONS)
                raise BadInput(f"{name}={value} in the Kafka address: possible is {allowed}")
        return cls(parts.netloc, topic, group, **options)  # type: ignore[arg-type]


def stream_at(where: str, *, follow: bool | None, user: str | None, password: str | None) -> Stream:
    """The stream. `follow`: wait for more at the end; None: as is usual for its kind (Kafka does, a folder does not).

    Raises BadInput where there is no such thing.
    """
    if where.startswith("kafka:"):
        address = KafkaAddress.of(where)
        try:
            from app.sources.streams.kafka import Kafka
        except ImportError:
            raise BadInput("Reading from Kafka needs more: pip install 'identity-graph[kafka]'") from None
        return Kafka(address, follow=follow is not False, user=user, password=password)
    if where == "-":
        if follow is not None:
            raise BadInput("--follow is for folders and Kafka: standard input ends where it ends")
        return StandardInput()
    folder = Path(where)
    if not folder.is_dir():
        raise BadInput(f"{where} is no folder (of files {', '.join(ENDINGS)}), no kafka:// address and not -")
    return Folder(folder, follow=bool(follow))
