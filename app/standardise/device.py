"""Cookies, devices, IP addresses and browsers."""

import ipaddress
import re
from functools import lru_cache

from ua_parser import parse

from app.standardise.quality import Standard, doubtful, graded, junk, valid
from app.standardise.tables import words
from app.standardise.text import PLACEHOLDERS, clean, fold, is_repeated, standardiser

_UUID = re.compile(r"[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}")
_QUOTES = re.compile(r"^(?:%22|[\"'])+|(?:%22|[\"'])+$")
_JUNK = PLACEHOLDERS | words("true false optout notset denied limited redacted objectobject")
_PORT = re.compile(r"^(\d+\.\d+\.\d+\.\d+):\d+$|^\[([^\]]+)\](?::\d+)?$")


@standardiser
def standardise_cookie(text: str) -> Standard:
    """As delivered, for the case counts; UUIDs in lower case. "null", zeros and the like are junk."""
    return _token(text)


@standardiser
def standardise_device(text: str) -> Standard:
    """As a cookie. A zeroed advertising ID (a refused one) is junk."""
    return _token(text)


@lru_cache(maxsize=10_000)
def _token(text: str) -> Standard:
    token = clean(_QUOTES.sub("", text.replace(" ", "")).replace("|", "%7C"))
    folded = fold(token)
    characters = folded.replace(" ", "")
    if folded in _JUNK or not characters or not characters.strip("0") or is_repeated(characters):
        return junk("placeholder")
    lowered = token.lower()
    if _UUID.fullmatch(lowered):
        return valid(lowered)
    return graded(token, "very short" if len(characters) < 6 else "")


@standardiser
def standardise_ip(text: str) -> Standard:
    """The shortest form; of a forwarding list the first address: "1.2.3.4:443, 10.0.0.1" -> "1.2.3.4"."""
    written = text.partition(",")[0].strip(" \"'").partition("%")[0]
    with_port = _PORT.match(written)
    try:
        ip = ipaddress.ip_address((with_port[1] or with_port[2]) if with_port else written)
    except ValueError:
        return junk("not an IP address")
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    if ip.is_unspecified:
        return junk("placeholder")
    return graded(str(ip), "" if ip.is_global else "private address")


@standardiser
def standardise_user_agent(text: str) -> Standard:
    """Browser and system: "Mozilla/5.0 (Windows NT 10.0) ... Chrome/120" -> "chrome/windows". Robots are doubtful."""
    return _browser(text)


@lru_cache(maxsize=10_000)
def _browser(text: str) -> Standard:
    found = parse(text)
    browser = fold(found.user_agent.family) if found.user_agent else ""
    system = fold(found.os.family) if found.os else ""
    if not browser and not system:
        return junk("unknown browser")
    name = f"{browser or 'other'}/{system or 'other'}"
    if found.device and found.device.family == "Spider":
        return doubtful(name, "robot")
    return valid(name)
