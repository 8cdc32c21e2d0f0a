"""Where JSON events come from when nobody sends them over HTTP: standard input, a folder of files, Kafka."""

from app.sources.streams.address import stream_at
from app.sources.streams.message import Group, Message, Stream, events_in

__all__ = ["Group", "Message", "Stream", "events_in", "stream_at"]
