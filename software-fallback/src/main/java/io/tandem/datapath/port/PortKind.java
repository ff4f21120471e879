package io.tandem.datapath.port;

/** How a port reaches its interface. */
public enum PortKind {
    /** A packet socket with memory-mapped rings (packet(7), TPACKET_V3). Works on every interface. */
    AF_PACKET,
    /**
     * An XDP socket (Linux Documentation/networking/af_xdp.rst): an XDP program takes every frame away from the kernel's
     * network stack. Without copying where the driver can. Kernel 5.9 or later, 6.6 for frames of more than one page.
     */
    AF_XDP,
    /**
     * A TAP interface (Linux Documentation/networking/tuntap.rst), which is made where there is none and ends with the
     * port unless it was made persistent. Has no rings: one system call a packet.
     */
    TAP
}
