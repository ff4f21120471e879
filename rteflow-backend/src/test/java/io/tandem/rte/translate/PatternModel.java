package io.tandem.rte.translate;

import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import io.tandem.property.WirePacket;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import java.util.Arrays;

/**
 * What a device that keeps to the DPDK guide gives to a rule: items are headers one behind the other, and each is compared
 * with the frame's bytes where it is. Packets of the tunnel are in the group that a pop sent them to.
 */
public final class PatternModel {
    private static final int IPV6_FRAGMENT = 44;
    private static final int NEITHER = -1;

    private final int ethdev;
    private final byte[] frame;
    private final int gtpKind;
    private int base;
    private int at;
    private int type;
    private int protocol;
    private boolean transport;
    private boolean bottom;

    private PatternModel(int ethdev, byte[] frame, int gtpKind) {
        this.ethdev = ethdev;
        this.frame = frame;
        this.gtpKind = gtpKind;
    }

    /** True where the device gives the packet to the rule. */
    public static boolean matches(RteRule rule, WirePacket packet) {
        if (rule.group() != 0 != packet.isTunnelled()) {
            return false;
        }
        return matches(rule, packet.inPort - 1, WireFrame.of(packet), 0);
    }

    /**
     * True where the device gives a frame that has come to the rule's group to the rule.
     *
     * @param gtpKind those of the highest four bits of a GTP header that the device looks at by itself, to know version 1:
     *     all, as the guide says that the item is for that version, or none
     */
    public static boolean matches(RteRule rule, int ethdev, byte[] frame, int gtpKind) {
        PatternModel model = new PatternModel(ethdev, frame, gtpKind);
        return rule.pattern().stream().allMatch(model::matches);
    }

    private boolean matches(PatternItem item) {
        return switch (item.item()) {
            case REPRESENTED_PORT -> equal(item, RteField.REPRESENTED_PORT_PORT, ethdev);
            case ETH -> ethernet(item);
            case VLAN -> vlan(item);
            case IPV4 -> ipv4(item);
            case IPV6 -> ipv6(item);
            case IPV6_FRAG_EXT -> fragment(item);
            case TCP -> transport(item, IpProto.TCP);
            case UDP -> transport(item, IpProto.UDP);
            case SCTP -> transport(item, IpProto.SCTP);
            case ICMP -> type == EtherType.IPV4 && transport(item, IpProto.ICMP);
            case ICMP6 -> type == EtherType.IPV6 && transport(item, IpProto.ICMPV6);
            case VXLAN -> vxlan(item);
            case GTP -> gtp(item);
            case ARP_ETH_IPV4 -> arp(item);
            case MPLS -> mpls(item);
            default -> throw new AssertionError("no packet here has " + item);
        };
    }

    private boolean ethernet(PatternItem item) {
        base = at;
        type = u16(base + 12);
        at = base + 14;
        return wire(item, base, RteItem.ETH) && equal(item, RteField.ETH_HAS_VLAN, EtherType.isVlan(type) ? 1 : 0);
    }

    private boolean vlan(PatternItem item) {
        if (!EtherType.isVlan(type)) {
            return false;
        }
        int here = at;
        type = u16(at + 2);
        at += 4;
        return wire(item, here, RteItem.VLAN)
                && equal(item, RteField.VLAN_HAS_MORE_VLAN, EtherType.isVlan(type) ? 1 : 0);
    }

    private boolean ipv4(PatternItem item) {
        if (type != EtherType.IPV4) {
            return false;
        }
        int here = at;
        protocol = frame[at + 9] & 0xff;
        transport = (u16(at + 6) & 0x1fff) == 0;
        at += (frame[at] & 0xf) * 4;
        return wire(item, here, RteItem.IPV4);
    }

    private boolean ipv6(PatternItem item) {
        if (type != EtherType.IPV6) {
            return false;
        }
        int here = at;
        protocol = frame[at + 6] & 0xff;
        transport = true;
        at += 40;
        return wire(item, here, RteItem.IPV6)
                && equal(item, RteField.IPV6_HAS_FRAG_EXT, protocol == IPV6_FRAGMENT ? 1 : 0);
    }

    private boolean fragment(PatternItem item) {
        if (protocol != IPV6_FRAGMENT) {
            return false;
        }
        int here = at;
        protocol = frame[at] & 0xff;
        transport = u16(at + 2) >>> 3 == 0;
        at += 8;
        return wire(item, here, RteItem.IPV6_FRAG_EXT);
    }

    private boolean transport(PatternItem item, int wanted) {
        int here = at;
        at += 8;
        return transport && protocol == wanted && wire(item, here, item.item());
    }

    private boolean vxlan(PatternItem item) {
        int here = at;
        at += 8;
        return u16(here - 6) == 4789 && wire(item, here, RteItem.VXLAN);
    }

    /** A user's packet begins behind the optional fields and the extension of four bytes, where the flags say so. */
    private boolean gtp(PatternItem item) {
        int here = at;
        at += 8 + ((frame[here] & 7) != 0 ? 4 : 0) + ((frame[here] & 4) != 0 ? 4 : 0);
        int version = at < frame.length ? frame[at] >>> 4 & 0xf : 0;
        type = version == 4 ? EtherType.IPV4 : version == 6 ? EtherType.IPV6 : NEITHER;
        return (frame[here] & gtpKind) == (0x30 & gtpKind) && wire(item, here, RteItem.GTP);
    }

    /** The item's struct is aligned, the header is not. */
    private boolean arp(PatternItem item) {
        if (type != EtherType.ARP) {
            return false;
        }
        byte[] struct = new byte[RteItem.ARP_ETH_IPV4.structSize()];
        System.arraycopy(frame, at, struct, 0, 14);
        System.arraycopy(frame, at + 14, struct, 16, 10);
        System.arraycopy(frame, at + 24, struct, 28, 4);
        return item.fields().entrySet().stream()
                .allMatch(
                        field -> equal(field.getValue(), field.getKey().member().read(struct, 0)));
    }

    private boolean mpls(PatternItem item) {
        if (!EtherType.isMpls(type) || bottom) {
            return false;
        }
        int here = at;
        bottom = (frame[at + 2] & 1) != 0;
        at += 4;
        return wire(item, here, RteItem.MPLS);
    }

    private boolean wire(PatternItem item, int offset, RteItem header) {
        return item.fields().entrySet().stream()
                .filter(field -> !field.getKey().name().contains("HAS_"))
                .allMatch(field -> field.getKey().item() == header
                        && equal(field.getValue(), field.getKey().member().read(frame, offset)));
    }

    private static boolean equal(PatternItem item, RteField field, long actual) {
        return item.value(field)
                .map(value ->
                        equal(value, FieldValue.number(actual, field.member().bytes())))
                .orElse(true);
    }

    private static boolean equal(FieldValue wanted, Bytes actual) {
        byte[] masked = actual.toArray();
        for (int i = 0; i < masked.length; i++) {
            masked[i] &= (byte) wanted.mask().at(i);
        }
        byte[] least = wanted.spec().toArray();
        byte[] greatest = wanted.last().orElse(wanted.spec()).toArray();
        return Arrays.compareUnsigned(masked, least) >= 0 && Arrays.compareUnsigned(masked, greatest) <= 0;
    }

    private int u16(int offset) {
        return (frame[offset] & 0xff) << 8 | frame[offset + 1] & 0xff;
    }
}
