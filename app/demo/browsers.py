"""Browsers and the networks they are seen on: user agents, cookies, device IDs and IP addresses."""

import random
from dataclasses import dataclass

_MOZILLA, _CHROME = "Mozilla/5.0", "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0"
_SAFARI = "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5"
_AGENTS = {
    "phone": (
        f"{_MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) {_SAFARI} Mobile/15E148 Safari/604.1",
        f"{_MOZILLA} (Linux; Android 14; SM-A546B) {_CHROME} Mobile Safari/537.36",
        f"{_MOZILLA} (Linux; Android 13; Redmi Note 12) {_CHROME} Mobile Safari/537.36",
    ),
    "computer": (
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36",
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64; rv:126.0) Gecko/20100101 Firefox/126.0",
        f"{_MOZILLA} (Windows NT 10.0; Win64; x64) {_CHROME} Safari/537.36 Edg/125.0.0.0",
        f"{_MOZILLA} (Macintosh; Intel Mac OS X 14_5) {_SAFARI} Safari/605.1.15",
    ),
    "tablet": (
        f"{_MOZILLA} (iPad; CPU OS 17_5 like Mac OS X) {_SAFARI} Mobile/15E148 Safari/604.1",
        f"{_MOZILLA} (Linux; Android 13; SM-X200) {_CHROME} Safari/537.36",
    ),
}
_DEVICE_KNOWN = {"phone": 0.9, "computer": 0.6, "tablet": 1.0}
_MOBILE_IPS, _PUBLIC_IPS, _PEOPLE_PER_OFFICE = 60, 12, 60


@dataclass(slots=True)
class Browser:
    """One browser on one device. `device` is empty where the site could not tell the device."""

    kind: str
    cookie: str
    device: str
    user_agent: str
    at_work: bool = False


class Browsers:
    """Makes browsers and chooses the network of a visit."""

    def __init__(self, people: int, rng: random.Random) -> None:
        self._rng = rng
        self._mobile = [
            f"37.16{rng.randint(4, 9)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
            for _ in range(_MOBILE_IPS)
        ]
        self._public = [
            f"185.{rng.randint(20, 60)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}"
            for _ in range(_PUBLIC_IPS)
        ]
        offices = max(2, people // _PEOPLE_PER_OFFICE)
        self._offices = [
            f"195.{rng.randint(5, 250)}.{rng.randint(0, 255)}.{rng.randint(1, 254)}" for _ in range(offices)
        ]

    def new(self, kind: str) -> Browser:
        rng = self._rng
        device = f"dev-{rng.getrandbits(64):016x}" if rng.random() < _DEVICE_KNOWN[kind] else ""
        return Browser(kind, self._cookie(), device, rng.choice(_AGENTS[kind]))

    def again(self, browser: Browser) -> Browser:
        """The same device after its cookies were cleared."""
        return Browser(browser.kind, self._cookie(), browser.device, browser.user_agent, browser.at_work)

    def office(self) -> str:
        return self._rng.choice(self._offices)

    def public(self) -> str:
        return self._rng.choice(self._public)

    def away(self, browser: Browser, home: str, hour: int) -> str:
        """The IP address of a private browser: home by night, for phones often the mobile network by day."""
        rng = self._rng
        if browser.kind != "phone" or hour >= 20 or hour < 7 or rng.random() < 0.35:
            return home
        return rng.choice(self._mobile) if rng.random() < 0.85 else self.public()

    def _cookie(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"
