"""Which client an address belongs to: whose requests are counted and queued together."""

import ipaddress

IPV6_NETWORK = 64  # one customer owns so many bits of addresses


def client_of(address: str) -> str:
    """Return the address; of IPv6 its network, since one client owns 2**64 of them; "unknown" for no address."""
    host, _, port = address.rpartition(":")
    try:
        # Some gateways name the client with its port: 192.0.2.1:4321, [2001:db8::1]:4321.
        found = ipaddress.ip_address(host.strip("[]") if port and ("]" in host or "." in host) else address.strip("[]"))
    except ValueError:
        return "unknown"
    if not isinstance(found, ipaddress.IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((found, IPV6_NETWORK), strict=False).network_address)
