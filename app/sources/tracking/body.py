"""The body of a tracking request: bytes, perhaps gzipped, into one JSON object. Nothing endless gets in.

What Content-Type says is ignored: SDKs send JSON as `text/plain` (which spares browsers a question beforehand) and
gzipped JSON as a form.
"""

import base64
import json
import math
import re
import zlib
from typing import Any

from app.errors import BadInput, TooLarge

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes, after inflating. Segment's own limit is 500 KB, but RudderStack's Python SDK sends batches of up to 4 MB."""
_MOST_MEMBERS = 100
"""Of gzip in one body; SDKs send one. What follows each is copied, so endlessly many take endlessly long."""
GZIP = b"\x1f\x8b"
"""How it begins."""
_PLAIN = ("", "identity")
_WRITE_KEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")


def read_body(raw: bytes, encoding: str = "") -> dict[str, Any]:
    """The JSON object that was sent. Raises TooLarge or BadInput, which never repeat what was sent.

    `encoding`: the Content-Encoding header. A body that begins like gzip is taken for gzip whatever the header says.
    """
    coding = encoding.strip().lower()
    if coding not in (*_PLAIN, "gzip", "x-gzip"):
        raise BadInput("Content-Encoding: send the body as it is, or gzipped")
    if raw.startswith(GZIP):
        raw = _inflate(raw)
    elif coding not in _PLAIN:
        raise BadInput("Content-Encoding says gzip, but the body is not gzipped")
    if len(raw) > LARGEST_BODY:
        raise TooLarge(f"The body is larger than {LARGEST_BODY:,} bytes: send smaller batches")
    try:
        body = json.loads(raw.decode("utf-8-sig"), parse_float=_finite, parse_constant=lambda constant: None)
    except UnicodeDecodeError:
        raise BadInput("The body is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise BadInput(f"The body is not JSON: {error.msg} at character {error.pos + 1}") from None
    except ValueError:
        raise BadInput("The body is not JSON that can be used: a number has thousands of digits") from None
    except RecursionError:
        raise BadInput("The body is nested too deeply") from None
    if not isinstance(body, dict):
        raise BadInput("The body is not a JSON object")
    return body


def _finite(number: str) -> float | None:
    """None for what no number is large enough for, as for NaN: written again, neither would be JSON."""
    value = float(number)
    return value if math.isfinite(value) else None


def _inflate(raw: bytes) -> bytes:
    """Stops as soon as it is too much, however small the bytes were. Gzip may have several members."""
    whole, members = b"", 0
    while raw:
        members += 1
        if members > _MOST_MEMBERS:
            raise BadInput(f"The body cannot be inflated: it has more than {_MOST_MEMBERS} members of gzip")
        member = zlib.decompressobj(wbits=31)
        try:
            whole += member.decompress(raw, LARGEST_BODY + 1 - len(whole))
        except zlib.error:
            raise BadInput("The body cannot be inflated: it is not gzip, or damaged") from None
        if len(whole) > LARGEST_BODY:
            raise TooLarge(f"The body inflates to more than {LARGEST_BODY:,} bytes: send smaller batches")
        if not member.eof:
            raise BadInput("The body cannot be inflated: it ends in the middle")
        raw = member.unused_data
    return whole


def write_key_of(authorization: str | None, *given: object) -> str | None:
    """The write key: user name of Basic authentication, a bearer token, or the first of `given` that is one; or None.

    Letters, digits, `_`, `.` and `-`, at most 64, as the name of a source.
    """
    candidates = [_user_name(authorization or ""), *given]
    return next((key for key in candidates if isinstance(key, str) and _WRITE_KEY.fullmatch(key)), None)


def _user_name(authorization: str) -> str | None:
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() == "bearer":
        return credentials.strip()
    if scheme.lower() != "basic":
        return None
    try:
        return base64.b64decode(credentials.strip(), validate=True).decode("utf-8").partition(":")[0]
    except ValueError:  # no base64, or not of texts
        return None
