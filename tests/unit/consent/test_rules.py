"""The consent rules: the shipped ones say what people expect, and what cannot be meant is refused with its place."""

from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import pytest

from app.consent import rules as module
from app.consent.rules import Rules, read_rules, rules_in_force, shipped_rules
from app.errors import BadInput, SettingsError
from app.settings import Settings

SHIPPED = files("app.consent").joinpath("rules.toml").read_text(encoding="utf-8")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def test_what_is_asked_for_needs_consent() -> None:
    asked = {name for name, purpose in shipped_rules().purposes.items() if purpose.needs == "consent"}
    assert asked >= {"marketing", "personalisation", "analytics", "profiling", "partner_sharing"}


@pytest.mark.parametrize(
    ("word", "purpose"),
    [
        ("Marketing", "marketing"),
        ("newsletter", "marketing"),
        ("DataSharing", "partner_sharing"),
        ("partner-sharing", "partner_sharing"),
        ("Publicité", "advertising"),
        ("weather", None),
        ("", None),
    ],
)
def test_a_purpose_by_any_of_its_names(word: str, purpose: str | None) -> None:
    assert shipped_rules().name_of(word) == purpose


@pytest.mark.parametrize(
    ("category", "purposes"),
    [
        ("Advertising", ["advertising"]),
        ("C0004", ["advertising"]),
        ("Functional", []),
        ("weather", None),
    ],
)
def test_categories_of_consent_platforms(category: str, purposes: list[str] | None) -> None:
    assert shipped_rules().of_category(category) == purposes


@pytest.mark.parametrize(
    ("channel", "given", "ends"),
    [
        ("web", "2026-01-15T10:00:00", "2026-07-15T10:00:00"),
        ("web", "2025-08-31T10:00:00", "2026-02-28T10:00:00"),
        ("email", "2024-02-29T00:00:00", "2027-02-28T00:00:00"),
    ],
)
def test_a_grant_ends_after_its_months(channel: str, given: str, ends: str) -> None:
    assert shipped_rules().expires(channel, at(given)) == at(ends)


def test_roles_have_a_purpose_by_default() -> None:
    found = {role: shipped_rules().default_of(role) for role in ("marketing", "analyst", "privacy", "admin")}
    assert found == {
        "marketing": "marketing",
        "analyst": "analytics",
        "privacy": "subject_access",
        "admin": "stewardship",
    }


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("", "", None),
        ("web = 6", "web = 0", "months.web: .*greater than or equal to 1"),
        ("web = 6", "", "months: one line for each channel"),
        ('web = "Web', 'all = "Web', "'all' stands for every channel"),
        ('channels = ["web", "push"]', 'channels = ["fax"]', "channels: fax is no channel"),
        ('needs = "consent"', 'needs = "luck"', "purposes.marketing.needs: "),
        ('lawful_bases = ["consent"]', "lawful_bases = []", "purposes.marketing.lawful_bases: "),
        ('denies = ["advertising"', 'denies = ["weather"', "weather is no purpose that needs consent"),
        ("targeting = [", 'targeting = ["security", ', "security is no purpose that needs consent"),
        ('also_called = ["newsletter"', 'also_called = ["Profilage"', "'profilage' means both"),
        ('default_of = ["cdp"]', 'default_of = ["marketing"]', "two purposes are the default of marketing"),
        ('default_of = ["cdp"]', 'default_of = ["tracking"]', "default of a role that may not read"),
        ("vendor = 0", "vendor = -1", "tcf.vendor: "),
        ("vendor = 0", "vendors = 0", "tcf.vendors: is unknown here"),
        ("version = ", "verzion = ", "verzion: is unknown here"),
        ("[gpc]", "[gpc", "ours.toml is not TOML"),
    ],
)
def test_what_cannot_be_meant_is_refused(old: str, new: str, said: str | None) -> None:
    text = SHIPPED.replace(old, new, 1).encode()
    if said is None:
        assert read_rules(text, "ours.toml") == shipped_rules()
        return
    with pytest.raises(BadInput, match=said):
        read_rules(text, "ours.toml")


def test_a_document_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rules.toml"
    path.write_text(SHIPPED.replace("web = 6", "web = 13"), encoding="utf-8")

    def in_force(named: Path) -> Rules:
        monkeypatch.setattr(module, "settings", lambda: Settings(IDGRAPH_CONSENT_RULES=named))
        return rules_in_force()

    assert in_force(path).months["web"] == 13
    with pytest.raises(SettingsError, match="IDGRAPH_CONSENT_RULES: cannot read"):
        in_force(tmp_path / "none.toml")
