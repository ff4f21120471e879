package io.tandem.tc.filter;

/** A checksum that csum computes. Source: tc_csum.h, TCA_CSUM_UPDATE_FLAG_*. */
public enum ChecksumLayer {
    IPV4HDR(1, "ip4h"),
    ICMP(2, "icmp"),
    IGMP(4, "igmp"),
    TCP(8, "tcp"),
    UDP(16, "udp"),
    UDPLITE(32, "udplite"),
    SCTP(64, "sctp");

    private final int bit;
    private final String word;

    ChecksumLayer(int bit, String word) {
        this.bit = bit;
        this.word = word;
    }

    /** The bit in struct tc_csum's update_flags. */
    public int bit() {
        return bit;
    }

    /** The word of tc's command line. */
    public String word() {
        return word;
    }
}
