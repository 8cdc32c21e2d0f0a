import pytest

from app.standardise.device import (
    standardise_cookie,
    standardise_device,
    standardise_ip,
    standardise_user_agent,
)
from app.standardise.quality import Quality

UUID = "0d9f1c4e-6c2a-4d0b-9a57-8a0c2f1b7e66"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (UUID.upper(), UUID),
        (f'"{UUID}"', UUID),
        (f"%22{UUID}%22", UUID),
        ("GA1.2.1234567.1700000000", "GA1.2.1234567.1700000000"),
        ("AbCdEf123", "AbCdEf123"),
        ("MCMID|12345678", "MCMID%7C12345678"),
    ],
)
def test_cookie_and_device(text: str, value: str) -> None:
    for standard in (standardise_cookie(text), standardise_device(text)):
        assert (standard.value, standard.quality) == (value, Quality.VALID)


@pytest.mark.parametrize(
    "text",
    ["null", "undefined", "anonymous", "None", "0", "--", "(not set)", "[object Object]",
     "00000000-0000-0000-0000-000000000000", "0000000000", "xxxxxxx", "true"],
)  # fmt: skip
def test_junk_tokens(text: str) -> None:
    assert standardise_cookie(text).quality is Quality.JUNK
    assert standardise_device(text).quality is Quality.JUNK


def test_short_token_is_doubtful() -> None:
    assert standardise_cookie("ab1").quality is Quality.DOUBTFUL


@pytest.mark.parametrize(
    ("text", "value", "quality"),
    [
        ("82.64.12.7", "82.64.12.7", Quality.VALID),
        ("82.64.12.7:443", "82.64.12.7", Quality.VALID),
        ("82.64.12.7, 10.0.0.1", "82.64.12.7", Quality.VALID),
        ("2A01:CB00:0:0::1", "2a01:cb00::1", Quality.VALID),
        ("[2a01:cb00::1]:443", "2a01:cb00::1", Quality.VALID),
        ("::ffff:82.64.12.7", "82.64.12.7", Quality.VALID),
        ("192.168.1.12", "192.168.1.12", Quality.DOUBTFUL),
        ("100.64.3.1", "100.64.3.1", Quality.DOUBTFUL),
        ("127.0.0.1", "127.0.0.1", Quality.DOUBTFUL),
        ("fe80::1%eth0", "fe80::1", Quality.DOUBTFUL),
        ("0.0.0.0", None, Quality.JUNK),
        ("999.1.1.1", None, Quality.JUNK),
        ("localhost", None, Quality.JUNK),
    ],
)
def test_ip(text: str, value: str | None, quality: Quality) -> None:
    standard = standardise_ip(text)
    assert (standard.value, standard.quality) == (value, quality)


CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.1 Mobile/15E148 Safari/604.1"
)
GOOGLEBOT = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"


def test_user_agent() -> None:
    assert standardise_user_agent(CHROME).value == "chrome/windows"
    assert standardise_user_agent(IPHONE).value == "mobile safari/ios"
    assert standardise_user_agent(GOOGLEBOT).reason == "robot"
    assert standardise_user_agent("something else").quality is Quality.JUNK
