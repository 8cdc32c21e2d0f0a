"""Shapes shared by the views: a source record and a weighed link, made fit to show. Pure."""

from collections.abc import Mapping
from typing import Any

from app.fields import ATTRIBUTE_PREFIX, FIELDS

_STANDARD = "std_"


def shown_record(customer: Mapping[str, Any]) -> dict[str, Any]:
    """A Customer's properties, sorted into values as delivered, in standard form, and attributes."""
    return {
        "id": customer["id"],
        "source": customer["source"],
        "source_id": customer["source_id"],
        "seen_at": customer.get("seen_at"),
        "values": {field: customer[field] for field in FIELDS if customer.get(field)},
        "standard": _below(customer, _STANDARD),
        "attributes": _below(customer, ATTRIBUTE_PREFIX),
        "junk": customer.get("junk") or [],
        "doubtful": customer.get("doubtful") or [],
    }


def shown_link(link: Mapping[str, Any]) -> dict[str, Any]:
    """An edge with its evidence taken apart: "given_name|exact|7.21" -> {comparison, level, bits}."""
    return {**link, "evidence": [_evidence(line) for line in link.get("evidence") or []]}


def _evidence(line: str) -> dict[str, Any]:
    comparison, level, bits = line.rsplit("|", 2)
    return {"comparison": comparison, "level": level, "bits": float(bits)}


def _below(customer: Mapping[str, Any], prefix: str) -> dict[str, Any]:
    return {key.removeprefix(prefix): customer[key] for key in sorted(customer) if key.startswith(prefix)}
