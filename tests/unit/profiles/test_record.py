"""Records and links as they are shown."""

from app.profiles.record import shown_link, shown_record


def test_a_record_is_sorted_into_what_was_delivered_standardised_and_extra() -> None:
    customer = {
        "id": "s:1",
        "source": "s",
        "source_id": "1",
        "hash": "secret",
        "born": "01",
        "given_name": "Ada",
        "std_given_name": "ada",
        "x_tier": "gold",
        "trust": 0.5,
    }
    assert shown_record(customer) == {
        "id": "s:1",
        "source": "s",
        "source_id": "1",
        "seen_at": None,
        "values": {"given_name": "Ada"},
        "standard": {"given_name": "ada"},
        "attributes": {"tier": "gold"},
        "junk": [],
        "doubtful": [],
    }


def test_evidence_is_taken_apart() -> None:
    link = shown_link({"a": "s:1", "evidence": ["given_name|exact|7.21", "birth_date|day off|-1.5"]})
    assert link["evidence"] == [
        {"comparison": "given_name", "level": "exact", "bits": 7.21},
        {"comparison": "birth_date", "level": "day off", "bits": -1.5},
    ]
    assert shown_link({"a": "s:1"})["evidence"] == []
