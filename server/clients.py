"""Who a request comes from, as fairness between clients sees it.

A proxy names the client in `X-Forwarded-For`, which anyone can send as well: it is believed from
the right, as far as the addresses are proxies that the settings name.
"""

import ipaddress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from werkzeug.wrappers import Request

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SITE = 64
"""Bits of an IPv6 address that one client shares with all its others."""


def networks(text: str) -> tuple[Network, ...]:
    """The addresses and networks of a list with commas. Raises ValueError."""
    parts = [part.strip() for part in text.split(",")]
    return tuple(ipaddress.ip_network(part, strict=False) for part in parts if part)


def client(remote: str, forwarded: str, trusted: tuple[Network, ...]) -> str:
    """The client of a request from `remote`: its IPv4 address or IPv6 site."""
    hops = [hop.strip() for hop in forwarded.split(",")] if trusted else []
    found = remote
    while hops and _is_in(found, trusted):
        if _address(hops[-1]) is None:
            break
        found = hops.pop()
    return _site(found)


def asking(request: "Request", trusted: tuple[Network, ...]) -> str:
    """The client of a request, by its address and what the proxies before it say."""
    forwarded = ",".join(request.headers.getlist("X-Forwarded-For"))
    return client(request.remote_addr or "", forwarded, trusted)


def _is_in(text: str, trusted: tuple[Network, ...]) -> bool:
    address = _address(text)
    return address is not None and any(address in network for network in trusted)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """An address as proxies write it: with a port, or in brackets, or neither."""
    plain = text.strip().strip('"')
    if plain.startswith("["):
        plain = plain[1:].partition("]")[0]
    elif plain.count(":") == 1:
        plain = plain.partition(":")[0]
    try:
        address = ipaddress.ip_address(plain.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _site(text: str) -> str:
    address = _address(text)
    if address is None:
        return text[:64]
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, _SITE), strict=False))
    return str(address)
