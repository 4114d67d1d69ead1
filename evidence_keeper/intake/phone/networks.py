"""Which of this computer's addresses a phone can reach: those of networks that are up, the likeliest first.

A virtual machine's, a container's or a VPN's network has an address too, and no phone on it: it comes last. Only IPv4:
it fits into a QR code and can be typed.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

LOOPBACK = "127.0.0.1"
WIFI, CABLE, OTHER, HERE = "wifi", "cable", "other", "here"

_WIFI = ("wl", "wi-fi", "wifi", "wlan", "无线", "airport")
_CABLE = ("en", "eth", "以太网", "ethernet", "本地连接", "local area")
_VIRTUAL = (
    *("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "vethernet", "lxc", "cni", "flannel"),
    *("tailscale", "zerotier", "zt", "tun", "tap", "utun", "wg", "ppp", "meta", "clash", "mihomo"),
    *("bridge", "awdl", "llw", "anpi", "ham", "radmin", "npcap", "loopback", "bluetooth", "蓝牙"),
)
# Windows calls a virtual Wi-Fi card 本地连接* 9.
_ANYWHERE = ("virtual", "hyper-v", "vmware", "wsl", "vpn", "本地连接*", "connection*")
_NO_PHONE_THERE = tuple(
    ipaddress.IPv4Network(net)
    for net in (
        "198.18.0.0/15",  # what proxies hand out for names (fake-ip)
        "100.64.0.0/10",  # networks laid over others (Tailscale), carriers' own
        "192.168.56.0/24",  # VirtualBox between a computer and its guests
    )
)


@dataclass(frozen=True, slots=True)
class Network:
    """One way to this computer. `kind`: wifi, cable, other (perhaps no real network), here (this computer only)."""

    address: str
    name: str
    kind: str


def networks() -> tuple[Network, ...]:
    """Every network that is up, likeliest first; empty where there is none."""
    return ranked(_adapters(), _usual())


def ranked(adapters: Iterable[tuple[str, str]], usual: str) -> tuple[Network, ...]:
    """Those of the adapters (name, IPv4 address) that a phone could be on, likeliest first. `usual` is the address that
    this computer uses towards the world: a proxy's or VPN's, where there is one."""
    found = [
        Network(address, name, kind_of(name, address))
        for name, address in adapters
        if _usable(address)
    ]
    return tuple(sorted(found, key=lambda network: _rank(network, usual)))


def here() -> Network:
    """This computer alone: no phone can reach it."""
    return Network(LOOPBACK, "", HERE)


def _adapters() -> Iterator[tuple[str, str]]:
    import psutil

    up = {name for name, status in psutil.net_if_stats().items() if status.isup}
    for name, addresses in psutil.net_if_addrs().items():
        for one in addresses:
            if one.family == socket.AF_INET and name in up:
                yield name, one.address


def _usable(address: str) -> bool:
    try:
        known = ipaddress.IPv4Address(address)
    except ValueError:
        return False
    return not (known.is_loopback or known.is_link_local or known.is_unspecified)


def kind_of(name: str, address: str = "") -> str:
    """What an interface's name, and where it is given its address, say it is."""
    low = name.lower()
    if low.startswith(_VIRTUAL) or any(word in low for word in _ANYWHERE):
        return OTHER
    if address and any(ipaddress.IPv4Address(address) in net for net in _NO_PHONE_THERE):
        return OTHER
    if low.startswith(_WIFI):
        return WIFI
    return CABLE if low.startswith(_CABLE) else OTHER


def _rank(network: Network, usual: str) -> tuple[int, int, int, str]:
    kinds = (WIFI, CABLE, OTHER)
    private = ipaddress.IPv4Address(network.address).is_private
    return (
        int(network.kind == OTHER),
        int(network.address != usual),
        kinds.index(network.kind) + 3 * int(not private),
        network.name,
    )


def _usual() -> str:
    """The address that this computer uses towards the world. Nothing is sent: a datagram socket only looks it up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("198.51.100.1", 9))
            return str(asking.getsockname()[0])
        except OSError:
            return ""
