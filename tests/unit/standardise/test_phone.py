import pytest

from app.standardise.phone import is_landline, is_mobile, standardise_phone
from app.standardise.quality import Quality


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("06-12-34-56-78", "+33612345678"),
        ("06/12/34/56/78", "+33612345678"),
        ("+33612345678", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("33612345678", "+33612345678"),
        ("tel: 01 45 67 89 12", "+33145678912"),
        ("01 45 67 89 12 poste 23", "+33145678912"),
        ("01 45 67 89 12 ext. 23", "+33145678912"),
        ("0612345678 / 0145678912", "+33612345678"),
        ("0692 12 34 56", "+262692123456"),
        ("+44 20 7946 0958", "+442079460958"),
    ],
)
def test_french(text: str, value: str) -> None:
    standard = standardise_phone(text)
    assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize(
    ("text", "country", "value"),
    [
        ("020 7946 0958", "GB", "+442079460958"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("0471 12 34 56", "be", "+32471123456"),
    ],
)
def test_other_countries(text: str, country: str, value: str) -> None:
    assert standardise_phone(text, country).value == value


def test_doubtful() -> None:
    assert standardise_phone("612345678").reason == "leading 0 missing"
    assert standardise_phone("612345678").value == "+33612345678"


@pytest.mark.parametrize(
    "text",
    ["0600000000", "06 66 66 66 66", "0123456789", "0102030405", "0601020304", "0606060606", "0000000000",
     "9999999999", "12", "inconnu", "+33", "06 12 34", "061234567890123456"],
)  # fmt: skip
def test_junk(text: str) -> None:
    standard = standardise_phone(text)
    assert (standard.value, standard.quality) == (None, Quality.JUNK)


def test_no_country_known() -> None:
    assert standardise_phone("0612345678", "").quality is Quality.JUNK
    assert standardise_phone("+33612345678", "").value == "+33612345678"


def test_mobile() -> None:
    assert is_mobile("+33612345678")
    assert not is_mobile("+33145678912")
    assert not is_mobile("+14155552671")
    assert not is_mobile("")


@pytest.mark.parametrize(
    ("number", "landline"),
    [
        ("+33145678901", True),
        ("+33612345678", False),
        ("+33756789012", False),
        ("+262692123456", False),
        ("+262262123456", True),
        ("+442071838750", True),
        ("+447911123456", False),
        ("+4915112345678", False),
        ("+493012345678", True),
        ("+12025550123", False),
    ],
)
def test_a_landline_is_told_where_numbers_show_it(number: str, landline: bool) -> None:
    assert is_landline(number) is landline
