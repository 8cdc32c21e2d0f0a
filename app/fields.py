"""The vocabulary of a source record: the fields that a column can map to, and nothing else.

Names follow the OpenID Connect claims where one exists. Any column that maps to none of them is an attribute,
kept under `x_<column>`.
"""

MULTIPLE = frozenset({"email", "phone", "external_id", "cookie", "device", "ip"})
"""Fields that one record may carry several values of; in the graph they are always lists."""

FIELDS: dict[str, str] = {
    "given_name": "first name",
    "family_name": "last name in use",
    "birth_family_name": "last name at birth",
    "full_name": "whole name in one column, any order",
    "birth_date": "date of birth",
    "birth_place": "place of birth",
    "gender": "gender or title",
    "email": "email address",
    "phone": "telephone number",
    "street_address": "house number and street; several columns are joined",
    "locality": "town",
    "postal_code": "postcode",
    "country": "country name or code",
    "national_id": "national identity or social security number",
    "external_id": "identifier in some namespace, such as a loyalty card or an account; `external_id:NAMESPACE`",
    "cookie": "browser cookie or anonymous ID",
    "device": "device ID",
    "ip": "IP address",
    "user_agent": "browser's user agent string",
    "organisation": "company or organisation name",
    "siret": "SIRET or SIREN",
    "occupation": "occupation or trade",
}
"""Field -> what it holds, in words a person choosing a mapping understands."""

BOOKKEEPING: dict[str, str] = {
    "record_id": "the record's own identifier in its source",
    "updated_at": "when the record was last changed or the event happened",
    "purpose": "consent: what for",
    "channel": "consent: by which channel",
    "status": "consent: granted, denied or withdrawn",
    "consent": "consent of a row about a person, granted or not: `consent:PURPOSE:CHANNEL`, or `consent:PURPOSE`",
    "consent_at": "when that was said; `consent_at:PURPOSE:CHANNEL` where each has a date of its own",
    "subject_namespace": "consent: the namespace of the identifier whose consent it is, such as email or loyalty",
    "subject_value": "consent: the value of that identifier",
}
"""Columns that say something about the row rather than about the person; mapped the same way."""

SEPARATOR = "|"
"""Between the values of a MULTIPLE field in a standardised frame. Never part of a standardised value."""

ATTRIBUTE_PREFIX = "x_"

VISITS = "visits_"
"""Before the name of a column: values seen in visits while signed in, not delivered with the record."""

DEDUPLICATED_IN = "deduplicated_in"
"""Column beside the fields of a standardised frame: the record's source, where that promises one record a person."""

PAGES = ("x_page", "x_path", "x_url", "x_page_url", "x_page_path", "x_screen")
SHOPS = ("x_store", "x_shop", "x_store_id", "x_magasin", "x_boutique")
"""Attributes of a visit that say where it was: on the site, or in which shop."""
ZONES = ("x_timezone", "x_time_zone", "x_context_timezone")
"""And in which time zone. Others are not kept of visits."""
