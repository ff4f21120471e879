"""The kernel's vxlan devices over a TAP, in the network namespace that this runs in.

A line "tap HEX" puts a frame into the TAP and answers what a vxlan device makes of it; a line "vx4 HEX" or "vx6 HEX" sends a
frame by that device and answers what leaves the TAP. An answer is the frame in hex, or "nothing".
"""

import fcntl
import os
import select
import socket
import struct
import subprocess
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TAP_WITHOUT_HEADER = 0x0002 | 0x1000
ETH_P_ALL = 3
PATIENCE = 2.0


def ip(*arguments):
    subprocess.run(["ip", *arguments], check=True)


def open_tap():
    tap = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tap, TUNSETIFF, struct.pack("16sH22x", b"tap0", IFF_TAP_WITHOUT_HEADER))
    ip("link", "set", "tap0", "address", "f8:bc:12:44:34:b6", "mtu", "9000")
    ip("addr", "add", "1.1.2.92/24", "dev", "tap0")
    ip("link", "set", "tap0", "up")
    ip("addr", "add", "2001:cafe::92/64", "dev", "tap0", "nodad")
    for peer in ("1.1.2.88", "2001:cafe::88"):
        ip("neigh", "add", peer, "lladdr", "aa:55:aa:55:00:00", "dev", "tap0")
    return tap


def open_vxlan(name, vni, *addresses):
    ip("link", "add", name, "type", "vxlan", "id", str(vni), "dstport", "4789", "nolearning", *addresses)
    ip("link", "set", name, "up")
    sock = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_ALL))
    sock.bind((name, ETH_P_ALL))
    return sock


def answer(sources, wanted):
    """The next frame that is wanted; what the kernel sends of its own accord is not."""
    limit = time.monotonic() + PATIENCE
    while time.monotonic() < limit:
        ready, _, _ = select.select(sources, [], [], limit - time.monotonic())
        for source in ready:
            if isinstance(source, int):
                frame = os.read(source, 65536)
            else:
                frame, where = source.recvfrom(65536)
                if where[2] == socket.PACKET_OUTGOING:
                    continue
            if wanted(frame):
                return frame.hex()
    return "nothing"


def is_vxlan(frame):
    ipv6 = frame[12:14] == b"\x86\xdd"
    protocol, port = (frame[20], frame[56:58]) if ipv6 else (frame[23], frame[36:38])
    return protocol == 17 and port == b"\x12\xb5"


def is_test_frame(frame):
    return frame[:12] == bytes.fromhex("020000000002020000000001")


def main():
    tap = open_tap()
    devices = {
        "vx4": open_vxlan("vx4", 123, "local", "1.1.2.92", "remote", "1.1.2.88"),
        "vx6": open_vxlan("vx6", 124, "local", "2001:cafe::92", "remote", "2001:cafe::88", "udp6zerocsumrx"),
    }
    print("ready", flush=True)
    for line in sys.stdin:
        device, frame = line.split()
        if device == "tap":
            os.write(tap, bytes.fromhex(frame))
            print(answer(list(devices.values()), is_test_frame), flush=True)
        else:
            devices[device].send(bytes.fromhex(frame))
            print(answer([tap], lambda seen: is_vxlan(seen) and seen.endswith(bytes.fromhex(frame))), flush=True)


main()
