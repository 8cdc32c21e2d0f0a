"""Values as a person reads them."""

from app.console import words


def test_words() -> None:
    assert words.field("street_address") == "Street"
    assert words.field("x_loyalty_points") == "Loyalty points"
    assert words.day("2026-03-14T09:26:53Z") == "2026-03-14"
    assert words.minute("2026-03-14T09:26:53Z") == "2026-03-14 09:26"
    assert words.day(None) == ""
    assert (words.bits(7.214), words.bits(-2), words.bits(None)) == ("+7.2", "-2.0", "")
    assert words.count(1, "person", "people") == "1 person"
    assert words.count(1234, "person", "people") == "1,234 people"
    assert words.count(0, "record") == "0 records"
    assert words.listed("a") == words.listed(["a"]) == ["a"]


def test_a_probability_is_never_rounded_up_to_certainty() -> None:
    assert words.percent(0.99999999) == "99.99 %"
    assert words.percent(1.0) == "100 %"
    assert words.percent(0.5) == "50 %"
    assert words.percent(None) == ""
