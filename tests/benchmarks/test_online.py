"""Guesses about anonymous cookies and devices, against the truth of the demo and for how long they take. In memory."""

import time
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from app.demo.files import write_demo_data
from app.resolution.online.guess import guess
from tests.benchmarks.measure import in_own_process
from tests.benchmarks.report import Report
from tests.benchmarks.sizes import SIZES
from tests.demo_browsers import browsers_of, judged, knowable_homes

pytestmark = pytest.mark.benchmark

SURE = 0.8
LEAST_PRECISION, MOST_GROWTH = 0.9, 3.0
ONLINE = (
    "online: cookies and devices on which nobody signed in; the best suggestion of an individual "
    f"(sure: at least {SURE}), links to households (recall: of those in whose household somebody signed in), "
    "and what held-out sign-ins show"
)


def test_online(tmp_path: Path) -> None:
    report = Report("online", "Anonymous cookies and devices", ONLINE)
    for people in SIZES:
        folder = tmp_path / str(people)
        write_demo_data(folder, people, seed=people + 1, quiet=True)
        report.add(people=people, **in_own_process(_guessed, folder).value)
    report.publish()
    assert min(row["home_precision"] for row in report.rows) >= LEAST_PRECISION
    assert report.rows[-1]["ms_a_unit"] <= MOST_GROWTH * report.rows[0]["ms_a_unit"]


def _guessed(folder: Path) -> dict[str, Any]:
    browsers = browsers_of(folder)
    start = time.process_time()
    found = guess(browsers.units)
    seconds = time.process_time() - start
    people, homes = judged(found, browsers.truth)
    sure = people.filter(pl.col("probability") >= SURE)
    right = int(homes["right"].sum())
    return {
        "units": browsers.units.height,
        "anonymous": found.anonymous,
        "suggested": people.height,
        "sure": sure.height,
        "sure_precision": int(sure["right"].sum()) / max(sure.height, 1),
        "shown_at_least": found.person.at_least,
        "home_links": homes.height,
        "home_precision": right / max(homes.height, 1),
        "home_recall": right / max(knowable_homes(browsers), 1),
        "shown_precision": found.household.precision,
        "CPU_s": seconds,
        "ms_a_unit": 1000 * seconds / browsers.units.height,
    }
