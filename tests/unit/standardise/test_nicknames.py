import pytest

from app.standardise import tables
from app.standardise.nicknames import are_nicknames, canonical_given
from app.standardise.text import fold


@pytest.mark.parametrize(
    ("name", "canonical"),
    [
        ("jb", "jean baptiste"),
        ("alex", "alexandre"),
        ("nico", "nicolas"),
        ("isa", "isabelle"),
        ("cathy", "catherine"),
        ("phil", "philippe"),
        ("fred", "frederic"),
        ("steph", "stephane"),
        ("bob", "robert"),
        ("bill", "guillaume"),
        ("peggy", "marguerite"),
        ("nicolas", "nicolas"),
        ("bert tom", "albert thomas"),
        ("jean pierre", "jean pierre"),
        ("zbigniew", "zbigniew"),
        ("delores", "delores"),
        ("", ""),
    ],
)
def test_canonical(name: str, canonical: str) -> None:
    assert canonical_given(name) == canonical


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("alex", "alexandre"),
        ("alexandra", "alex"),
        ("sandy", "alex"),
        ("bob", "rob"),
        ("robert", "bobby"),
        ("william", "bill"),
        ("stephanie", "steph"),
        ("sebastien", "bastien"),
        ("jp", "jean pierre"),
        ("j p", "jean pierre"),
        ("marie christine", "mc"),
        ("prudence", "prue"),
        ("jean", "jean"),
    ],
)
def test_nicknames(a: str, b: str) -> None:
    assert are_nicknames(a, b)
    assert are_nicknames(b, a)


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("alexandre", "alexandra"),
        ("jean pierre", "jean paul"),
        ("marie", "sophie"),
        ("jp", "jean marie"),
        ("", ""),
    ],
)
def test_not_nicknames(a: str, b: str) -> None:
    assert not are_nicknames(a, b)


def test_own_table() -> None:
    lines = [line.partition(":") for line in tables.lines("nicknames")]
    heads = [head for head, _, _ in lines]
    assert len(set(heads)) == len(heads) > 150
    for head, _, variants in lines:
        for name in (head, *variants.replace("*", "").split()):
            assert fold(name) == name
        assert canonical_given(head) == head
    preferred = [word for _, _, variants in lines for word in variants.split() if word.endswith("*")]
    assert len(set(preferred)) == len(preferred), "a form has one preferred name"
