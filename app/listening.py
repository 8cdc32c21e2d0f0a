"""Where the service listens, and what must be so before others can reach it."""

import ipaddress
import os
import socket
import sys

from app.access import keys
from app.errors import SettingsError
from app.graph.store import Store
from app.settings import Settings


def listen(settings: Settings) -> socket.socket:
    """The socket to answer on. Raises SettingsError for a taken port, or an address others can reach without TLS."""
    host = "127.0.0.1" if settings.host == "localhost" else settings.host
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise SettingsError(
            "IDGRAPH_HOST must be the IP address to listen on: 127.0.0.1 for this machine alone, 0.0.0.0 for all"
        ) from None
    if not (address.is_loopback or settings.behind_tls):
        raise SettingsError(
            "IDGRAPH_HOST: others can reach this address, and keys and personal data would cross the network "
            "unencrypted. Put something that speaks TLS in front and set IDGRAPH_BEHIND_TLS=true"
        )
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    try:
        listener = socket.create_server((host, settings.port), family=family, backlog=256)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise SettingsError(f"IDGRAPH_PORT: cannot listen on port {settings.port}: {reason}") from None
    # asyncio would say so itself, but not for a socket made elsewhere; without it each answer waits 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


def require_keys(store: Store, settings: Settings) -> None:
    """Raise SettingsError where nobody could be let in. The local default makes its first key and prints it, once."""
    if settings.oidc_issuer and not (settings.on_loopback or settings.public_url):
        raise SettingsError("IDGRAPH_PUBLIC_URL: say which address the provider sends people back to")
    made = keys.keys(store)
    if not made and settings.neo4j_uri is None:
        key, secret = keys.create(store, keys.asked("admin", "first"))
        sys.stderr.write(
            f"Admin key, shown this once: {secret}\n"
            f"At this machine nobody needs it. It expires on {key.expires_at:%Y-%m-%d}; `idgraph keys` makes others.\n"
        )
    elif not (settings.keyless or settings.oidc_issuer or any(key.usable for key in made)):
        raise SettingsError(
            "Nobody could be let in: there is no key that opens anything. `idgraph keys create --role admin` makes one"
        )
