"""Browsers: user agents, cookies and device IDs."""

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


@dataclass(slots=True)
class Browser:
    """One browser on one device. `device` is empty where the site could not tell the device."""

    kind: str
    cookie: str
    device: str
    user_agent: str


class Browsers:
    """Makes browsers."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng

    def new(self, kind: str) -> Browser:
        rng = self._rng
        device = f"dev-{rng.getrandbits(64):016x}" if rng.random() < _DEVICE_KNOWN[kind] else ""
        return Browser(kind, self._cookie(), device, rng.choice(_AGENTS[kind]))

    def again(self, browser: Browser) -> Browser:
        """The same device after its cookies were cleared."""
        return Browser(browser.kind, self._cookie(), browser.device, browser.user_agent)

    def _cookie(self) -> str:
        return f"{self._rng.getrandbits(128):032x}"
