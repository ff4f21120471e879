package io.tandem.datapath.tunnel;

/** How sending a packet through a tunnel went. Whatever it was, the packet is as it was. */
public enum TransmitResult {
    SENT("sent"),
    NO_TUNNEL_KEY("the packet has no tunnel key with a destination; set one before the output"),
    NO_ROUTE("no route of the underlay leads to %s"),
    NO_NEIGHBOUR("the Ethernet address of the next hop %s is not known yet"),
    TOO_LONG("the encapsulated packet to %s is longer than the underlay's MTU"),
    NO_ROOM("no room for the tunnel's header to %s"),
    WRONG_PAYLOAD("the tunnel to %s does not carry packets of this type"),
    WRONG_KEY("the tunnel key to %s does not fit the tunnel's header");

    private final String sentence;

    TransmitResult(String sentence) {
        this.sentence = sentence;
    }

    /** What a person reads, where the packet was for that address. */
    public String sentence(IpAddress address) {
        return sentence.formatted(address);
    }
}
