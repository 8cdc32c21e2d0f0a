"""What people allowed: statements about an e-mail address, a telephone number or a cookie."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from app.demo.people import TODAY
from app.demo.records import Record
from app.demo.visits import VisitLog

_ASKED = {"loyalty": 0.7, "accounts": 0.95, "newsletter": 0.9}
_GRANTED = {"email": 0.72, "sms": 0.45, "phone": 0.2, "web": 0.6}
_WITHDRAWN = 0.08
_COOKIE_PURPOSES = ("analytics", "advertising")


class Consent(NamedTuple):
    """One statement. `namespace` and `value` name the contact point as the source knows it."""

    namespace: str
    value: str
    purpose: str
    channel: str
    status: str
    at: datetime
    source: str


def consents(records: list[Record], log: VisitLog, rng: random.Random) -> list[Consent]:
    """Every statement, in order of time."""
    statements = [*_of_records(records, rng), *_of_cookies(log, rng)]
    return sorted(statements, key=lambda one: (one.at, one.value, one.purpose, one.channel))


def _of_records(records: list[Record], rng: random.Random) -> Iterator[Consent]:
    for record in records:
        if rng.random() >= _ASKED[record.source]:
            continue
        if record.email:
            yield from _ask(
                Consent("email", record.email, "marketing", "email", "", record.at, record.source), rng
            )
            if rng.random() < 0.4:
                wish = Consent(
                    "email", record.email, "personalisation", "email", "", record.at, record.source
                )
                yield from _ask(wish, rng)
        if record.phone and rng.random() < 0.6:
            channel = rng.choice(("sms", "sms", "phone"))
            yield from _ask(
                Consent("phone", record.phone, "marketing", channel, "", record.at, record.source), rng
            )


def _of_cookies(log: VisitLog, rng: random.Random) -> Iterator[Consent]:
    """The cookie banner, answered on the first visit or never."""
    asked: set[str] = set()
    for visit in log.visits:
        cookie = visit.browser.cookie
        if cookie not in asked and rng.random() < 0.7:
            for purpose in _COOKIE_PURPOSES:
                yield from _ask(Consent("cookie", cookie, purpose, "web", "", visit.at, "visits"), rng)
        asked.add(cookie)


def _ask(question: Consent, rng: random.Random) -> Iterator[Consent]:
    """The answer: granted or denied, and of the granted some withdrawn later."""
    granted = rng.random() < _GRANTED[question.channel]
    yield question._replace(status="granted" if granted else "denied")
    if granted and rng.random() < _WITHDRAWN:
        later = question.at + timedelta(days=rng.randint(1, 400), minutes=rng.randint(1, 600))
        if later.date() <= TODAY:
            yield question._replace(status="withdrawn", at=later)
