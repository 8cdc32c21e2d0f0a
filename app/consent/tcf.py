"""A strict decoder of TC strings: IAB Transparency and Consent Framework, string version 2, up to TCF 2.3. Pure.

Format: "Transparency and Consent String with Global Vendor & CMP List Formats", IAB Tech Lab. What is cut short, padded
with anything but zeros, or says what the format does not allow is refused, naming the field: half a consent is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from app.errors import BadInput

LONGEST = 50_000
"""Characters. All vendors that can be numbered, one bit each, three times over, make 33,000."""
DISCLOSED_FROM = 5
"""From this policy version on (TCF 2.3) the vendors disclosed must be there."""
_PADDING = 24
"""Bits: encoders fill up to whole characters, whole bytes, or both."""
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_BITS = {character: format(value, "06b") for value, character in enumerate(_ALPHABET)}
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SEGMENTS = {1: "vendors_disclosed", 2: "vendors_allowed", 3: "publisher_tc"}
"""Type of a segment -> the field that holds what it says."""

Vendors = frozenset[int]


class BadTCString(BadInput):
    """A TC string that cannot be relied on. Says which field is at fault; never repeats the string."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """What a publisher keeps vendors from. `type`: 0 not allowed, 1 require consent, 2 require legitimate interest."""

    purpose: int
    type: int
    vendors: tuple[range, ...]


@dataclass(frozen=True, slots=True)
class PublisherTC:
    """What the publisher itself was allowed, for purposes of the framework and its own."""

    consents: Vendors
    legitimate_interests: Vendors
    custom_consents: Vendors
    custom_legitimate_interests: Vendors


@dataclass(frozen=True, slots=True)
class TCString:
    """All that a TC string says. Purposes, features and vendors are numbered from 1."""

    created: datetime
    last_updated: datetime
    cmp_id: int
    cmp_version: int
    consent_screen: int
    consent_language: str
    vendor_list_version: int
    policy_version: int
    is_service_specific: bool
    use_non_standard_texts: bool
    special_feature_optins: frozenset[int]
    purpose_consents: frozenset[int]
    purpose_legitimate_interests: frozenset[int]
    purpose_one_treatment: bool
    publisher_country_code: str
    vendor_consents: Vendors
    vendor_legitimate_interests: Vendors
    publisher_restrictions: tuple[Restriction, ...]
    vendors_disclosed: Vendors | None = None
    vendors_allowed: Vendors | None = None
    publisher_tc: PublisherTC | None = None


def decode(text: str) -> TCString:
    """What a TC string says. Raises BadTCString."""
    if len(text) > LONGEST:
        raise BadTCString(f"The TC string is longer than {LONGEST:,} characters")
    core, *others = text.strip().split(".")
    bits = _Bits(core, "core")
    fields = _core(bits)
    bits.end()
    for segment in others:
        name, value = _segment(segment)
        if name in fields:
            raise BadTCString(f"The TC string has the segment {name} twice")
        fields[name] = value
    if fields["policy_version"] >= DISCLOSED_FROM and "vendors_disclosed" not in fields:
        raise BadTCString(
            f"The TC string is cut short: from policy version {DISCLOSED_FROM} on it has a segment vendors_disclosed"
        )
    return TCString(**fields)


class _Bits:
    """The bits of one segment, read from the left."""

    def __init__(self, segment: str, name: str) -> None:
        if not re.fullmatch(r"[A-Za-z0-9_-]+", segment):
            raise BadTCString(f"The segment {name} of the TC string is empty, or not written in base64url")
        self._bits = "".join(map(_BITS.__getitem__, segment))
        self._at = 0

    def take(self, count: int, field: str) -> str:
        """The next bits. Raises BadTCString where there are not as many."""
        end = self._at + count
        if end > len(self._bits):
            raise BadTCString(f"The TC string is cut short in {field}")
        taken, self._at = self._bits[self._at : end], end
        return taken

    def number(self, count: int, field: str) -> int:
        return int(self.take(count, field), 2)

    def flag(self, field: str) -> bool:
        return self.take(1, field) == "1"

    def chosen(self, count: int, field: str) -> frozenset[int]:
        """The places, from 1, of the bits that are set."""
        return frozenset(place for place, bit in enumerate(self.take(count, field), start=1) if bit == "1")

    def moment(self, field: str) -> datetime:
        return _EPOCH + timedelta(milliseconds=100 * self.number(36, field))

    def letters(self, field: str) -> str:
        codes = [self.number(6, field) for _ in range(2)]
        if max(codes) > 25:
            raise BadTCString(f"{field} of the TC string is not two letters")
        return "".join(chr(ord("A") + code) for code in codes)

    def vendors(self, field: str) -> Vendors:
        """A vector of vendors, written bit by bit or as ranges."""
        most = self.number(16, field)
        if not self.flag(field):
            return self.chosen(most, field)
        ranges = list(self.ranges(field, most))
        return frozenset(vendor for one in ranges for vendor in one)

    def ranges(self, field: str, most: int = 65_535) -> Iterator[range]:
        """Ranges of vendors, which must rise: no string may name more vendors than there are numbers."""
        last = 0
        for _ in range(self.number(12, field)):
            is_range = self.flag(field)
            first = self.number(16, field)
            end = self.number(16, field) if is_range else first
            if not last < first <= end <= most:
                raise BadTCString(f"{field} of the TC string has a range of vendors that does not rise")
            last = end
            yield range(first, end + 1)

    def end(self) -> None:
        """Nothing but padding may follow."""
        rest = self._bits[self._at :]
        if len(rest) >= _PADDING or "1" in rest:
            raise BadTCString("The TC string goes on after its last field")


def _core(bits: _Bits) -> dict[str, Any]:
    """The fields of the core segment, in the order of the format."""
    version = bits.number(6, "version")
    if version != 2:
        raise BadTCString(f"The TC string has version {version}: only version 2 is in use")
    fields: dict[str, Any] = {
        "created": bits.moment("created"),
        "last_updated": bits.moment("lastUpdated"),
        "cmp_id": bits.number(12, "cmpId"),
        "cmp_version": bits.number(12, "cmpVersion"),
        "consent_screen": bits.number(6, "consentScreen"),
        "consent_language": bits.letters("consentLanguage"),
        "vendor_list_version": bits.number(12, "vendorListVersion"),
        "policy_version": bits.number(6, "policyVersion"),
        "is_service_specific": bits.flag("isServiceSpecific"),
        "use_non_standard_texts": bits.flag("useNonStandardTexts"),
        "special_feature_optins": bits.chosen(12, "specialFeatureOptins"),
        "purpose_consents": bits.chosen(24, "purposeConsents"),
        "purpose_legitimate_interests": bits.chosen(24, "purposeLegitimateInterests"),
        "purpose_one_treatment": bits.flag("purposeOneTreatment"),
        "publisher_country_code": bits.letters("publisherCountryCode"),
        "vendor_consents": bits.vendors("vendorConsents"),
        "vendor_legitimate_interests": bits.vendors("vendorLegitimateInterests"),
        "publisher_restrictions": tuple(_restrictions(bits)),
    }
    if fields["last_updated"] < fields["created"]:
        raise BadTCString("lastUpdated of the TC string lies before its creation")
    return fields


def _restrictions(bits: _Bits) -> Iterator[Restriction]:
    field = "publisherRestrictions"
    for _ in range(bits.number(12, field)):
        purpose, kind = bits.number(6, field), bits.number(2, field)
        if not purpose or kind > 2:
            raise BadTCString(f"{field} of the TC string names no purpose, or a type that does not exist")
        yield Restriction(purpose, kind, tuple(bits.ranges(field)))


def _segment(segment: str) -> tuple[str, Any]:
    """Name and content of a segment after the core."""
    bits = _Bits(segment, "after the core")
    kind = bits.number(3, "segmentType")
    name = _SEGMENTS.get(kind)
    if name is None:
        raise BadTCString(f"The TC string has a segment of type {kind}, which does not exist")
    value = _publisher(bits) if name == "publisher_tc" else bits.vendors(name)
    bits.end()
    return name, value


def _publisher(bits: _Bits) -> PublisherTC:
    consents = bits.chosen(24, "publisherConsents")
    interests = bits.chosen(24, "publisherLegitimateInterests")
    own = bits.number(6, "numCustomPurposes")
    return PublisherTC(
        consents,
        interests,
        bits.chosen(own, "publisherCustomConsents"),
        bits.chosen(own, "publisherCustomLegitimateInterests"),
    )
