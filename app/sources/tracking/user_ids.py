"""User IDs that name nobody: what code sends where nobody is signed in, or where something went wrong."""

import re

from app.standardise.text import PLACEHOLDERS, fold

LONGEST_ID = 255
_JUNK = PLACEHOLDERS | {
    *("false", "true", "guest", "invite", "visiteur", "visitor", "user", "userid", "user id", "id", "uid"),
    *("no", "non", "object object", "object", "infinity", "error", "deleted", "not set", "default"),
}
_TEMPLATE = re.compile(r"\{\{.*\}\}|\$\{.*\}|\{.*[^\da-fA-F-].*\}|<.*>|%[A-Za-z_]+%|\[.*\]")
"""A variable that nothing was put in for: `{{user.id}}`. A UUID in braces, as .NET writes it, is none."""


def fault_of(user_id: str) -> str | None:
    """Why this is no user's ID; None where it may be one. Never repeats the ID."""
    folded = fold(user_id)
    characters = folded.replace(" ", "")
    if len(user_id) > LONGEST_ID:
        return f"longer than {LONGEST_ID} characters"
    if folded in _JUNK or not characters.strip("0") or user_id.strip() in ("-1", "-"):
        return "a placeholder, no user's ID"
    if len(characters) >= 16 and len(set(characters)) == 1:
        return "a placeholder, no user's ID"
    if _TEMPLATE.fullmatch(user_id.strip()):
        return "a template that nothing was filled into"
    return None
