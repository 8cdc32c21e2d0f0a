"""Messages as tracking SDKs send them, and what a round of a benchmark is made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from app.sources.tracking import Event, Sender, events_of
from tests.benchmarks.people import newcomer

Message = dict[str, Any]
VISITS, PEOPLE, TRAFFIC = 1_600, 160, 9_600
NOW = datetime(2026, 3, 14, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Round:
    """Events of a round: its people are nobody of another one."""

    number: int

    def kinds(self) -> dict[str, list[Message]]:
        cookies = [str(uuid4()) for _ in range(200)]
        return {
            "visit": [page(n, anonymousId=cookies[n % len(cookies)]) for n in range(VISITS)],
            "new person": [self._known(n) for n in range(PEOPLE)],
            "told again": [self._known(n % PEOPLE) for n in range(VISITS)],
            "signs in": [self._known_page(n) for n in range(PEOPLE)]
            + [self._elsewhere(n % PEOPLE) for n in range(VISITS - PEOPLE)],
            "known visit": [self._known_page(n % PEOPLE) for n in range(VISITS)],
            "shared browsers": [
                page(n, userId=self._user(n % PEOPLE), anonymousId=cookies[n % 7]) for n in range(PEOPLE * 2)
            ],
            "traffic": [self._traffic(n, cookies) for n in range(TRAFFIC)],
        }

    def _traffic(self, number: int, cookies: Sequence[str]) -> Message:
        """What sites send: mostly pages, now and then who somebody is, seldom somebody new. In an order that is not
        that of the clients, who each have every 32nd event."""
        turn = number * 37 % 100
        if turn == 0:
            return identify(f"traffic{self.number}-{number}", self._person(2 * PEOPLE + number))
        if turn < 5:
            return self._known(number % PEOPLE)
        if turn < 7:
            return self._elsewhere(number % PEOPLE)
        if turn < 40:
            return self._known_page(number % PEOPLE)
        return page(number, anonymousId=cookies[number % len(cookies)])

    def _known(self, number: int) -> Message:
        return identify(self._user(number), self._person(number))

    def _known_page(self, number: int) -> Message:
        cookie = str(UUID(int=self._person(number) + 1))
        return page(number, userId=self._user(number), anonymousId=cookie)

    def _elsewhere(self, number: int) -> Message:
        """Somebody known, on a browser of which nobody has heard."""
        return page(number, userId=self._user(number), anonymousId=str(uuid4()))

    def _user(self, number: int) -> str:
        return f"known{self.number}-{number}"

    def _person(self, number: int) -> int:
        return self.number * 10 * TRAFFIC + number


def identify(user: str, number: int) -> Message:
    return message(number, type="identify", userId=user, traits=newcomer(number))


def page(number: int, **who: str) -> Message:
    return message(number, type="page", properties={"path": f"/p/{number % 9}"}, **who)


def message(number: int, **content: Any) -> Message:
    """As an SDK sends it."""
    return {
        "messageId": str(uuid4()),
        "timestamp": (NOW + timedelta(seconds=number)).isoformat(),
        **content,
    }


def as_event(message: Message) -> Event:
    (event,), bad = events_of({"batch": [message]}, "batch", Sender("live", datetime.now(UTC)))
    assert not bad
    return event


def mixed(size: int, one_in: int) -> list[Message]:
    """Visits on some cookies, and now and then somebody new."""
    cookies = [str(uuid4()) for _ in range(200)]
    return [
        identify(f"mixed{uuid4()}", size + n)
        if one_in and n % one_in == one_in - 1
        else page(n, anonymousId=cookies[n % len(cookies)])
        for n in range(size)
    ]


def sent_alone(message: Message) -> dict[str, Any]:
    return {"writeKey": "live", "batch": [message]}
