"""Streams of events: bytes into lines, files into done, messages into events, addresses into streams."""

import gzip
import json
import os
import shutil
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event as Flag

import pytest
from aiokafka.errors import GroupAuthorizationFailedError
from hypothesis import given
from hypothesis import strategies as st

from app.errors import BadInput, CannotWrite, SettingsError, StreamUnavailable
from app.sources.streams import Message, events_in, kafka, stream_at
from app.sources.streams.address import KafkaAddress
from app.sources.streams.folder import Folder
from app.sources.streams.lines import Lines, StandardInput, grouped
from app.sources.tracking import LARGEST_BODY

COOKIE = "5f2d0c1e-8f6b-4c86-9d0a-6d1a6e0c1b11"
PAGE = {"type": "page", "anonymousId": COOKIE, "messageId": "m1", "timestamp": "2026-03-14T09:00:00.000Z"}


def message(body: object, place: int = 7) -> Message:
    text = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Message(f"events.jsonl:{place}", place, text)


class TestLines:
    @given(
        st.lists(st.binary(max_size=8).filter(lambda line: b"\n" not in line), max_size=8),
        st.lists(st.integers(0, 60), max_size=6),
    )
    def test_lines_are_the_same_however_the_bytes_come(self, lines: list[bytes], cuts: list[int]) -> None:
        whole = b"\n".join(lines)
        ends = sorted({min(cut, len(whole)) for cut in cuts} | {0, len(whole)})
        cutter = Lines("name")
        found = [m for a, b in pairwise(ends) for m in cutter.feed(whole[a:b])] + [*cutter.end()]
        expected = [(place, line) for place, line in enumerate(lines, start=1) if line.strip()]
        assert [(m.place, m.text) for m in found] == expected

    def test_a_line_without_end_does_not_fill_the_memory_and_is_refused(self) -> None:
        cutter = Lines("name")
        for _ in range(40):
            assert not list(cutter.feed(b"x" * (LARGEST_BODY // 10)))
        (long, short) = cutter.feed(b"\n" + json.dumps(PAGE).encode() + b"\n")
        assert len(long.text) == LARGEST_BODY + 1
        (bad,) = events_in(long, "web")[1]
        assert "larger than" in bad.reason
        assert events_in(short, "web")[0]

    def test_long_lines_come_a_few_at_a_time(self) -> None:
        lines = [Message(f"x:{place}", place, b"x" * 1_000_000) for place in range(20)]
        groups = list(grouped(iter(lines)))
        assert [one for group in groups for one in group] == lines
        assert max(map(len, groups)) <= 5


class TestMessages:
    def test_events_know_their_place_in_the_stream(self) -> None:
        events, _ = events_in(message({"batch": [PAGE, PAGE]}, place=8), "web")
        assert [event.place for event in events] == [8, 8]

    def test_one_event_a_message_or_a_whole_batch(self) -> None:
        batch = {"batch": [PAGE, PAGE | {"messageId": "m2"}], "sentAt": "2026-03-14T09:00:01.000Z"}
        assert len(events_in(message(PAGE), "web")[0]) == 1
        assert len(events_in(message(batch), "web")[0]) == 2
        assert len(events_in(message(gzip.compress(json.dumps(batch).encode())), "web")[0]) == 2

    @pytest.mark.parametrize(
        ("body", "reason"),
        [
            (b"{bad", "not JSON"),
            (b"[1]", "not a JSON object"),
            (b"\xff\xfe{}", "not UTF-8"),
            ({"type": "page"}, "neither userId nor anonymousId"),
            ({"type": "order", "userId": "u1"}, "the type is none of"),
            ({"batch": ["x"]}, "not a JSON object"),
            ({"batch": [PAGE] * 5_001}, "5,001 events"),
        ],
    )
    def test_what_cannot_be_used_is_put_aside_with_its_place(self, body: object, reason: str) -> None:
        events, (bad, *_) = events_in(message(body), "web")
        assert not events
        assert bad.place == 7
        assert reason in bad.reason

    def test_what_is_put_aside_is_as_it_came_without_the_write_key(self) -> None:
        bare = {"type": "page", "messageId": "undefined", "writeKey": "secret"}
        (bad,) = events_in(message(bare), "web")[1]
        assert bad.raw == {"type": "page", "messageId": "undefined"}

    @pytest.mark.parametrize("said", [{}, {"messageId": "undefined"}, {"timestamp": {"$date": 1}}])
    def test_read_again_it_is_the_same_event_even_without_an_id_and_a_time(
        self, said: dict[str, object]
    ) -> None:
        bare = {"type": "page", "anonymousId": COOKIE} | said
        ((first,), _), ((again,), _) = events_in(message(bare), "web"), events_in(message(bare), "web")
        ((other,), _) = events_in(message(bare, place=8), "web")
        assert first.message == again.message != other.message

    def test_time_is_told_by_the_collector_the_sender_or_the_stream_in_this_order(self) -> None:
        received = datetime(2026, 3, 14, 12, tzinfo=UTC)
        late = {"timestamp": None, "sentAt": "2026-03-14T10:00:00Z", "receivedAt": "2026-03-14T11:00:00Z"}

        def at(body: dict[str, object]) -> datetime:
            text = json.dumps(body).encode()
            return events_in(Message("x", 1, text, received), "web")[0][0].at

        assert at(PAGE) == datetime(2026, 3, 14, 9, tzinfo=UTC)
        assert at(PAGE | {"sentAt": "2026-03-14T10:00:00Z"}) == datetime(2026, 3, 14, 9, tzinfo=UTC)
        assert at(PAGE | late) == datetime(2026, 3, 14, 11, tzinfo=UTC)
        assert at(PAGE | {"timestamp": None}) == received
        skewed = {
            "originalTimestamp": "2026-03-14T12:50:00Z",
            "sentAt": "2026-03-14T13:00:00Z",
            "timestamp": "2026-03-14T10:50:00Z",
            "receivedAt": "2026-03-14T11:00:00Z",
        }
        assert at(PAGE | skewed) == datetime(2026, 3, 14, 10, 50, tzinfo=UTC), "a collector corrected it"
        future = (datetime.now(UTC) + timedelta(days=30)).isoformat()
        assert at(PAGE | {"timestamp": future, "receivedAt": future}) <= datetime.now(UTC)


class TestFolder:
    def all_of(self, folder: Folder, stop: Flag | None = None) -> list[str]:
        """The texts of all messages, every group told that it is committed."""
        texts = []
        for group in folder.groups(stop or Flag()):
            texts += [m.fault or m.text.decode() for m in group.messages]
            group.committed()
        return texts

    def test_files_in_order_of_their_names_then_out_of_the_way(self, tmp_path: Path) -> None:
        (tmp_path / "b.ndjson").write_text("3\n4")
        (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(b"1\n2\n"))
        for name in (".c.jsonl", "notes.txt"):
            (tmp_path / name).write_text("no")
        assert self.all_of(Folder(tmp_path, follow=False)) == ["1", "2", "3", "4"]
        assert sorted(file.name for file in (tmp_path / "done").iterdir()) == ["a.jsonl.gz", "b.ndjson"]
        assert not self.all_of(Folder(tmp_path, follow=False))

    def test_a_second_file_of_a_name_lies_beside_the_first(self, tmp_path: Path) -> None:
        for text in ("1", "2"):
            (tmp_path / "a.jsonl").write_text(text)
            assert self.all_of(Folder(tmp_path, follow=False)) == [text]
        assert sorted(file.name for file in (tmp_path / "done").iterdir()) == ["2-a.jsonl", "a.jsonl"]

    def test_a_file_that_breaks_off_is_read_as_far_as_it_goes(self, tmp_path: Path) -> None:
        lines = [os.urandom(40).hex() for _ in range(5_000)]
        packed = gzip.compress("\n".join(lines).encode())
        (tmp_path / "a.jsonl.gz").write_bytes(packed[: len(packed) // 2])
        *read, fault = self.all_of(Folder(tmp_path, follow=False))
        assert len(read) > 100
        assert read == lines[: len(read)]
        assert fault.startswith("the file breaks off")
        assert [file.name for file in (tmp_path / "failed").iterdir()] == ["a.jsonl.gz"]

    def test_a_file_that_is_not_committed_stays_and_so_does_one_that_was_not_finished(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "a.jsonl").write_text("1\n")
        assert [len(group.messages) for group in Folder(tmp_path, follow=False).groups(Flag())] == [1, 0]
        assert (tmp_path / "a.jsonl").exists()
        stop = Flag()
        groups = Folder(tmp_path, follow=False).groups(stop)
        next(groups).committed()
        stop.set()
        assert not list(groups)
        assert (tmp_path / "a.jsonl").exists()

    def test_a_file_that_is_replaced_or_grows_before_it_is_committed_is_read_again(
        self, tmp_path: Path
    ) -> None:
        file, new = tmp_path / "a.jsonl", tmp_path / ".new"
        for change in (lambda: new.rename(file), lambda: file.write_text("1\n2\n")):
            file.write_text("1\n")
            new.write_text("2\n")
            for group in Folder(tmp_path, follow=False).groups(Flag()):
                if group.messages:
                    change()
                group.committed()
            assert self.all_of(Folder(tmp_path, follow=False))[-1] == "2"
            assert not file.exists()

    def test_followed_a_file_counts_once_it_has_stopped_growing(self, tmp_path: Path) -> None:
        stop, texts = Flag(), []
        (tmp_path / "a.jsonl").write_text("1\n")
        grown = False
        for group in Folder(tmp_path, follow=True).groups(stop):
            texts += [m.text.decode() for m in group.messages]
            group.committed()
            if not grown:
                assert not texts, "seen for the first time it may still be growing"
                with (tmp_path / "a.jsonl").open("a") as file:
                    file.write("2\n")
                grown = True
            if (tmp_path / "done" / "a.jsonl").exists():
                stop.set()
        assert texts == ["1", "2"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
    def test_a_folder_that_cannot_be_written(self, tmp_path: Path) -> None:
        tmp_path.chmod(0o500)
        with pytest.raises(CannotWrite, match="cannot be made"):
            list(Folder(tmp_path, follow=False).groups(Flag()))

    def test_a_folder_that_is_removed_while_it_is_followed(self, tmp_path: Path) -> None:
        folder = tmp_path / "inbox"
        folder.mkdir()
        groups = Folder(folder, follow=True).groups(Flag())
        assert not next(groups).messages
        shutil.rmtree(folder)
        with pytest.raises(StreamUnavailable, match="inbox cannot be read"):
            next(groups)


def test_what_kafka_refuses_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    """It lets everybody connect and see the topic: who may not read it is told so by the first message."""

    class Refused:
        def __init__(self, **options: object) -> None: ...
        async def start(self) -> None: ...
        async def stop(self) -> None: ...
        async def topics(self) -> set[str]:
            return {"events"}

        def subscribe(self, topics: list[str]) -> None: ...
        async def getmany(self, **options: object) -> None:
            raise GroupAuthorizationFailedError("identity-graph")

    monkeypatch.setattr(kafka, "AIOKafkaConsumer", Refused)
    stream = stream_at("kafka://one/events", follow=None, user=None, password=None)
    with pytest.raises(StreamUnavailable, match="GroupAuthorizationFailedError"):
        next(stream.groups(Flag()))


def test_standard_input_gives_what_is_there_without_waiting_for_more() -> None:
    end, other = os.pipe()
    with os.fdopen(end, "rb") as pipe, os.fdopen(other, "wb") as writer:
        groups = StandardInput(pipe).groups(Flag())
        writer.write(b"1\n2\n3")
        writer.flush()
        assert [m.text for m in next(groups).messages] == [b"1", b"2"]
        writer.close()
        assert [m.text for m in next(groups).messages] == [b"3"]
        assert not list(groups)


class TestAddresses:
    def test_a_kafka_address(self) -> None:
        found = KafkaAddress.of("kafka://one:9092,two:9092/events?group=graph&begin=latest&security=SASL_SSL")
        assert (found.servers, found.topic, found.group) == ("one:9092,two:9092", "events", "graph")
        assert (found.begin, found.security, found.mechanism) == ("latest", "SASL_SSL", "PLAIN")
        assert KafkaAddress.of("kafka://one/events").group == "identity-graph"
        assert KafkaAddress.of("kafka://[::1]:9092/events").servers == "[::1]:9092"

    @pytest.mark.parametrize(
        ("address", "reason"),
        [
            ("kafka://one:9092", "kafka://host:port/topic"),
            ("kafka:///events", "kafka://host:port/topic"),
            ("kafka://one:port/events", "kafka://host:port/topic"),
            ("kafka://one:9092,two:99999/events", "kafka://host:port/topic"),
            ("kafka://[::1/events", "kafka://host:port/topic"),
            ("kafka://me:secret@one/events", "IDGRAPH_KAFKA_USER"),
            ("kafka://one/events?begin=middle", "possible is earliest, latest"),
            ("kafka://one/events?offset=3", "possible is group, "),
        ],
    )
    def test_a_wrong_one_says_what_is_wrong_and_no_secret(self, address: str, reason: str) -> None:
        with pytest.raises(BadInput, match=reason.replace("?", r"\?")) as caught:
            KafkaAddress.of(address)
        assert "secret" not in str(caught.value)

    def test_a_login_that_is_not_there(self) -> None:
        where = "kafka://one/events?security=SASL_SSL"
        with pytest.raises(SettingsError, match="IDGRAPH_KAFKA_PASSWORD"):
            stream_at(where, follow=None, user="me", password=None)

    def test_what_is_no_stream(self, tmp_path: Path) -> None:
        for where, follow in ((str(tmp_path / "missing"), None), ("-", True)):
            with pytest.raises(BadInput):
                stream_at(where, follow=follow, user=None, password=None)
        assert not stream_at(str(tmp_path), follow=None, user=None, password=None).endless
        assert stream_at(str(tmp_path), follow=True, user=None, password=None).endless
