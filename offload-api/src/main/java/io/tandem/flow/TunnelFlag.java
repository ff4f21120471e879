package io.tandem.flow;

/**
 * Flags of a tunnel key, lowest bit first.
 *
 * <p>In netlink each is an attribute without a payload, but {@link #KEY}, which the presence of the id stands for.
 * Source: linux/openvswitch.h, enum ovs_tunnel_key_attr; the bits are those of Open vSwitch's FLOW_TNL_F_*.
 */
public enum TunnelFlag implements NamedFlag {
    OAM(0x1, "oam"),
    DONT_FRAGMENT(0x2, "df"),
    CSUM(0x4, "csum"),
    KEY(0x8, "key");

    private final int bit;
    private final String text;

    TunnelFlag(int bit, String text) {
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
