"""Where messages may be sent: to the world by https, to this machine, elsewhere inside only where somebody said so.

A name is looked up once for each message, every address it has is checked, and the connection goes to one of these: a
name that answers otherwise a moment later leads nowhere.
"""

import asyncio
import ipaddress
import socket

import httpx

from app.errors import BadInput

_LONGEST_URL = 2_000
_PORTS = range(1, 65_536)
"""Connecting to any other raises what no network does."""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def endpoint(text: str) -> httpx.URL:
    """The address of a webhook, in form. Raises BadInput, which does not repeat it."""
    try:
        url = httpx.URL(text.strip())
        host = url.host  # decoded as it is read
    except (httpx.InvalidURL, UnicodeError):
        raise BadInput("This is no URL: it looks like https://example.org/hook") from None
    if len(text) > _LONGEST_URL or not host or url.scheme not in ("http", "https"):
        raise BadInput("A webhook's URL is of the form https://example.org/hook")
    if url.port is not None and url.port not in _PORTS:
        raise BadInput("A webhook's URL names a port from 1 to 65535, or none")
    if url.userinfo:
        raise BadInput("A webhook's URL holds no user and no password: messages are signed instead")
    if url.fragment:
        raise BadInput("A webhook's URL has no part after #: it is never sent")
    if url.scheme == "http" and not on_this_machine(url):
        raise BadInput(
            "A webhook's URL begins with https://; http:// only for this machine, as http://127.0.0.1:9000/"
        )
    return url


def on_this_machine(url: httpx.URL) -> bool:
    """Whether it says so itself: a name that only happens to lead here does not count."""
    try:
        return url.host == "localhost" or ipaddress.ip_address(url.host).is_loopback
    except ValueError:
        return False


async def address_of(url: httpx.URL, *, private: bool) -> str:
    """An IP address to connect to. Raises BadInput where the name has none, or one that is not public.

    `private`: addresses inside are fine. Those of this machine are where the URL names it.
    """
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.raw_host.decode("ascii"), port, type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError):
        raise BadInput("the name of the host is not known") from None
    addresses = [ipaddress.ip_address(item[4][0]) for item in found]
    if not private and not all(
        _is_public(one) or (one.is_loopback and on_this_machine(url)) for one in addresses
    ):
        raise BadInput("the host has an address that is not public; `--private` allows that")
    return str(addresses[0])


def _is_public(address: Address) -> bool:
    """Also where an IPv4 address is wrapped in an IPv6 address."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
    return address.is_global and not address.is_multicast
