"""TC strings: decoded as IAB Tech Lab's own library writes and reads them; what is cut short or bent is refused.

The library comes from npm, in the version named here; without npm and node the tests that need it are left out.
"""

import json
import random
import shutil
import subprocess
import tarfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.consent.tcf import BadTCString, TCString, decode

PACKAGE = "@iabtechlabtcf/core@1.5.21"
CASES = 150
FULL = "CQgYw8AQgcD4AAbADCENBjF4ALAAAEIAAAqIHCQA4AAgAHAfQB9QHCAAGYAQSADAAUABhwAEA-gA.IHCQA4AAgANAfQB9gHCA.eAAAAAAAAkgA"
"""Of that library: every kind of segment and of vendor vector, publisher restrictions, custom purposes."""
OLDER = (
    "COvFyGBOvFyGBAbAAAENAPCAAOAAAAAAAAAAAEEUACCKAAA"
    ".IFoEUQQgAIQwgIwQABAEAAAAOIAACAIAAAAQAIAgEAACEAAAAAgAQBAAAAAAAGBAAgAAAAAAAFAAECAAAgAAQARAEQAAAAAJAAIAAgAAAYQEAAAQmAgBC3ZAYzUw"
)
"""The example of the specification, of policy version 2."""

VECTORS = {
    "specialFeatureOptins": 2,
    "purposeConsents": 11,
    "purposeLegitimateInterests": 11,
    "vendorConsents": 900,
    "vendorLegitimateInterests": 900,
    "vendorsDisclosed": 900,
    "publisherConsents": 11,
    "publisherLegitimateInterests": 11,
    "publisherCustomConsents": 5,
    "publisherCustomLegitimateInterests": 5,
}


def case(chance: random.Random) -> dict[str, Any]:
    """What somebody may have answered: few vendors, many, or whole ranges of them."""

    def some(most: int) -> list[int]:
        if chance.random() < 0.3 and most > 20:
            first = chance.randint(1, most)
            return list(range(first, chance.randint(first, most) + 1))
        return sorted(chance.sample(range(1, most + 1), chance.randint(0, min(most, 40))))

    created = datetime(2026, chance.randint(1, 9), chance.randint(1, 28), tzinfo=UTC)
    restricted = [[chance.choice([2, 7]), chance.choice([0, 1, 2]), one] for one in some(900)[:5]]
    return {
        "fields": {
            "cmpId": chance.randint(2, 4095),
            "cmpVersion": chance.randint(0, 4095),
            "consentScreen": chance.randint(0, 63),
            "publisherCountryCode": chance.choice(["FR", "DE", "AA", "ZZ"]),
            "isServiceSpecific": True,
            "useNonStandardTexts": chance.random() < 0.5,
            "purposeOneTreatment": chance.random() < 0.5,
            "numCustomPurposes": 5,
        },
        "created": created.isoformat(),
        "lastUpdated": created.replace(month=created.month + chance.randint(0, 3)).isoformat(),
        "vectors": {name: some(most) for name, most in VECTORS.items()},
        "restrictions": restricted,
    }


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the package was unpacked in."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("no npm on this machine (Debian: apt-get install npm)")
    folder = tmp_path_factory.mktemp("tcf")
    command = [npm, "pack", "--silent", PACKAGE]
    packed = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True, timeout=300)
    with tarfile.open(folder / packed.stdout.split()[-1]) as archive:
        archive.extractall(folder, filter="data")
    return folder


def ask(library: Path, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the library makes of each line: see tc_strings.mjs."""
    script = Path(__file__).with_name("tc_strings.mjs")
    text = "\n".join(map(json.dumps, lines))
    run = subprocess.run(
        ["node", script, library], input=text, capture_output=True, text=True, check=True, timeout=300
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def as_theirs(ours: TCString) -> dict[str, Any]:
    """Our reading in the words of the library."""
    publisher = ours.publisher_tc
    return {
        "created": round(ours.created.timestamp() * 1000),
        "lastUpdated": round(ours.last_updated.timestamp() * 1000),
        "cmpId": ours.cmp_id,
        "cmpVersion": ours.cmp_version,
        "consentScreen": ours.consent_screen,
        "consentLanguage": ours.consent_language,
        "policyVersion": ours.policy_version,
        "vendorListVersion": ours.vendor_list_version,
        "isServiceSpecific": ours.is_service_specific,
        "useNonStandardTexts": ours.use_non_standard_texts,
        "purposeOneTreatment": ours.purpose_one_treatment,
        "publisherCountryCode": ours.publisher_country_code,
        "specialFeatureOptins": sorted(ours.special_feature_optins),
        "purposeConsents": sorted(ours.purpose_consents),
        "purposeLegitimateInterests": sorted(ours.purpose_legitimate_interests),
        "vendorConsents": sorted(ours.vendor_consents),
        "vendorLegitimateInterests": sorted(ours.vendor_legitimate_interests),
        "vendorsDisclosed": sorted(ours.vendors_disclosed or ()),
        "publisherConsents": sorted(publisher.consents) if publisher else [],
        "publisherLegitimateInterests": sorted(publisher.legitimate_interests) if publisher else [],
        "publisherCustomConsents": sorted(publisher.custom_consents) if publisher else [],
        "publisherCustomLegitimateInterests": (
            sorted(publisher.custom_legitimate_interests) if publisher else []
        ),
        "restrictions": sorted(
            [one.purpose, one.type, vendor]
            for one in ours.publisher_restrictions
            for vendors in one.vendors
            for vendor in vendors
        ),
    }


def test_what_the_library_writes_is_read_as_it_reads_it(library: Path) -> None:
    chance = random.Random(2026)
    for theirs in ask(library, [case(chance) for _ in range(CASES)]):
        text = theirs.pop("text")
        theirs["restrictions"].sort()
        assert as_theirs(decode(text)) == theirs, text


def test_the_example_of_the_specification(library: Path) -> None:
    (theirs,) = ask(library, [{"text": OLDER}])
    assert as_theirs(decode(OLDER)) == theirs


def test_known_strings() -> None:
    found = decode(FULL)
    assert found.purpose_consents == {1, 3, 4}
    assert found.vendor_consents == {1, 2, 3, 500, 501, 900}
    assert found.vendors_disclosed == {1, 2, 3, 4, 5, 6, 500, 501, 502, 900}
    assert found.last_updated == datetime(2026, 3, 2, tzinfo=UTC)
    assert decode(OLDER).vendor_consents == {2, 6, 8}


def prefixes(text: str) -> Iterator[str]:
    return (text[:length] for length in range(len(text)))


@pytest.mark.parametrize("text", [FULL, OLDER])
def test_a_truncated_string_is_refused(text: str) -> None:
    """Unless it lost nothing but the padding, or a whole segment that need not be there."""
    whole = decode(text)
    for prefix in prefixes(text):
        try:
            found = decode(prefix)
        except BadTCString as error:
            assert str(error)
            continue
        optional = {"publisher_tc", "vendors_allowed"} | (
            {"vendors_disclosed"} if whole.policy_version < 5 else set()
        )
        lost = {name for name, value in asdict(found).items() if value != asdict(whole)[name]}
        assert lost <= optional, prefix
        assert all(getattr(found, name) is None for name in lost), prefix


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (".", "empty"),
        ("B" + FULL[1:], "version 1"),
        (FULL.split(".", maxsplit=1)[0], "vendors_disclosed"),
        (FULL + ".", "empty"),
        (FULL + "." + FULL.split(".")[1], "twice"),
        (FULL.replace(".", "!"), "base64url"),
        (FULL.replace("A", "A=", 1), "base64url"),
        (FULL + ".-AAA", "type 7"),
        (OLDER.split(".", maxsplit=1)[0] + "AAAA", "goes on after its last field"),
        (OLDER.split(".", maxsplit=1)[0] + "B", "goes on after its last field"),
        ("C" * 60_000, "longer than"),
    ],
)
def test_what_the_format_does_not_allow(text: str, said: str) -> None:
    with pytest.raises(BadTCString, match=said):
        decode(text)


@given(
    st.text(max_size=200)
    | st.text(alphabet="ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnop0123456789-_.", max_size=400)
)
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        decode(text)
    except BadTCString as error:
        assert not text or len(text) < 8 or text not in str(error)


@given(st.integers(0, len(FULL) - 1), st.sampled_from("AZaz09-_."))
def test_one_wrong_character_never_breaks_the_reader(place: int, other: str) -> None:
    try:
        decode(FULL[:place] + other + FULL[place + 1 :])
    except BadTCString as error:
        assert str(error)
