package io.tandem.datapath.tunnel;

/** How taking off a tunnel's headers went. A packet that is refused is as it was. */
public enum PopResult {
    POPPED("the tunnel's headers are off"),
    NOT_IP("the packet is not one of IP"),
    IP_TRUNCATED("the outer IP packet is cut short or contradicts itself"),
    IP_OPTIONS("the outer IP header has options"),
    IP_CHECKSUM("the outer IP header's checksum is wrong"),
    FRAGMENT("the outer packet is a fragment"),
    WRONG_PROTOCOL("the outer packet is of another protocol than the tunnel"),
    HEADER_TRUNCATED("the tunnel's header is cut short"),
    UDP_CHECKSUM("the outer UDP checksum is wrong"),
    GRE_CHECKSUM("the GRE checksum is wrong"),
    UNKNOWN_FLAGS("the tunnel's header has flags or reserved bits that are not known"),
    UNKNOWN_VERSION("the tunnel's header is of a version that is not known"),
    UNKNOWN_PAYLOAD("the tunnel carries something that is not known"),
    OAM("the packet is one of the tunnel's own operation and maintenance"),
    SEGMENTS_LEFT("the packet has segments left to pass");

    private final String sentence;

    PopResult(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads. */
    public String sentence() {
        return sentence;
    }
}
