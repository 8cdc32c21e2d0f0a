"""The document of a model: the same model comes back, and what cannot be trusted is refused with a reason."""

import json
from typing import Any

import pytest

from app.errors import BadInput
from app.matching.document import KIND, read_document, write_document
from app.matching.model import FORMAT, Calibration, ComparisonWeights, Level, MatchModel


def model(**changes: Any) -> MatchModel:
    names = ComparisonWeights(
        name="family_name",
        levels=(Level(name="exact", m=0.9, u=0.01), Level(name="different", m=0.1, u=0.99)),
        home_share=0.75,
        frequencies={"martin": 0.04, "müller": 0.01},
        rare_frequency=0.0001,
    )
    gender = ComparisonWeights(
        name="gender", levels=(Level(name="same", m=0.98, u=0.5), Level(name="different", m=0.02, u=0.5))
    )
    whole = {"records": 1000, "prior": 0.001, "home_prior": 0.002, "comparisons": (names, gender)}
    return MatchModel(**{**whole, **changes})


def content(**changes: Any) -> dict[str, Any]:
    return json.loads(write_document(model())) | changes


@pytest.mark.parametrize("calibration", [None, Calibration(slope=0.8, shift=-1.5, verdicts=12)])
def test_a_model_survives_its_document(calibration: Calibration | None) -> None:
    written = write_document(model(calibration=calibration))
    again = read_document(written, "x.json")
    assert again == model(calibration=calibration)
    assert write_document(again) == written
    assert json.loads(written)["version"] == again.version


def test_a_model_that_lost_names_keeps_its_version_and_its_copies_do_not() -> None:
    learned = model()
    names = learned.comparisons[0].model_copy(update={"frequencies": {"~0": 0.01}})
    comparisons = (names, *learned.comparisons[1:])
    without = learned.model_copy(update={"comparisons": comparisons, "known_as": learned.version})
    assert (without.version, without == learned) == (learned.version, False)
    again = read_document(write_document(without), "x.json")
    assert (again, again.version) == (without, learned.version)
    assert again.model_copy(update={"homes": learned}).version == learned.version
    assert again.model_copy(update={"prior": 0.5}).version != learned.version
    with pytest.raises(BadInput, match="changed by hand"):
        read_document(write_document(without).replace("0.001", "0.002"), "x.json")


def test_the_document_says_what_it_is_and_of_which_format() -> None:
    assert content()["document"] == KIND
    assert content()["format"] == FORMAT


def _without(key: str) -> str:
    return json.dumps({name: value for name, value in content().items() if name != key})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is not JSON, or cut short: line 1, column 1"),
        (write_document(model())[:-200], "is not JSON, or cut short"),
        (b"\xff\xfe\x00PAR1", "is not JSON"),
        ("[1, 2]", "holds no JSON object"),
        ("[" * 100_000, "is not JSON"),
        ('{"name": "package", "version": "1.0"}', "is not the document of an identity-graph match model"),
        (
            '{"link_type": "dedupe_only", "comparisons": []}',
            "a model of Splink: `idgraph train FILE --start-from`",
        ),
        (json.dumps(content(format=FORMAT + 1)), f"has format {FORMAT + 1}, and this identity-graph reads"),
        (json.dumps(content(format=1)), "learn it anew"),
        (json.dumps(content(format="two")), "learn it anew"),
        (json.dumps(content(prior=1.5)), "is damaged: prior: "),
        (json.dumps(content(prior=float("nan"))), "is damaged: prior: "),
        (json.dumps(content(records=0)), "is damaged: records: "),
        (json.dumps(content(surprise=1)), "is damaged: surprise: "),
        (json.dumps(content(prior=0.002)), "was changed by hand"),
        (_without("home_prior"), "is damaged: home_prior: "),
    ],
)
def test_what_cannot_be_trusted_is_refused_with_a_reason(text: str | bytes, message: str) -> None:
    with pytest.raises(BadInput, match=r"x\.json ") as refused:
        read_document(text, "x.json")
    assert message in str(refused.value)


def test_a_change_that_is_meant_is_taken() -> None:
    changed = content(prior=0.002)
    del changed["version"]
    assert read_document(json.dumps(changed), "x.json").prior == 0.002


@pytest.mark.parametrize("place", ["m", "u"])
def test_a_fault_inside_is_named_by_its_place(place: str) -> None:
    damaged = content()
    damaged["comparisons"][1]["levels"][0][place] = 0
    with pytest.raises(BadInput, match=rf"comparisons\.1\.levels\.0\.{place}: "):
        read_document(json.dumps(damaged), "x.json")


def test_an_error_names_no_value_of_a_record() -> None:
    damaged = content()
    damaged["comparisons"][0]["frequencies"] = {"martin": 0.04, "secretname": 7}
    with pytest.raises(BadInput, match=r"comparisons\.0\.frequencies: ") as refused:
        read_document(json.dumps(damaged), "x.json")
    assert "secretname" not in str(refused.value)


def test_a_comparison_stands_there_once() -> None:
    twice = content()
    twice["comparisons"].append(twice["comparisons"][0])
    with pytest.raises(BadInput, match="stands there twice"):
        read_document(json.dumps(twice), "x.json")
