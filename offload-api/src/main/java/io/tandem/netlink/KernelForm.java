package io.tandem.netlink;

import io.tandem.flow.KeyAttribute;

/**
 * Turns the attributes that userspace writes into those that go to a kernel, which has no packet_type: it tells a packet
 * without an Ethernet header by its eth_type alone. Source: Open vSwitch, put_exclude_packet_type in
 * lib/dpif-netlink.c.
 */
public final class KernelForm {
    /** The match without packet_type; where it has no eth(), the packet type's id is the eth_type. */
    public static MatchAttributes of(MatchAttributes match) {
        return new MatchAttributes(convert(match.key()), convert(match.mask()));
    }

    private static byte[] convert(byte[] attributes) {
        AttributeCursor cursor = new AttributeCursor(attributes);
        int id = -1;
        boolean ethernet = false;
        while (cursor.next()) {
            if (cursor.type() == KeyAttribute.PACKET_TYPE.netlinkType() && cursor.length() == Integer.BYTES) {
                id = cursor.be16(Short.BYTES);
            }
            ethernet |= cursor.type() == KeyAttribute.ETHERNET.netlinkType();
        }
        return id < 0 ? attributes : without(new AttributeCursor(attributes), ethernet, id);
    }

    private static byte[] without(AttributeCursor cursor, boolean ethernet, int id) {
        AttributeWriter out = new AttributeWriter();
        boolean typed = ethernet;
        while (cursor.next()) {
            if (cursor.type() == KeyAttribute.PACKET_TYPE.netlinkType()) {
                continue;
            }
            if (cursor.type() == KeyAttribute.ETHERTYPE.netlinkType() && !typed) {
                out.putBe16(cursor.type(), id);
                typed = true;
            } else {
                out.put(cursor.type(), cursor.copy());
            }
        }
        if (!typed) {
            out.putBe16(KeyAttribute.ETHERTYPE.netlinkType(), id);
        }
        return out.toBytes();
    }

    private KernelForm() {}
}
