"""Any change of the evidence, resolved before it is acknowledged: only what it touches is derived anew."""

from app.resolution.live.effects import Change, Effects
from app.resolution.live.rederiving import rederive, resolved_apart, within

__all__ = ["Change", "Effects", "rederive", "resolved_apart", "within"]
