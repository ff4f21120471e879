package io.tandem.flow;

/** What connection tracking says of a packet, lowest bit first. Source: linux/openvswitch.h OVS_CS_F_*. */
public enum CtStateFlag implements NamedFlag {
    NEW(0x01, "new"),
    ESTABLISHED(0x02, "est"),
    RELATED(0x04, "rel"),
    REPLY(0x08, "rpl"),
    INVALID(0x10, "inv"),
    TRACKED(0x20, "trk"),
    SRC_NAT(0x40, "snat"),
    DST_NAT(0x80, "dnat");

    private final int bit;
    private final String text;

    CtStateFlag(int bit, String text) {
        this.bit = bit;
        this.text = text;
    }

    @Override
    public int bit() {
        return bit;
    }

    @Override
    public String text() {
        return text;
    }
}
