package io.tandem.datapath.port.nativelib;

/**
 * Numbers of the kernel's interface to programs, by the header that defines them. Those of 64-bit Linux on x86 and Arm
 * where architectures differ.
 */
final class Uapi {
    // asm-generic/fcntl.h, linux/net.h, asm-generic/socket.h
    static final int O_RDWR = 2;
    static final int O_NONBLOCK = 04000;
    static final int O_CLOEXEC = 02000000;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    static final int MSG_DONTWAIT = 0x40;
    static final int SOL_SOCKET = 1;
    static final int SO_SNDBUF = 7;
    static final int SO_SNDBUFFORCE = 32;

    // asm-generic/mman-common.h
    static final int PROT_READ = 1;
    static final int PROT_WRITE = 2;
    static final int MAP_SHARED = 1;
    static final int MAP_PRIVATE = 2;
    static final int MAP_ANONYMOUS = 0x20;
    static final int MAP_POPULATE = 0x8000;

    // asm-generic/poll.h
    static final short POLLIN = 1;

    // linux/socket.h (include/linux, as in sys/socket.h)
    static final int AF_UNIX = 1;
    static final int AF_NETLINK = 16;
    static final int AF_PACKET = 17;
    static final int AF_XDP = 44;
    static final int SOL_PACKET = 263;
    static final int SOL_XDP = 283;

    // linux/sockios.h
    static final long SIOCGIFNAME = 0x8910;
    static final long SIOCGIFFLAGS = 0x8913;
    static final long SIOCSIFFLAGS = 0x8914;
    static final long SIOCGIFMTU = 0x8921;
    static final long SIOCGIFINDEX = 0x8933;
    static final long SIOCETHTOOL = 0x8946;

    // linux/if.h
    static final int IFNAMSIZ = 16;
    static final int IFF_UP = 1;
    static final int IFF_RUNNING = 1 << 6;

    // linux/ethtool.h
    static final int ETHTOOL_GTSO = 0x1e;
    static final int ETHTOOL_STSO = 0x1f;
    static final int ETHTOOL_GGSO = 0x23;
    static final int ETHTOOL_SGSO = 0x24;
    static final int ETHTOOL_GFLAGS = 0x25;
    static final int ETHTOOL_SFLAGS = 0x26;
    static final int ETHTOOL_GGRO = 0x2b;
    static final int ETHTOOL_SGRO = 0x2c;
    static final int ETHTOOL_GCHANNELS = 0x3c;
    static final int ETH_FLAG_LRO = 1 << 15;

    // linux/if_ether.h
    static final int ETH_P_ALL = 3;

    // linux/if_packet.h
    static final int PACKET_ADD_MEMBERSHIP = 1;
    static final int PACKET_RX_RING = 5;
    static final int PACKET_STATISTICS = 6;
    static final int PACKET_VERSION = 10;
    static final int PACKET_TX_RING = 13;
    static final int PACKET_VNET_HDR = 15;
    static final int PACKET_FANOUT = 18;
    static final int PACKET_IGNORE_OUTGOING = 23;
    static final int PACKET_MR_PROMISC = 1;
    static final int PACKET_FANOUT_HASH = 0;
    static final int PACKET_FANOUT_FLAG_UNIQUEID = 0x2000;
    static final int PACKET_FANOUT_FLAG_IGNORE_OUTGOING = 0x4000;
    static final int TPACKET_V3 = 2;
    static final int TP_STATUS_KERNEL = 0;
    static final int TP_STATUS_USER = 1;
    static final int TP_STATUS_VLAN_VALID = 1 << 4;
    static final int TP_STATUS_VLAN_TPID_VALID = 1 << 6;
    static final int TP_STATUS_AVAILABLE = 0;
    static final int TP_STATUS_SEND_REQUEST = 1;
    static final int TP_STATUS_WRONG_FORMAT = 4;

    // linux/if_tun.h
    static final long TUNSETIFF = 0x400454ca;
    static final int IFF_TAP = 2;
    static final int IFF_MULTI_QUEUE = 0x100;
    static final int IFF_NO_PI = 0x1000;

    // linux/virtio_net.h
    static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;

    // linux/netlink.h, linux/rtnetlink.h
    static final int NETLINK_ROUTE = 0;
    static final int RTMGRP_LINK = 1;

    private Uapi() {}
}
