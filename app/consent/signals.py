"""What consent platforms and browsers signal, into statements: TC strings, categories, Global Privacy Control.

All of them are about the web, and about the browser or device they come from. Pure.
"""

from collections.abc import Iterator
from datetime import datetime

from app.consent.may import Status
from app.consent.rules import WEB, Rules
from app.consent.statements import CLOCKS_DIFFER, Said, Unclear
from app.consent.tcf import BadTCString, TCString, decode
from app.sources.tracking import Choices

_BY_CONSENT = 1
"""The publisher restriction that asks for consent; each other leaves it without effect."""
_BASIS = "consent"


def of_event(choices: Choices, at: datetime, source: str, rules: Rules) -> tuple[list[Said], list[Unclear]]:
    """The statements of one event, and what could not be taken of it: unknown categories, a broken TC string."""
    statements: list[Said] = []
    unclear: list[Unclear] = []
    for category, allowed in choices.categories.items():
        purposes = rules.of_category(category)
        if purposes is None:
            reason = "a category that the consent rules do not know: add it to `categories`"
            unclear.append(Unclear("consent categories", reason))
        for purpose in purposes or ():
            statements.append(_stamped(purpose, "granted" if allowed else "denied", at, source, "categories"))
    if choices.gpc:
        statements += [_stamped(purpose, "denied", at, source, "gpc") for purpose in rules.gpc.denies]
    if choices.tc_string:
        try:
            statements += of_tc_string(choices.tc_string, source, rules, at)
        except (BadTCString, Unclear) as error:
            unclear.append(Unclear("context.consent.tcString", str(error)))
    return statements, unclear


def of_tc_string(text: str, source: str, rules: Rules, now: datetime) -> list[Said]:
    """A statement for each purpose that the rules find in a TC string. Raises BadTCString, Unclear.

    It was said when the string was last updated, and not after `now`. A vendor that was not disclosed was not asked.
    """
    found = decode(text)
    if found.last_updated > now + CLOCKS_DIFFER:
        raise Unclear("tc_string", "lastUpdated of the TC string lies in the future")
    return list(_purposes_of(found, min(found.last_updated, now), source, rules))


def _purposes_of(found: TCString, at: datetime, source: str, rules: Rules) -> Iterator[Said]:
    vendor = rules.tcf.vendor
    if vendor and found.vendors_disclosed is not None and vendor not in found.vendors_disclosed:
        return
    for purpose, theirs in rules.tcf.purposes.items():
        allowed = set(theirs) <= found.purpose_consents and not (
            vendor and (vendor not in found.vendor_consents or _restricted(found, vendor, theirs))
        )
        yield Said(
            purpose=purpose,
            channel=WEB,
            status="granted" if allowed else "denied",
            at=at,
            source=source,
            lawful_basis=_BASIS,
            text_version=f"TCF policy {found.policy_version}, vendor list {found.vendor_list_version}",
            form=f"consent platform {found.cmp_id}, screen {found.consent_screen}",
        )


def _restricted(found: TCString, vendor: int, purposes: list[int]) -> bool:
    """Whether the publisher keeps the vendor from one of the purposes, or from asking consent for it."""
    return any(
        restriction.purpose in purposes
        and restriction.type != _BY_CONSENT
        and any(vendor in vendors for vendors in restriction.vendors)
        for restriction in found.publisher_restrictions
    )


def _stamped(purpose: str, status: Status, at: datetime, source: str, form: str) -> Said:
    return Said(purpose, WEB, status, at, source, _BASIS, form=form, confirmed=at)
