"""Which client an address belongs to: whose requests are counted and queued together."""

import ipaddress

IPV6_NETWORK = 64  # one customer owns so many bits of addresses


def client_of(address: str) -> str:
    """Return the address; of IPv6 its network, since one client owns 2**64 of them; "unknown" for no address."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if not isinstance(found, ipaddress.IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False).network_address)
