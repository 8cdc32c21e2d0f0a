"""Traits of tracking SDKs: what is told of the user, and what of somebody or something else."""

from typing import Any

import pytest

from app.sources.tracking.traits import _remembered
from tests.unit.sources.test_tracking import one

_NOT_THE_USERS = [
    "salesRep",
    "manager",
    "owner",
    "csm",
    "inviter",
    "referredBy",
    "createdBy",
    "friend",
    "recipient",
    "account",
    "team",
    "store",
    "plan",
    "subscription",
    "company",
    "organization",
    "employer",
    "tenant",
    "agent",
    "contacts.manager",
    "user.manager",
]
_THE_USERS = [
    "user",
    "profile",
    "customer",
    "contact",
    "contactInfo",
    "personal_details",
    "billing",
    "shippingAddress",
    "home",
    "address2",
    "location",
]


class TestTraits:
    def test_names_of_segment(self) -> None:
        traits = {
            "firstName": "Marie",
            "lastName": "Dupont",
            "birthday": "1980-05-12",
            "phone": 33612345678,
            "title": "Directrice",
            "company": {"name": "Acme SAS", "id": 7},
            "address": {
                "street": "12 rue X",
                "city": "Paris",
                "postalCode": 75011.0,
                "state": "IDF",
                "country": "FR",
            },
            "createdAt": "2020-01-01",
            "plan": "gold",
            "username": "marie80",
        }
        assert one("identify", userId="u1", traits=traits).told == {
            "given_name": "Marie",
            "family_name": "Dupont",
            "birth_date": "1980-05-12",
            "phone": ["33612345678"],
            "occupation": "Directrice",
            "organisation": "Acme SAS",
            "street_address": "12 rue X",
            "locality": "Paris",
            "postal_code": "75011",
            "country": "FR",
        }

    def test_claims_of_openid_connect(self) -> None:
        traits = {
            "given_name": "Marie",
            "family_name": "Dupont",
            "birthdate": "1980-05-12",
            "phone_number": "+33612345678",
            "email_verified": True,
            "address": {
                "street_address": "12 rue X",
                "locality": "Paris",
                "postal_code": "75011",
                "formatted": "...",
            },
        }
        assert set(one("identify", userId="u1", traits=traits).told) == {
            *("given_name", "family_name", "birth_date", "phone", "street_address", "locality", "postal_code")
        }

    def test_french_names_and_a_loyalty_card(self) -> None:
        traits = {
            "nom": "Dupont",
            "prénom": "Zoé",
            "date_naissance": "12/05/1980",
            "civilité": "Mme",
            "carteFidelite": 42,
        }
        event = one("identify", userId="u1", traits=traits)
        assert event.told == {
            "family_name": "Dupont",
            "given_name": "Zoé",
            "birth_date": "12/05/1980",
            "gender": "Mme",
        }
        assert event.ids == ("account:u1", "loyalty:42")

    def test_traits_in_the_context_are_news_in_an_identify_only(self) -> None:
        context = {"traits": {"email": "a@x.fr"}}
        assert one("identify", userId="u1", context=context).told == {"email": ["a@x.fr"]}
        assert one("track", userId="u1", event="x", context=context).told == {}

    def test_what_a_name_means_is_remembered_but_for_endless_ones(self) -> None:
        names = [f"score_of_{number}_things" for number in range(450)]
        sent = {**dict.fromkeys(names, "x"), "email": "a@x.fr", "x" * 20_000 + "_email": "b@x.fr"}
        first = one("identify", userId="u1", traits=sent)
        before = _remembered.cache_info()
        assert one("identify", userId="u1", traits=sent).told == first.told == {"email": ["a@x.fr"]}
        after = _remembered.cache_info()
        assert (after.misses, after.currsize) == (before.misses, before.currsize)

    def test_somebody_elses_email_is_not_theirs(self) -> None:
        assert one("identify", userId="u1", traits={"spouse": {"email": "b@x.fr"}}).told == {}

    @pytest.mark.parametrize("parent", _NOT_THE_USERS)
    def test_nor_is_what_stands_below_somebody_or_something_else(self, parent: str) -> None:
        """Two customers of one salesman would be one person."""
        inner: Any = {"email": "b@x.fr", "phone": "0612345678", "firstName": "Jean", "city": "Paris"}
        for name in reversed(parent.split(".")):
            inner = {name: inner}
        assert one("identify", userId="u1", traits=inner).told == {}

    @pytest.mark.parametrize("parent", _THE_USERS)
    def test_what_stands_below_a_name_of_their_own_is_theirs(self, parent: str) -> None:
        told = one("identify", userId="u1", traits={parent: {"email": "a@x.fr", "city": "Paris"}}).told
        assert told == {"email": ["a@x.fr"], "locality": "Paris"}

    def test_of_a_company_its_name_and_number(self) -> None:
        company = {"name": "Acme", "siret": "73282932000074", "phone": "0142345678", "city": "Paris", "id": 7}
        told = one("identify", userId="u1", traits={"company": company}).told
        assert told == {"organisation": "Acme", "siret": "73282932000074"}

    @pytest.mark.parametrize("name", ["companyId", "organization_id", "company_number"])
    def test_what_colleagues_share_is_no_id_of_theirs(self, name: str) -> None:
        assert one("identify", userId="u1", traits={name: "4711"}).ids == ("account:u1",)

    def test_a_user_id_that_is_an_email(self) -> None:
        assert one("track", userId="a@x.fr", event="x").told == {}
        told = one("identify", userId="a@x.fr", traits={"email": "b@x.fr"}).told
        assert told == {"email": ["b@x.fr", "a@x.fr"]}
