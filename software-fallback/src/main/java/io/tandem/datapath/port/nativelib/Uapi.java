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
    static final long TUNGETIFF = 0x800454d2L;
    static final int IFF_TAP = 2;
    static final int IFF_MULTI_QUEUE = 0x100;
    static final int IFF_NO_PI = 0x1000;

    // linux/if_xdp.h
    static final int XDP_MMAP_OFFSETS = 1;
    static final int XDP_RX_RING = 2;
    static final int XDP_TX_RING = 3;
    static final int XDP_UMEM_REG = 4;
    static final int XDP_UMEM_FILL_RING = 5;
    static final int XDP_UMEM_COMPLETION_RING = 6;
    static final int XDP_STATISTICS = 7;
    static final long XDP_PGOFF_RX_RING = 0;
    static final long XDP_PGOFF_TX_RING = 0x8000_0000L;
    static final long XDP_UMEM_PGOFF_FILL_RING = 0x1_0000_0000L;
    static final long XDP_UMEM_PGOFF_COMPLETION_RING = 0x1_8000_0000L;
    static final int XDP_USE_NEED_WAKEUP = 1 << 3;
    static final int XDP_USE_SG = 1 << 4;
    static final int XDP_RING_NEED_WAKEUP = 1;
    static final int XDP_PKT_CONTD = 1;

    // linux/if_link.h
    static final int XDP_FLAGS_SKB_MODE = 1 << 1;
    static final int XDP_FLAGS_DRV_MODE = 1 << 2;

    // linux/bpf.h, linux/bpf_common.h
    static final int BPF_MAP_CREATE = 0;
    static final int BPF_MAP_UPDATE_ELEM = 2;
    static final int BPF_PROG_LOAD = 5;
    static final int BPF_LINK_CREATE = 28;
    static final int BPF_MAP_TYPE_XSKMAP = 17;
    static final int BPF_PROG_TYPE_XDP = 6;
    static final int BPF_XDP = 37;
    static final int BPF_F_XDP_HAS_FRAGS = 1 << 5;
    static final int BPF_PSEUDO_MAP_FD = 1;
    static final int BPF_FUNC_redirect_map = 51;
    static final int XDP_PASS = 2;
    /** BPF_LDX | BPF_MEM | BPF_W. */
    static final int BPF_LDX_MEM_W = 0x61;
    /** BPF_LD | BPF_IMM | BPF_DW. */
    static final int BPF_LD_IMM_DW = 0x18;
    /** BPF_ALU64 | BPF_MOV | BPF_K. */
    static final int BPF_ALU64_MOV_K = 0xb7;
    /** BPF_JMP | BPF_CALL. */
    static final int BPF_JMP_CALL = 0x85;
    /** BPF_JMP | BPF_EXIT. */
    static final int BPF_JMP_EXIT = 0x95;

    // asm/unistd_64.h, asm-generic/unistd.h
    static final long NR_BPF = System.getProperty("os.arch", "").equals("aarch64") ? 280 : 321;

    // linux/virtio_net.h
    static final int VIRTIO_NET_HDR_F_NEEDS_CSUM = 1;
    static final int VIRTIO_NET_HDR_GSO_TCPV4 = 1;
    static final int VIRTIO_NET_HDR_GSO_TCPV6 = 4;
    static final int VIRTIO_NET_HDR_GSO_ECN = 0x80;

    // linux/netlink.h, linux/rtnetlink.h
    static final int NETLINK_ROUTE = 0;
    static final int RTMGRP_LINK = 1;

    private Uapi() {}
}
