"""Models that Splink saved as a start. `splink5_fake_1000.json` was written by Splink 5.0 on its own fake_1000 data."""

import json
from pathlib import Path
from typing import Any

import pytest

from app.errors import BadInput
from app.matching.attributes import attribute
from app.matching.comparisons import COMPARISONS
from app.matching.splink import start_from_splink
from app.matching.start import Start
from app.sources.column_names import field_of

SAVED = json.loads((Path(__file__).parent / "splink5_fake_1000.json").read_text(encoding="utf-8"))
BY_NAME = {comparison.name: comparison for comparison in COMPARISONS}


def start(content: dict[str, Any]) -> Start:
    return start_from_splink(
        content,
        "saved.json",
        [*COMPARISONS, attribute("x_shoe_size")],
        lambda column: (field_of(column) or (f"x_{column}",))[0],
    )


def m_of(found: Start, comparison: str) -> dict[str, float]:
    return dict(zip(BY_NAME[comparison].levels, found.m[comparison], strict=True))


def settings(*levels: tuple[str, float | None], **more: Any) -> dict[str, Any]:
    """As Splink 3 and 4 write it, with one comparison."""
    rows = [{"sql_condition": sql, "label_for_charts": sql, "m_probability": m} for sql, m in levels]
    null = {"sql_condition": "x_l IS NULL OR x_r IS NULL", "label_for_charts": "Null", "is_null_level": True}
    comparison = {"output_column_name": "it", "comparison_levels": [null, *rows]}
    return {"link_type": "dedupe_only", "comparisons": [comparison], **more}


def test_a_model_of_splink_5() -> None:
    found = start(SAVED)
    assert found.prior == pytest.approx(SAVED["probability_two_random_records_match"])
    assert set(found.m) == {"given_name", "family_name", "birth_date", "address", "email"}
    assert all(sum(m) == pytest.approx(1) for m in found.m.values())
    assert found.left_out == ()
    dates = {level["label_for_charts"]: level for level in SAVED["comparisons"][1]["comparison_levels"]}
    mine = m_of(found, "birth_date")
    assert mine["exact"] == pytest.approx(dates["Exact match on date of birth"]["m_probability"], abs=1e-4)
    assert mine["one digit differs"] == pytest.approx(
        dates["Levenshtein distance <= 1"]["m_probability"], abs=1e-4
    )


def test_a_comparison_of_two_columns_starts_both() -> None:
    joint = [level.get("m_probability", 0) for level in SAVED["comparisons"][0]["comparison_levels"]]
    _, both, reversed_, near, loose, surname, forename, _ = joint
    given, family = m_of(start(SAVED), "given_name"), m_of(start(SAVED), "family_name")
    assert given["exact"] == pytest.approx(both + forename, abs=1e-3)
    assert given["swapped"] == pytest.approx(reversed_, abs=1e-3)
    # Swapped names are weighed once here, at the given name.
    known = 1 - reversed_
    assert family["exact"] == pytest.approx((both + surname) / known, abs=1e-3)
    assert family["sounds alike"] == pytest.approx(near / known, abs=1e-3)
    assert family["similar"] + family["part of compound"] == pytest.approx(loose / known, abs=1e-3)


@pytest.mark.parametrize("quote", ["", '"', "`"], ids=["plain", "quoted", "spark"])
def test_columns_are_found_however_they_are_quoted(quote: str) -> None:
    left, right = (f"{quote}surname_{side}{quote}" for side in "lr")
    found = start(settings((f"{left} = {right}", 0.7), ("ELSE", 0.3)))
    assert m_of(found, "family_name")["exact"] == pytest.approx(0.7)


@pytest.mark.parametrize(
    ("condition", "level"),
    [
        ("jaro_winkler_similarity(dob_l, dob_r) >= 0.95", "one digit differs"),
        ("levenshtein(dob_l::VARCHAR, dob_r::VARCHAR) <= 1", "one digit differs"),
        ("abs(datediff(dob_l, dob_r)) <= 30", "within a month"),
        ("abs(date_diff('month', dob_l, dob_r)) <= 1", "within a month"),
        (
            "ABS(EPOCH(try_strptime(dob_l, '%Y')) - EPOCH(try_strptime(dob_r, '%Y'))) <= 2629800.0",
            "two parts agree",
        ),
        ("abs(date_diff('year', dob_l, dob_r)) <= 1", "year agrees"),
        ("substr(dob_l, 1, 4) = substr(dob_r, 1, 4)", "year agrees"),
    ],
)
def test_a_condition_starts_the_level_that_asks_as_much(condition: str, level: str) -> None:
    told = m_of(start(settings(("dob_l = dob_r", 0.6), (condition, 0.3), ("ELSE", 0.1))), "birth_date")
    silent = m_of(start(settings(("dob_l = dob_r", 0.6), ("ELSE", 0.1))), "birth_date")
    assert told[level] > 1.5 * silent[level] > 0


def test_what_cannot_be_used_is_listed() -> None:
    content = settings(("dob_l = dob_r", 0.6), ("oddly(dob_l, dob_r)", 0.3), ("ELSE", 0.1))
    untrained = settings(("surname_l = surname_r", None), ("ELSE", None))["comparisons"][0]
    unknown = settings(("hat_size_l = hat_size_r", 0.5), ("ELSE", 0.5))["comparisons"][0]
    town = settings(("city_l = city_r", 0.5), ("ELSE", 0.5))["comparisons"][0]
    code = settings(("postcode_l = postcode_r", 0.5), ("ELSE", 0.5))["comparisons"][0]
    content["comparisons"] += [untrained, unknown, town, code]
    found = start(content)
    assert set(found.m) == {"birth_date", "address"}
    elsewhere = (
        *("same street, other town", "same town, no street", "similar town, no street"),
        *("other street, same town", "different"),
    )
    assert sum(m_of(found, "address")[level] for level in elsewhere) == pytest.approx(0.5)
    assert [reason.split(": ", 1)[1] for reason in found.left_out] == [
        "'oddly(dob_l, dob_r)' is not understood, taken as different",
        "has no m probabilities, Splink did not train it",
        "no comparison of hat_size here",
        "address is one comparison here and has its start already",
    ]


def test_an_attribute_of_ours_starts_from_a_column_of_theirs() -> None:
    found = start(settings(("shoe_size_l = shoe_size_r", 0.9), ("ELSE", 0.1)))
    assert found.m["x_shoe_size"][0] == pytest.approx(0.9)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"comparisons": {}},
        {"comparisons": [3]},
        {"comparisons": [{"comparison_levels": [{"m_probability": 0.3}]}]},
        settings(("dob_l = dob_r", 7.0), ("ELSE", 0.1)),
        settings(("dob_l = dob_r", 0.7), probability_two_random_records_match="often"),
    ],
)
def test_what_is_no_model_of_splink_is_refused(content: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=r"saved\.json"):
        start(content)
