"""A webhook's other end: a real HTTP server on this machine that does with each message what the test tells it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from standardwebhooks import Webhook


@dataclass
class Got:
    """One message as it came: its headers, and what was in it."""

    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    """Answers with `status(number of the message, message)`; 200 until told otherwise, and once `hold` is set."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    status: Callable[[int, Got], int] = lambda number, got: 200
    answer_headers: dict[str, str] = field(default_factory=dict)
    hold: threading.Event = field(default_factory=threading.Event)
    _came: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.hold.set()

    def take(self, got: Got) -> int:
        with self._came:
            self.got.append(got)
            self._came.notify_all()
            number = len(self.got) - 1
        self.hold.wait(30)
        return self.status(number, got)

    def wait_for(self, condition: Callable[[list[Got]], bool], within: float = 60) -> list[Got]:
        """What came, as soon as the condition holds for it."""
        with self._came:
            assert self._came.wait_for(lambda: condition(self.got), within), [got.body for got in self.got]
            return list(self.got)

    def verified(self, secret: str, number: int) -> Any:
        """The content of a message, checked by the library that receivers use."""
        return Webhook(secret).verify(self.got[number].body, self.got[number].headers)


@contextmanager
def receiving() -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = receiver.take(Got({name.lower(): value for name, value in self.headers.items()}, body))
            try:
                self.send_response(status)
                for name, value in receiver.answer_headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:  # the sender has gone: it waited long enough
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.hold.set()
        server.shutdown()
        server.server_close()
        thread.join()
