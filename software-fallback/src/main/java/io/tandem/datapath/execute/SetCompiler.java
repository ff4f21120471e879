package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.MatchDecoder;
import io.tandem.netlink.NetlinkDecodeException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes a {@link Step} of a set action. Empty for attributes that no datapath sets: what connection tracking, the ports
 * and the parser say of a packet. Stateless.
 */
final class SetCompiler {
    private static final int ARP_OPERATION = 8;
    private static final int ALL_16 = 0xffff;
    private static final int FIRST_OF_TUNNEL = FlowField.TUNNEL_ID.word();

    static Optional<Step> of(OdpAction.Set set) {
        KeyAttribute attribute = set.attribute();
        return switch (attribute) {
            case MPLS -> label(set.payload(), -1);
            case NSH -> {
                byte[] payload = set.payload().toArray();
                yield nsh(words(payload, false), ones(KeyAttribute.NSH_BASE, KeyAttribute.NSH_MD1));
            }
            case TUNNEL -> tunnel(set.payload());
            case ARP ->
                Optional.of(Step.set(
                        Step.SET_ARP, be16(set.payload()), ALL_16, set.value().toWords(), ones(attribute)));
            default -> attribute.size() < 0 ? Optional.empty() : of(attribute, set.value(), settable(attribute));
        };
    }

    static Optional<Step> of(OdpAction.SetMasked set) {
        KeyAttribute attribute = set.attribute();
        return switch (attribute) {
            case MPLS -> set.bits().size() < 4 ? Optional.empty() : label(set.payload(), be32(set.bits()));
            case NSH ->
                nsh(words(set.payload().toArray(), false), words(set.bits().toArray(), true));
            case ARP ->
                Optional.of(Step.set(
                        Step.SET_ARP,
                        be16(set.payload()),
                        be16(set.bits()),
                        set.value().toWords(),
                        set.mask().toWords()));
            default ->
                attribute.size() < 0
                        ? Optional.empty()
                        : of(attribute, set.value(), set.mask().toWords());
        };
    }

    private static Optional<Step> of(KeyAttribute attribute, FlowKey value, long[] mask) {
        return switch (attribute) {
            case ETHERNET -> set(Step.SET_ETHERNET, 0, value, mask);
            case VLAN -> set(Step.SET_VLAN, 0, value, mask);
            case IPV4 -> set(Step.SET_IPV4, 0, value, mask);
            case IPV6 -> set(Step.SET_IPV6, 0, value, mask);
            case TCP -> set(Step.SET_PORTS, IpProto.TCP, value, mask);
            case UDP -> set(Step.SET_PORTS, IpProto.UDP, value, mask);
            case SCTP -> set(Step.SET_SCTP, 0, value, mask);
            case ICMP -> set(Step.SET_ICMP, IpProto.ICMP, value, mask);
            case ICMPV6 -> set(Step.SET_ICMP, IpProto.ICMPV6, value, mask);
            case ND -> set(Step.SET_ND, 0, value, mask);
            case ND_EXT -> set(Step.SET_ND_EXTENSIONS, 0, value, mask);
            case PRIORITY, SKB_MARK, DP_HASH -> set(Step.SET_METADATA, 0, value, mask);
            case RECIRC_ID ->
                Optional.of(Step.of(Step.SET_RECIRC_ID, (int) value.get(FlowField.RECIRC_ID), (int)
                        KeyStruct.get(mask, FlowField.RECIRC_ID)));
            default -> Optional.empty();
        };
    }

    private static Optional<Step> set(int kind, int protocol, FlowKey value, long[] mask) {
        return Optional.of(Step.set(kind, protocol, 0, value.toWords(), mask));
    }

    private static Optional<Step> label(Bytes payload, int bits) {
        return payload.size() < 4 ? Optional.empty() : Optional.of(Step.of(Step.SET_MPLS, be32(payload), bits));
    }

    private static Optional<Step> nsh(long[] value, long[] mask) {
        return Optional.of(Step.set(Step.SET_NSH, 0, 0, value, mask));
    }

    /** The fields of the attributes that an NSH attribute nests; metadata of type 2 has none. */
    private static long[] words(byte[] nested, boolean mask) {
        long[] words = new long[FlowField.WORDS];
        AttributeCursor cursor = new AttributeCursor(nested);
        while (cursor.next()) {
            KeyAttribute.NSH
                    .nested(cursor.type())
                    .filter(a -> a.size() == cursor.length())
                    .ifPresent(a -> KeyStruct.unpack(nested, a, cursor.payload(), words, mask));
        }
        return words;
    }

    /** All of the tunnel is replaced, also what the action does not name. */
    private static Optional<Step> tunnel(Bytes payload) {
        long[] mask = new long[FlowField.WORDS];
        Arrays.fill(mask, FIRST_OF_TUNNEL, mask.length, -1);
        try {
            return set(Step.SET_METADATA, 0, MatchDecoder.partialKey(KeyAttribute.TUNNEL, payload), mask);
        } catch (NetlinkDecodeException e) {
            return Optional.empty();
        }
    }

    /** Every field that a set without a mask rewrites: those that tell protocols and fragments apart stay. */
    private static long[] settable(KeyAttribute attribute) {
        FlowMask.Builder mask = FlowMask.builder();
        attribute.fields().stream()
                .filter(f -> switch (f) {
                    case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG, VLAN_TPID, VLAN_CFI -> false;
                    default -> true;
                })
                .forEach(mask::exact);
        return mask.build().toWords();
    }

    private static long[] ones(KeyAttribute... attributes) {
        FlowMask.Builder mask = FlowMask.builder();
        for (KeyAttribute attribute : attributes) {
            attribute.fields().forEach(mask::exact);
        }
        return mask.build().toWords();
    }

    private static int be16(Bytes bytes) {
        return bytes.at(ARP_OPERATION) << 8 | bytes.at(ARP_OPERATION + 1);
    }

    private static int be32(Bytes bytes) {
        return bytes.at(0) << 24 | bytes.at(1) << 16 | bytes.at(2) << 8 | bytes.at(3);
    }

    private SetCompiler() {}
}
