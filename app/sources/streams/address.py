"""What `idgraph consume` is given, into a stream: `-`, a folder, or `kafka://host:port,host:port/topic?group=name`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args
from urllib.parse import parse_qsl, urlsplit

from app.errors import BadInput, SettingsError
from app.sources.streams.folder import ENDINGS, Folder
from app.sources.streams.lines import StandardInput
from app.sources.streams.message import Stream

Security = Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"]
Mechanism = Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"]
Begin = Literal["earliest", "latest"]
_OPTIONS = {"security": Security, "mechanism": Mechanism, "begin": Begin}
_SERVER = re.compile(r"(?:[^\s:\[\]]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?")
_PORTS = range(1, 65_536)
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
        netloc, topic, query = _split(address)
        if "@" in netloc:
            raise BadInput(
                "Kafka's user and password are settings (IDGRAPH_KAFKA_USER), not part of the address"
            )
        if not topic or "/" in topic or not all(map(_is_server, netloc.split(","))):
            raise BadInput("A Kafka address is kafka://host:port/topic, or with ?group=name at the end")
        options = dict(parse_qsl(query, keep_blank_values=True))
        group = options.pop("group", DEFAULT_GROUP)
        for name, value in options.items():
            known = get_args(_OPTIONS.get(name))
            if value not in known:
                allowed = ", ".join(known) if known else "group, " + ", ".join(_OPTIONS)
                raise BadInput(f"{name}={value} in the Kafka address: possible is {allowed}")
        return cls(netloc, topic, group, **options)  # type: ignore[arg-type]


def _split(address: str) -> tuple[str, str, str]:
    """Servers, topic and options; nothing where it is no address at all."""
    try:
        parts = urlsplit(address)
    except ValueError:  # half a bracket of an IPv6 address
        return "", "", ""
    return parts.netloc, parts.path.strip("/"), parts.query


def _is_server(text: str) -> bool:
    found = _SERVER.fullmatch(text)
    return found is not None and int(found[1] or 1) in _PORTS


def stream_at(where: str, *, follow: bool | None, user: str | None, password: str | None) -> Stream:
    """The stream. `follow`: wait for more at the end; None: as is usual for its kind (Kafka does, a folder does not).

    Raises BadInput where there is no such thing, SettingsError where nobody could log in.
    """
    if where.startswith("kafka:"):
        address = KafkaAddress.of(where)
        if address.security.startswith("SASL") and not (user and password):
            raise SettingsError("IDGRAPH_KAFKA_USER, IDGRAPH_KAFKA_PASSWORD: Kafka asks for both by SASL")
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
