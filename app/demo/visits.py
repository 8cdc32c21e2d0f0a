"""A log of visits to the shop's site: whose browser it was is known only where somebody signed in."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from app.demo.browsers import Browser, Browsers
from app.demo.habits import Habits
from app.demo.networks import Networks
from app.demo.people import TODAY, Household, Person
from app.demo.population import World
from app.demo.records import Record
from app.progress import Advance

_DEVICES = {"phone": 0.75, "computer": 0.45}
_WORK_COMPUTER = 0.2
_SEEN = {True: 0.85, False: 0.2}
"""Share of people who visit the site, by whether they have an account."""
_SIGNS_IN = 0.75
_SIGNED_IN_VISITS = 0.6
_FEWER_VISITS, _MOST_VISITS = 0.45, 11
_FAMILY_TABLET = 0.35
_HANDED_ON = 0.06
_CLEARED = 0.2
"""Share of browsers whose cookies were deleted at some time."""
_PEOPLE_PER_PUBLIC_COMPUTER = 1500
_FIRST_DAY = TODAY - timedelta(days=420)


@dataclass(slots=True)
class Visit:
    at: datetime
    browser: Browser
    ip: str
    account: str
    page: str


@dataclass
class VisitLog:
    """Visits in order of time, and the truth about who used each cookie and device: person -> household."""

    visits: list[Visit] = field(default_factory=list)
    cookies: dict[str, dict[str, str]] = field(default_factory=dict)
    devices: dict[str, dict[str, str]] = field(default_factory=dict)


def log_visits(
    world: World, accounts: dict[str, list[Record]], rng: random.Random, advance: Advance
) -> VisitLog:
    """The visits of everybody. `accounts` has the web accounts of each person who has any."""
    writer = _Writer(accounts, len(world.members()), rng)
    for household in world.households:
        _own_devices(writer, household)
        _family_tablet(writer, household, world)
        _phone_handed_on(writer, household, world)
        advance(len(household.members))
    _public_computers(writer, world)
    writer.log.visits.sort(key=lambda visit: (visit.at, visit.browser.cookie))
    return writer.log


class _Writer:
    def __init__(self, accounts: dict[str, list[Record]], people: int, rng: random.Random) -> None:
        self.accounts, self.rng = accounts, rng
        self.browsers, self.networks, self.habits = Browsers(rng), Networks(people, rng), Habits(rng)
        self.log = VisitLog()

    def session(
        self,
        browser: Browser,
        person: Person,
        household: Household,
        days: tuple[date, date],
        *,
        signs_in: bool,
        ip: str = "",
    ) -> None:
        """Some visits of one person between two days; `ip` is given where the browser never moves."""
        rng = self.rng
        self.log.cookies.setdefault(browser.cookie, {})[person.id] = household.id
        if browser.device:
            self.log.devices.setdefault(browser.device, {})[person.id] = household.id
        accounts = self.accounts.get(person.id, [])
        for number in range(1 + min(int(rng.expovariate(_FEWER_VISITS)), _MOST_VISITS)):
            at = self.habits.moment(person, *days)
            signed_in = accounts and signs_in and (number == 0 or rng.random() < _SIGNED_IN_VISITS)
            account = rng.choices(accounts, [5] + [1] * (len(accounts) - 1))[0].id if signed_in else ""
            where = ip or self._network(browser, person, household, at)
            page = self.habits.page(person, household)
            self.log.visits.append(Visit(at, browser, where, account, page))

    def _network(self, browser: Browser, person: Person, household: Household, at: datetime) -> str:
        if browser.kind == "phone":
            return self.networks.phone(person, household, at)
        return self.networks.home(household, at.date())


def _own_devices(writer: _Writer, household: Household) -> None:
    rng = writer.rng
    for person in household.members:
        has_account = person.id in writer.accounts
        if rng.random() >= _SEEN[has_account]:
            continue
        first = max(_FIRST_DAY, person.moved or _FIRST_DAY)
        for kind, share in _DEVICES.items():
            if rng.random() < share:
                _use(writer, writer.browsers.new(kind), person, household, (first, TODAY))
        if (office := writer.networks.office(person)) and rng.random() < _WORK_COMPUTER:
            _use(writer, writer.browsers.new("computer"), person, household, (first, TODAY), ip=office)


def _use(
    writer: _Writer,
    browser: Browser,
    person: Person,
    household: Household,
    days: tuple[date, date],
    *,
    ip: str = "",
) -> None:
    """One browser of one's own; now and then with cleared cookies, and then perhaps never signed in again."""
    rng, (first, last) = writer.rng, days
    signs_in = rng.random() < _SIGNS_IN
    if rng.random() >= _CLEARED:
        writer.session(browser, person, household, days, signs_in=signs_in, ip=ip)
        return
    cleared = first + timedelta(days=rng.randint(0, (last - first).days))
    writer.session(browser, person, household, (first, cleared), signs_in=signs_in, ip=ip)
    again = writer.browsers.again(browser)
    writer.session(again, person, household, (cleared, last), signs_in=rng.random() < 0.5, ip=ip)


def _family_tablet(writer: _Writer, household: Household, world: World) -> None:
    """A tablet on which several members of a household sign in by turns."""
    users = [person for person in household.members if person.id in writer.accounts]
    if len(users) < 2 or writer.rng.random() >= _FAMILY_TABLET:
        return
    world.cases["family tablet"] += 1
    tablet = writer.browsers.new("tablet")
    for person in users[:4]:
        writer.session(tablet, person, household, (_FIRST_DAY, TODAY), signs_in=True)


def _phone_handed_on(writer: _Writer, household: Household, world: World) -> None:
    """A phone that went from one member to another: the device stays, the cookie is new."""
    users = [person for person in household.members if person.id in writer.accounts]
    if len(users) < 2 or writer.rng.random() >= _HANDED_ON:
        return
    world.cases["phone handed on"] += 1
    before, after = users[0], users[-1]
    handover = _FIRST_DAY + timedelta(days=writer.rng.randint(60, 350))
    phone = writer.browsers.new("phone")
    writer.session(phone, before, household, (_FIRST_DAY, handover), signs_in=True)
    writer.session(writer.browsers.again(phone), after, household, (handover, TODAY), signs_in=True)


def _public_computers(writer: _Writer, world: World) -> None:
    """A computer in a library, where strangers sign in."""
    everybody = [(person, home) for person, home in world.members() if person.id in writer.accounts]
    for _ in range(len(world.members()) // _PEOPLE_PER_PUBLIC_COMPUTER):
        world.cases["public computer"] += 1
        browser, ip = writer.browsers.new("computer"), writer.networks.public()
        for person, home in writer.rng.sample(everybody, min(5, len(everybody))):
            writer.session(browser, person, home, (_FIRST_DAY, TODAY), signs_in=True, ip=ip)
