"""What columns hold: by name in English and French, by content where the name says nothing."""

from collections.abc import Mapping, Sequence

import pytest

from app.sources.recognise import recognise

EMAILS = ["a@x.fr", "b@y.com", "c.d@z.org"]


def fields(columns: Mapping[str, Sequence[str]], given: Mapping[str, str] | None = None) -> dict[str, str]:
    return {mapping.column: mapping.field for mapping in recognise(list(columns), columns, given or {})}


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("prenom", "given_name"),
        ("Prénom", "given_name"),
        ("firstName", "given_name"),
        ("FIRST_NAME", "given_name"),
        ("fname", "given_name"),
        ("nom", "family_name"),
        ("Nom de famille", "family_name"),
        ("lname", "family_name"),
        ("surname", "family_name"),
        ("nom_naissance", "birth_family_name"),
        ("Nom de jeune fille", "birth_family_name"),
        ("ddn", "birth_date"),
        ("dob", "birth_date"),
        ("dateNaissance", "birth_date"),
        ("lieu_naissance", "birth_place"),
        ("cp", "postal_code"),
        ("Code Postal", "postal_code"),
        ("postcode_fake", "postal_code"),
        ("zip", "postal_code"),
        ("ville", "locality"),
        ("suburb", "locality"),
        ("address.city", "locality"),
        ("billing_city", "locality"),
        ("pays", "country"),
        ("tel", "phone"),
        ("telephone_fixe", "phone"),
        ("Tél. portable", "phone"),
        ("mobile", "phone"),
        ("phone2", "phone"),
        ("courriel", "email"),
        ("mail", "email"),
        ("email_pro", "email"),
        ("traits.email", "email"),
        ("voie", "street_address"),
        ("adresse", "street_address"),
        ("complement_adresse", "street_address"),
        ("street_number", "street_address"),
        ("address_1", "street_address"),
        ("raison_sociale", "organisation"),
        ("employeur", "organisation"),
        ("company.name", "organisation"),
        ("phones.number", "phone"),
        ("emails.address", "email"),
        ("street.number", "street_address"),
        ("siren", "siret"),
        ("profession", "occupation"),
        ("metier", "occupation"),
        ("soc_sec_id", "national_id"),
        ("Forenames", "given_name"),
        ("first_nm", "given_name"),
        ("apellidos", "family_name"),
        ("Nachname", "family_name"),
        ("patient_surname", "family_name"),
        ("Né(e) le", "birth_date"),
        ("fecha_nac", "birth_date"),
        ("birth_dt", "birth_date"),
        ("Geburtsdatum", "birth_date"),
        ("data urodzenia", "birth_date"),
        ("doğum tarihi", "birth_date"),
        ("codigo_postal", "postal_code"),
        ("addr1", "street_address"),
        ("line1", "street_address"),
        ("Straße", "street_address"),
        ("switchboard", "phone"),
        ("bm", "x_bm"),
        ("birth_month", "x_birth_month"),
        ("cookie_id", "cookie"),
        ("anonymousId", "cookie"),
        ("ip", "ip"),
        ("userAgent", "user_agent"),
        ("date_maj", "updated_at"),
        ("last_modified", "updated_at"),
        ("timestamp", "updated_at"),
        ("carte_fidelite", "external_id:loyalty"),
        ("loyalty_number", "external_id:loyalty"),
        ("compte", "external_id:account"),
        ("userId", "external_id:account"),
        ("client_id", "external_id:customer"),
        ("numero_abonne", "external_id:subscriber"),
        ("external_id", "external_id"),
        ("state", "x_state"),
        ("spouse.email", "x_spouse_email"),
        ("email_optin", "x_email_optin"),
        ("household_id", "x_household_id"),
        ("magasin_id", "x_magasin_id"),
        ("état civil", "x_etat_civil"),
    ],
)
def test_names(name: str, field: str) -> None:
    assert fields({"record_id": ["1", "2"], name: ["1", "1"]})[name] == field


@pytest.mark.parametrize(
    ("values", "field"),
    [
        (EMAILS, "email"),
        (["06 12 34 56 78", "+33 1 42 34 56 78", "0298765432"], "phone"),
        (["12/05/1980", "1/1/1955", "30/11/2001"], "birth_date"),
        (["2024-01-01", "2024-02-01", "2024-03-05"], "x_other"),
        (["75011", "29200", "75011"], "postal_code"),
        (["75011", "29200", "13001"], "x_other"),
        (["SW1A 1AA", "M1 1AE"], "postal_code"),
        (["10.0.0.1", "2001:db8::1"], "ip"),
        (["Mozilla/5.0 (X11)", "Mozilla/5.0 (Mac)"], "user_agent"),
        (["73282932000074", "35600000000048"], "siret"),
        (["12 rue de la Paix", "3 bis avenue Foch"], "street_address"),
        (["M.", "Mme", "M."], "gender"),
        (["1", "2", "3"], "x_other"),
        ([], "x_other"),
    ],
)
def test_content(values: list[str], field: str) -> None:
    assert fields({"nom": ["Martin"], "other": values})["other"] == field


def test_values_can_speak_against_a_name() -> None:
    found = fields(
        {"title": ["Dune", "Emma"], "device": ["mobile", "desktop"], "login": EMAILS, "email": EMAILS}
    )
    assert found == {"title": "x_title", "device": "x_device", "login": "email", "email": "email"}


def test_a_field_that_can_have_one_column_goes_to_the_best_name() -> None:
    columns = ["full_name", "first_and_surname", "first_name", "surname", "created_at", "updated_at"]
    assert fields({column: ["x y"] for column in columns}) == {
        "full_name": "full_name",
        "first_and_surname": "ignore",
        "first_name": "given_name",
        "surname": "family_name",
        "created_at": "x_created_at",
        "updated_at": "updated_at",
    }
    assert fields({"nom": ["Martin"], "nom_usage": ["Durand"]}) == {
        "nom": "birth_family_name",
        "nom_usage": "family_name",
    }


ONE, TWO = "6f9619ff-8b86-d011-b42d-00c04fc964ff", "7f9619ff-8b86-d011-b42d-00c04fc964ff"
NAMES = {"nom": ["a", "b"]}
VISITS = {"cookie": ["c1", "c2"], "account_id": ["7", "8"]}


@pytest.mark.parametrize(
    ("columns", "record_id", "more"),
    [
        ({"unique_id": ["1", "2"], **NAMES}, "unique_id", {}),
        ({"numero_carte": ["1", "2"], **NAMES}, "numero_carte", {"numero_carte": "external_id:loyalty"}),
        (
            {"account_id": ["1", "2"], "rec_id": ["3", "4"], **NAMES},
            "rec_id",
            {"account_id": "external_id:account"},
        ),
        (
            {"id": ["7"] * 9, "crm_id": list("123456789"), "nom": ["a"] * 9},
            "crm_id",
            {"crm_id": "external_id:crm"},
        ),
        ({"visit_id": ["1", "2"], **VISITS}, "visit_id", {"account_id": "external_id:account"}),
        (VISITS, None, {"account_id": "external_id:account"}),
        ({"order_id": ["1", "2"], **NAMES}, "order_id", {}),
        ({"k": [ONE, TWO], **NAMES}, "k", {}),
        ({"ville": ["c", "d"], **NAMES}, None, {}),
    ],
)
def test_the_records_own_id(
    columns: dict[str, list[str]], record_id: str | None, more: dict[str, str]
) -> None:
    mappings = recognise(list(columns), columns, {})
    assert [mapping.column for mapping in mappings if mapping.field == "record_id"] == (
        [record_id] if record_id else []
    )
    pairs = {(mapping.column, mapping.field) for mapping in mappings}
    assert set(more.items()) <= pairs


def test_consents_have_words_of_their_own() -> None:
    columns = {
        "namespace": ["email"],
        "value": ["a@x.fr"],
        "purpose": ["ads"],
        "channel": ["sms"],
        "status": ["oui"],
        "page": ["/"],
    }
    assert list(fields(columns).values()) == [
        "subject_namespace",
        "subject_value",
        "purpose",
        "channel",
        "status",
        "ignore",
    ]
    assert fields({"nom": ["a"], "status": ["actif"], "value": ["3"]}) == {
        "nom": "family_name",
        "status": "x_status",
        "value": "x_value",
    }


def test_given_mappings_are_taken_as_they_are() -> None:
    found = fields({"a": EMAILS, "nom": ["x"], "b": EMAILS}, {"a": "external_id:crm", "nom": "ignore"})
    assert found == {"a": "external_id:crm", "nom": "ignore", "b": "email"}


def test_attributes_of_one_name_stay_apart() -> None:
    assert fields({"nom": ["a"], "Âge": ["3"], "age": ["4"]}) == {
        "nom": "family_name",
        "Âge": "x_age",
        "age": "x_age_2",
    }


def test_a_vat_number_of_france_holds_the_siren_any_other_is_an_id() -> None:
    french, german = ["FR40303265045", "FR 83 404 833 048", "FR61954506077"], ["DE811115368", "DE136695976"]
    assert fields({"nom": ["Acme"], "vat": french})["vat"] == "siret"
    assert fields({"nom": ["Acme"], "vat_number": german})["vat_number"] == "external_id:vat"


NAMES = ["DUPONT Jean-Marc", "Maria Garcia", "Le Gall, Anne", "Nguyễn Thị Mai"]


class TestWholeNames:
    @pytest.mark.parametrize("column", ["client", "Applicant", "patient", "nom", "surname", "whatever"])
    def test_a_column_of_whole_names(self, column: str) -> None:
        assert fields({column: NAMES, "ville": ["Brest"]})[column] == "full_name"

    def test_numbers_of_people_are_no_names(self) -> None:
        assert fields({"client": ["10001", "10002"], "nom": ["Martin"]})["client"] != "full_name"

    def test_a_family_name_of_two_words_stays_one(self) -> None:
        found = fields({"nom": ["LE GALL", "DE SMET"], "ville": ["Brest"]})
        assert found["nom"] == "family_name"

    def test_name_beside_a_first_name_is_the_last(self) -> None:
        found = fields({"Name": ["Müller", "Schmidt"], "Vorname": ["Anna", "Jens"]})
        assert found == {"Name": "family_name", "Vorname": "given_name"}

    def test_of_a_company_s_contact_the_name_is_somebody_else_s(self) -> None:
        found = fields({"company": ["Acme Ltd"], "contact": NAMES, "manager": NAMES})
        assert found == {"company": "organisation", "contact": "x_contact", "manager": "x_manager"}

    def test_what_was_mapped_by_hand_stays(self) -> None:
        assert fields({"nom": NAMES}, {"nom": "family_name"})["nom"] == "family_name"


class TestPartsOfADate:
    def test_year_month_and_day_apart(self) -> None:
        columns = {"birth_day": ["3"], "birth_month": ["12"], "birth_year": ["1980"], "nom": ["Martin"]}
        assert fields(columns) == dict.fromkeys(list(columns)[:3], "birth_date") | {"nom": "family_name"}

    def test_a_year_beside_the_date(self) -> None:
        found = fields({"YEAR_OF_BIRTH": ["1980"], "DATE_OF_BIRTH": ["19801203"], "SURNAME": ["Martin"]})
        assert found["YEAR_OF_BIRTH"] == found["DATE_OF_BIRTH"] == "birth_date"
