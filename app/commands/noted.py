"""Commands that show personal data note it in the audit before they show it: the same as an answer of the API."""

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from app.graph.store import Store


def note_shown(store: "Store", action: str, shown: Any, purpose: str | None = None) -> None:
    """Note an action with every individual and household named in `shown`, which is what JSON takes; sealed."""
    from app.api.audit import ids_in
    from app.audit import COMMAND, record_now, seal
    from app.settings import settings

    record_now(store, COMMAND, action, ids_in(json.dumps(shown).encode()), purpose)
    seal(store, settings())
