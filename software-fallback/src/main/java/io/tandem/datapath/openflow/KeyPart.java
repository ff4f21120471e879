package io.tandem.datapath.openflow;

import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.Prerequisite;
import io.tandem.flow.TunnelFlag;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Parts of a key that are printed together or not at all.
 *
 * <p>Source: Open vSwitch lib/flow.c, flow_wildcards_init_for_packet and flow_format, which say what of a packet is
 * shown; NSH shows the fields of IP too, as zeros, because there it falls through to them.
 */
enum KeyPart {
    /** Each field by itself, where it is not zero. */
    CARRIED(key -> true),

    NOT_ETHERNET(key -> !ethernet(key)),
    RECIRCULATED_ETHERNET(key -> ethernet(key) && key.get(FlowField.RECIRC_ID) != 0),
    ETHERNET(KeyPart::ethernet),
    NAMED_TYPE(key -> ethernet(key) && ProtocolWord.hasType(key)),
    OTHER_TYPE(key -> ethernet(key) && !ProtocolWord.hasType(key)),
    UNTAGGED(key -> ethernet(key) && !Prerequisite.VLAN.holds(key)),
    TAGGED(key -> ethernet(key) && Prerequisite.VLAN.holds(key)),
    TAGGED_ONCE(key -> TAGGED.in(key) && !Prerequisite.CVLAN.holds(key)),
    TAGGED_TWICE(key -> TAGGED.in(key) && Prerequisite.CVLAN.holds(key)),

    IPV4(Prerequisite.IPV4::holds),
    IPV6(Prerequisite.IPV6::holds),
    ARP(Prerequisite.ARP::holds),
    NSH(Prerequisite.NSH::holds),
    NSH_CONTEXT(key -> NSH.in(key) && key.get(FlowField.NSH_MDTYPE) == 1),
    NETWORK(key -> IPV4.in(key) || IPV6.in(key) || NSH.in(key)),
    UNNAMED_PROTOCOL(key -> NETWORK.in(key) && !(ethernet(key) && ProtocolWord.hasProtocol(key))),
    MPLS(Prerequisite.MPLS::holds),
    MPLS_SECOND(key -> MPLS.in(key) && key.get(FlowField.MPLS_BOS) == 0),
    MPLS_THIRD(key -> MPLS_SECOND.in(key) && key.get(FlowField.MPLS_BOS1) == 0),

    ICMP(key -> Prerequisite.ICMP.holds(key) || Prerequisite.ICMPV6.holds(key)),
    ND(key -> Prerequisite.ND.holds(key) && key.get(FlowField.ICMPV6_CODE) == 0),
    PORTS(key -> transport(key) && !ICMP.in(key)),
    TCP(Prerequisite.TCP::holds),

    TUPLE(KeyPart::tuple),
    TUPLE_IPV4(key -> IPV4.in(key) && tuple(key)),
    TUPLE_IPV6(key -> IPV6.in(key) && tuple(key) && !ND.in(key)),

    TUNNEL(Prerequisite.TUNNEL::holds),
    TUNNEL_KEY(key -> TUNNEL.in(key) && (key.get(FlowField.TUNNEL_FLAGS) & TunnelFlag.KEY.bit()) != 0),
    ERSPAN(key -> TUNNEL.in(key) && key.get(FlowField.TUNNEL_ERSPAN_VERSION) != 0),
    ERSPAN_1(key -> TUNNEL.in(key) && key.get(FlowField.TUNNEL_ERSPAN_VERSION) == 1),
    ERSPAN_2(key -> TUNNEL.in(key) && key.get(FlowField.TUNNEL_ERSPAN_VERSION) == 2),
    NO_ERSPAN(key -> TUNNEL.in(key) && !ERSPAN.in(key));

    private static final long VALID = CtStateFlag.NEW.bit()
            | CtStateFlag.ESTABLISHED.bit()
            | CtStateFlag.RELATED.bit()
            | CtStateFlag.REPLY.bit()
            | CtStateFlag.SRC_NAT.bit()
            | CtStateFlag.DST_NAT.bit();

    private final Predicate<FlowKey> holds;

    KeyPart(Predicate<FlowKey> holds) {
        this.holds = holds;
    }

    boolean in(FlowKey key) {
        return holds.test(key);
    }

    /** The parts that a key has. */
    static Set<KeyPart> of(FlowKey key) {
        Set<KeyPart> parts = EnumSet.noneOf(KeyPart.class);
        for (KeyPart part : values()) {
            if (part.in(key)) {
                parts.add(part);
            }
        }
        return parts;
    }

    /** These two share words with hardware addresses, but no address reaches into their bits. */
    private static boolean ethernet(FlowKey key) {
        return key.get(FlowField.PACKET_TYPE_NS) == 0 && key.get(FlowField.PACKET_TYPE_ID) == 0;
    }

    /** Protocols of which two numbers are shown, whichever IP carries them. */
    private static boolean transport(FlowKey key) {
        if (!NETWORK.in(key) || (key.get(FlowField.IPV4_FRAG) & Fragment.LATER_BIT) != 0) {
            return false;
        }
        return switch ((int) key.get(FlowField.IPV4_PROTO)) {
            case IpProto.ICMP, IpProto.ICMPV6, IpProto.TCP, IpProto.UDP, IpProto.SCTP, IpProto.IGMP -> true;
            default -> false;
        };
    }

    private static boolean tuple(FlowKey key) {
        long state = key.get(FlowField.CT_STATE);
        boolean tracked = (state & CtStateFlag.TRACKED.bit()) != 0 && (state & CtStateFlag.INVALID.bit()) == 0;
        return NETWORK.in(key) && ((state & VALID) != 0 || tracked) && key.get(FlowField.CT_IPV4_PROTO) != 0;
    }
}
