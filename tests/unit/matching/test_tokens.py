"""Tokens name the same blocks as blocking a frame does."""

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from app.matching.blocking import RULES, candidate_pairs
from app.matching.features import add_features
from app.matching.tokens import Tokens, as_numbers, content_tokens, together, tokens
from app.standardise.record import standardise_frame

FIELDS = {
    "given_name": ["Jean", "Jeanne", "Marie-Anne", None],
    "family_name": ["Martin", "Le Gall", "Marten", None],
    "birth_date": ["1980-05-12", "1980", "1981-05-12", None],
    "postal_code": ["75011", "75012", None],
    "locality": ["Paris", "Lyon", None],
}
ROWS = st.lists(
    st.fixed_dictionaries({name: st.sampled_from(values) for name, values in FIELDS.items()})
    | st.fixed_dictionaries(
        {"email": st.lists(st.sampled_from(["jean.martin@x.fr", "info@y.fr", "j.m@x.fr"]), max_size=2)}
    ),
    min_size=2,
    max_size=14,
)


def frame_of(rows: list[dict[str, object]]) -> pl.DataFrame:
    names = [*FIELDS, "email"]
    raw = pl.DataFrame(
        [
            {"record": f"s:{number:03}", **{name: row.get(name) for name in names}}
            for number, row in enumerate(rows)
        ],
        schema={"record": pl.String} | dict.fromkeys(FIELDS, pl.String) | {"email": pl.List(pl.String)},
    )
    return add_features(standardise_frame(raw).frame)


@given(ROWS)
def test_pairs_by_tokens_are_those_of_blocking(rows: list[dict[str, object]]) -> None:
    frame = frame_of(rows)
    expected = candidate_pairs(frame, cap=len(rows))
    pairs = tokens(frame, RULES).pairs(np.empty(0, np.uint64))
    assert pairs.tolist() == ((expected.left.astype(np.int64) << 32) | expected.right).tolist()


@given(ROWS)
def test_a_record_has_the_same_tokens_whoever_stands_beside_it(rows: list[dict[str, object]]) -> None:
    frame = frame_of(rows)
    all_texts = tokens(frame, RULES).texts(frame.height)
    alone = [tokens(frame[[number]], RULES).texts(1)[0] for number in range(frame.height)]
    assert all_texts == alone


def test_what_is_left_out_joins_nobody() -> None:
    found = Tokens(np.array([0, 1, 1, 2]), np.array([7, 7, 9, 9], np.uint64))
    assert found.pairs(np.array([7], np.uint64)).tolist() == [(1 << 32) | 2]


def test_words_are_numbers_again() -> None:
    found = Tokens(np.array([0, 0, 2]), np.array([1, 2**60 - 1, 123456789], np.uint64))
    texts = found.texts(3)
    assert [len(text.split()) for text in texts] == [2, 0, 1]
    assert as_numbers(" ".join(texts).split()).tolist() == found.token.tolist()


def test_equal_content_has_one_token_and_no_content_none() -> None:
    frame = pl.DataFrame({"a": ["x", "x", None, "y"], "b": [None, None, None, "x"]})
    found = content_tokens(frame, ["a", "b"])
    assert found.row.tolist() == [0, 1, 3]
    assert found.token[0] == found.token[1] != found.token[2]


def test_another_kind_never_meets() -> None:
    frame = pl.DataFrame({"email": ["a@x.fr"]})
    rules = [rule for rule in RULES if rule.keys == ("email",)]
    both = together(tokens(frame, rules), tokens(frame, rules, "carrier"))
    assert len(both.token) == 2
