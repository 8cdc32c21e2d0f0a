"""What holds for every function on every text: it never raises, ends soon, and its own output stays as it is."""

import time
from collections.abc import Callable

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.standardise.address import standardise_street
from app.standardise.date import standardise_date
from app.standardise.device import (
    standardise_cookie,
    standardise_device,
    standardise_ip,
    standardise_user_agent,
)
from app.standardise.email import mailbox_key, standardise_email
from app.standardise.identifier import (
    standardise_external_id,
    standardise_gender,
    standardise_national_id,
    standardise_siret,
)
from app.standardise.name import (
    parse_family_name,
    parse_full_name,
    standardise_family_name,
    standardise_given_name,
)
from app.standardise.nicknames import are_nicknames, canonical_given
from app.standardise.organisation import standardise_organisation
from app.standardise.phone import is_mobile, standardise_phone
from app.standardise.phonetic import english_key, french_key, sound_key
from app.standardise.place import standardise_country, standardise_locality, standardise_postal_code
from app.standardise.quality import Quality, Standard
from app.standardise.tables import words
from app.standardise.text import LONGEST, clean, fold, standardise_text

PER_FIELD: list[Callable[[str], Standard]] = [
    standardise_cookie,
    standardise_country,
    standardise_date,
    standardise_device,
    standardise_email,
    standardise_external_id,
    standardise_family_name,
    standardise_gender,
    standardise_given_name,
    standardise_ip,
    standardise_locality,
    standardise_national_id,
    standardise_organisation,
    standardise_phone,
    standardise_postal_code,
    standardise_siret,
    standardise_text,
    standardise_user_agent,
]
each_field = pytest.mark.parametrize("function", PER_FIELD, ids=lambda function: function.__name__)
each_reread = pytest.mark.parametrize(
    "function",
    [function for function in PER_FIELD if function is not standardise_user_agent],
    ids=lambda function: function.__name__,
)

PIECES = st.sampled_from(
    sorted(
        words(
            "M. Mme née épouse d' l' o' de la Le van St mc Jean Marie DUPONT martin 1st baron of , . - ' ( ) @ + 06 12 "
            "+33 00 0 1980 05 12/05/1980 mai 75011 paris cedex 11e rue st bis av. bd apt bat B 2e etage gmail.com "
            "free.fr info test null n/a xxx s/ x y 😀 \u202eabc \x00 é ß Ⅳ １２ ² ½"
        )
    )
)
TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(PIECES, max_size=8).map(" ".join),
    st.lists(PIECES, max_size=5).map("".join),
    st.from_regex(r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}", fullmatch=True),
)
HOSTILE = [
    "\x00",
    "\ud800",
    "\ufdfa" * 400,
    "😀" * 50,
    "\u202eشارع 12",
    "a" * 100_000,
    "1" * 100_000,
    "é " * 50_000,
    "@" * 900,
]


@each_field
@settings(max_examples=40, deadline=None)
@given(text=TEXT)
def test_never_raises_and_says_what_it_is(function: Callable[[str], Standard], text: str) -> None:
    standard = function(text)
    if standard.value is None:
        assert standard.quality is Quality.JUNK or not clean(text)
    else:
        assert standard.quality is not Quality.JUNK
        assert standard.value == standard.value.strip() != ""
        assert "|" not in standard.value
    assert bool(standard.reason) == (standard.quality is not Quality.VALID)


@each_reread
@settings(max_examples=40, deadline=None)
@given(text=TEXT)
def test_own_output_stays(function: Callable[[str], Standard], text: str) -> None:
    standard = function(text)
    if standard.value is not None:
        assert function(standard.value).value == standard.value


@each_field
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text(function: Callable[[str], Standard], text: str) -> None:
    start = time.process_time()
    function(text)
    assert time.process_time() - start < 1


GROWING = ["\ufdfa" * 1_000, "北" * 1_000, "\ufdfa" * 500, "Ana née " + "北" * 900, "nd " * 333, "12|" * 333]
"""Texts of at most a thousand characters of which more become."""


@pytest.mark.parametrize("text", GROWING, ids=range(len(GROWING)))
def test_what_grows_too_long_is_junk(text: str) -> None:
    for function in PER_FIELD:
        assert len(function(text).value or "") <= LONGEST, function.__name__
    street, family, whole = standardise_street(text), parse_family_name(text), parse_full_name(text)
    for value in (street.value, family.value, family.birth, whole.given, whole.family, whole.full):
        assert len(value or "") <= LONGEST
    if set(text) <= set("\ufdfa北"):
        assert {standardise_locality(text).quality, street.quality, family.quality} == {Quality.JUNK}


@settings(max_examples=100, deadline=None)
@given(TEXT)
@example("M. Mme")
@example("née")
@example(", ,")
@example("\ud800")
def test_names_never_raise(text: str) -> None:
    person, family = parse_full_name(text), parse_family_name(text)
    assert (person.given or person.family) is None or person.quality is not Quality.JUNK
    assert (person.full is None) == (person.given is None and person.family is None)
    assert family.value is None or family.quality is not Quality.JUNK


@settings(max_examples=100, deadline=None)
@given(TEXT)
def test_streets_never_raise(text: str) -> None:
    street = standardise_street(text)
    assert street.value is None or street.quality is not Quality.JUNK


@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_keys_never_raise(a: str, b: str) -> None:
    for key in (french_key, english_key, sound_key, mailbox_key, canonical_given):
        assert isinstance(key(a), str)
    assert fold(fold(a)) == fold(a)
    assert canonical_given(canonical_given(fold(a))) == canonical_given(fold(a))
    assert are_nicknames(a, b) == are_nicknames(b, a)
    assert is_mobile(a) in (True, False)
