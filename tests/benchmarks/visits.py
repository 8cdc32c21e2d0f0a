"""Visits of a site, as its log has them: thirty of each cookie, at all hours, some of somebody known."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

OF_A_COOKIE = 30
"""More than a day has hours: what is noted by hour, address and place is all in use."""
_BEGAN = datetime(2026, 3, 1, tzinfo=UTC)
_BROWSER = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Firefox/126.0"


def write_visits(path: Path, visits: int) -> None:
    """Write a file of JSON lines of so many visits."""
    with path.open("w", encoding="utf-8") as file:
        for number in range(visits):
            file.write(json.dumps(_visit(number)) + "\n")


def _visit(number: int) -> dict[str, str]:
    cookie, turn = divmod(number, OF_A_COOKIE)
    account = {"account_id": f"A{cookie}"} if cookie % 3 == 0 and turn % 5 == 0 else {}
    return {
        "visit_id": f"v{number}",
        "at": (_BEGAN + timedelta(hours=turn * 7 + cookie)).isoformat(),
        "cookie": f"{cookie:032x}",
        "device": f"dev-{cookie // 2:016x}",
        "ip": f"82.66.{turn % 3}.{cookie % 250 + 1}",
        "user_agent": _BROWSER,
        "page": f"/rayon{turn % 6}/page{turn % 4}",
        **account,
    }
