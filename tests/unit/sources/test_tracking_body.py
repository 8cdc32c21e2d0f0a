"""Bodies of tracking requests: what is read, what cannot be, and whose write key they bear."""

import gzip

import pytest

from app.errors import BadInput, TooLarge
from app.sources.tracking import LARGEST_BODY, read_body, write_key_of


@pytest.mark.parametrize("number", [b"1e999", b"-1e999", b"NaN", b"Infinity"])
def test_a_number_that_is_none(number: bytes) -> None:
    assert read_body(b'{"userId": %s}' % number) == {"userId": None}


def test_gzip_with_or_without_saying_so() -> None:
    packed = gzip.compress(b'{"a": 1}')
    assert (
        read_body(packed, "gzip") == read_body(packed, "") == read_body(b'\xef\xbb\xbf{"a": 1}') == {"a": 1}
    )
    assert read_body(gzip.compress(b'{"a": ') + gzip.compress(b"1}")) == {"a": 1}


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        *((raw, "") for raw in (b"", b"{", b"[1]", b"null", b"\xff\xfe{}", b'{"a":' + b"9" * 5_000 + b"}")),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", ""),
        (gzip.compress(b"{}")[:-3], "gzip"),
        (b"\x1f\x8bnonsense", "gzip"),
        (gzip.compress(b"{}") + gzip.compress(b"") * 100, "gzip"),
        (b"{}", "gzip"),
        (b"{}", "br"),
    ],
)
def test_what_cannot_be_read(raw: bytes, encoding: str) -> None:
    with pytest.raises(BadInput):
        read_body(raw, encoding)


def test_a_bomb_is_not_inflated() -> None:
    bomb = gzip.compress(b" " * 50 * LARGEST_BODY)
    assert len(bomb) < LARGEST_BODY / 10
    with pytest.raises(TooLarge, match="inflates"):
        read_body(bomb, "gzip")
    with pytest.raises(TooLarge, match="larger"):
        read_body(b" " * (LARGEST_BODY + 1))


@pytest.mark.parametrize(
    ("authorization", "given", "key"),
    [
        ("Basic d2ViOg==", (), "web"),
        ("basic d2ViOg==", ("other",), "web"),
        (None, ("body",), "body"),
        (None, (None, "query"), "query"),
        ("Bearer abc", (None,), "abc"),
        ("Basic ???", ({}, 7, "../etc"), None),
        ("Basic Og==", ("x" * 65,), None),
    ],
)
def test_write_key(authorization: str | None, given: tuple[object, ...], key: str | None) -> None:
    assert write_key_of(authorization, *given) == key
