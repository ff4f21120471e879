package io.tandem.tc.translate;

import io.tandem.flow.EtherType;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.property.WirePacket;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.MplsEntry;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What a flower filter matches, written from the kernel: which attributes fl_set_key heeds, what the dissector makes of a
 * packet, and how the two are compared. Source: net/sched/cls_flower.c and net/core/flow_dissector.c of Linux 6.1.
 */
final class FlowerModel {
    private static final Set<FlowerKey> TUNNEL = EnumSet.range(FlowerKey.ENC_KEY_ID, FlowerKey.ENC_FLAGS);

    private final Map<FlowerKey, byte[]> packet = new EnumMap<>(FlowerKey.class);
    private final WirePacket wire;
    private int innermost;
    private boolean ipv4;
    private boolean ipv6;

    private FlowerModel(WirePacket wire) {
        this.wire = wire;
        dissect();
    }

    /** True where the kernel gives the packet to the filter. */
    static boolean matches(int protocol, FlowerMatch match, WirePacket wire) {
        int outermost = wire.tags.isEmpty() ? wire.type : wire.tags.getFirst().tpid();
        return (protocol == FilterId.ALL || protocol == outermost) && new FlowerModel(wire).matches(match);
    }

    private void put(FlowerKey key, long value) {
        packet.put(key, FlowerValue.exact(key, value).value().toArray());
    }

    private void dissect() {
        put(FlowerKey.ETH_SRC, wire.source);
        put(FlowerKey.ETH_DST, wire.destination);
        put(FlowerKey.NUM_OF_VLANS, wire.tags.size());
        innermost = wire.type;
        switch (wire.type) {
            case EtherType.IPV4, EtherType.IPV6 -> ip();
            case EtherType.ARP -> {
                if (wire.operation == 1 || wire.operation == 2) {
                    put(FlowerKey.ARP_OP, wire.operation);
                    put(FlowerKey.ARP_SIP, wire.ipSource[1]);
                    put(FlowerKey.ARP_TIP, wire.ipDestination[1]);
                    put(FlowerKey.ARP_SHA, wire.sourceHardware);
                    put(FlowerKey.ARP_THA, wire.targetHardware);
                }
            }
            default -> {}
        }
        boolean invalid = wire.state == 0x30;
        put(FlowerKey.CT_STATE, ctState());
        put(FlowerKey.CT_ZONE, wire.zone);
        put(FlowerKey.CT_MARK, invalid ? 0 : wire.mark);
        byte[] label = new byte[16];
        for (int i = 0; i < 8; i++) {
            label[i] = (byte) (wire.labelLow >>> i * 8);
            label[8 + i] = (byte) (wire.labelHigh >>> i * 8);
        }
        packet.put(FlowerKey.CT_LABELS, label);
        if (wire.isTunnelled()) {
            tunnel();
        }
    }

    private int ctState() {
        int[] from = {0x01, 0x02, 0x04, 0x20, 0x10, 0x08};
        int state = 0;
        for (int i = 0; i < from.length; i++) {
            state |= (wire.state & from[i]) != 0 ? 1 << i : 0;
        }
        return state;
    }

    private void ip() {
        ipv4 = wire.type == EtherType.IPV4;
        ipv6 = !ipv4;
        put(FlowerKey.IP_PROTO, wire.protocol);
        put(FlowerKey.IP_TOS, wire.tos);
        put(FlowerKey.IP_TTL, wire.ttl);
        put(FlowerKey.FLAGS, wire.fragment == Fragment.NO ? 0 : wire.fragment == Fragment.FIRST ? 3 : 1);
        if (ipv4) {
            put(FlowerKey.IPV4_SRC, wire.ipSource[1]);
            put(FlowerKey.IPV4_DST, wire.ipDestination[1]);
        } else {
            packet.put(FlowerKey.IPV6_SRC, wide(wire.ipSource));
            packet.put(FlowerKey.IPV6_DST, wide(wire.ipDestination));
        }
        if (wire.fragment == Fragment.NO) {
            for (FlowerKey key : List.of(
                    FlowerKey.TCP_SRC,
                    FlowerKey.UDP_SRC,
                    FlowerKey.SCTP_SRC,
                    FlowerKey.ICMPV4_TYPE,
                    FlowerKey.ICMPV6_TYPE)) {
                put(key, wire.sourcePort);
            }
            for (FlowerKey key : List.of(
                    FlowerKey.TCP_DST,
                    FlowerKey.UDP_DST,
                    FlowerKey.SCTP_DST,
                    FlowerKey.ICMPV4_CODE,
                    FlowerKey.ICMPV6_CODE)) {
                put(key, wire.destinationPort);
            }
            if (wire.protocol == IpProto.TCP) {
                put(FlowerKey.TCP_FLAGS, wire.tcpFlags);
            }
        }
    }

    private static byte[] wide(long[] words) {
        return java.nio.ByteBuffer.allocate(16)
                .putLong(words[0])
                .putLong(words[1])
                .array();
    }

    private void tunnel() {
        put(FlowerKey.ENC_KEY_ID, wire.tunnelId);
        put(FlowerKey.ENC_IP_TOS, wire.tunnelTos);
        put(FlowerKey.ENC_IP_TTL, wire.tunnelTtl);
        put(FlowerKey.ENC_UDP_SRC_PORT, wire.tunnelSourcePort);
        put(FlowerKey.ENC_UDP_DST_PORT, wire.tunnelPort);
        int flags = (wire.tunnelFlags & 1) * 16 | (wire.tunnelFlags & 2) * 4 | wire.tunnelFlags & 4;
        put(FlowerKey.ENC_FLAGS, flags);
        if (wire.tunnelIpv6) {
            packet.put(FlowerKey.ENC_IPV6_SRC, wide(new long[] {1, wire.tunnelId}));
            packet.put(FlowerKey.ENC_IPV6_DST, wide(new long[] {1, 5}));
        } else {
            put(FlowerKey.ENC_IPV4_SRC, wire.tunnelId);
            put(FlowerKey.ENC_IPV4_DST, 5);
        }
    }

    private static int exact(FlowerMatch match, FlowerKey key) {
        return match.value(key).map(value -> (int) value.number()).orElse(-1);
    }

    private boolean matches(FlowerMatch match) {
        int count = exact(match, FlowerKey.NUM_OF_VLANS);
        int type = exact(match, FlowerKey.ETH_TYPE);
        int nProto = -1;
        Set<FlowerKey> heeded = EnumSet.of(
                FlowerKey.ETH_SRC,
                FlowerKey.ETH_DST,
                FlowerKey.NUM_OF_VLANS,
                FlowerKey.FLAGS,
                FlowerKey.IPV4_SRC,
                FlowerKey.IPV4_DST,
                FlowerKey.IPV6_SRC,
                FlowerKey.IPV6_DST,
                FlowerKey.CT_STATE,
                FlowerKey.CT_ZONE,
                FlowerKey.CT_MARK,
                FlowerKey.CT_LABELS);
        heeded.addAll(TUNNEL);
        if (isVlanKey(type, count, 0)) {
            if (!tag(match, 0, type, FlowerKey.VLAN_ID, FlowerKey.VLAN_PRIO, FlowerKey.VLAN_ETH_TYPE)) {
                return false;
            }
            int second = exact(match, FlowerKey.VLAN_ETH_TYPE);
            if (isVlanKey(second, count, 1)) {
                if (!tag(match, 1, second, FlowerKey.CVLAN_ID, FlowerKey.CVLAN_PRIO, FlowerKey.CVLAN_ETH_TYPE)) {
                    return false;
                }
                nProto = exact(match, FlowerKey.CVLAN_ETH_TYPE);
            } else {
                nProto = second;
            }
        } else {
            nProto = type;
        }
        if (nProto >= 0 && nProto != innermost) {
            return false;
        }
        boolean ip = nProto == EtherType.IPV4 || nProto == EtherType.IPV6;
        int ipProto = ip ? exact(match, FlowerKey.IP_PROTO) : -1;
        if (ip) {
            heeded.addAll(EnumSet.of(FlowerKey.IP_PROTO, FlowerKey.IP_TOS, FlowerKey.IP_TTL));
        }
        heeded.addAll(
                switch (ipProto) {
                    case IpProto.TCP -> EnumSet.of(FlowerKey.TCP_SRC, FlowerKey.TCP_DST, FlowerKey.TCP_FLAGS);
                    case IpProto.UDP -> EnumSet.of(FlowerKey.UDP_SRC, FlowerKey.UDP_DST);
                    case IpProto.SCTP -> EnumSet.of(FlowerKey.SCTP_SRC, FlowerKey.SCTP_DST);
                    case IpProto.ICMP ->
                        nProto == EtherType.IPV4
                                ? EnumSet.of(FlowerKey.ICMPV4_TYPE, FlowerKey.ICMPV4_CODE)
                                : EnumSet.noneOf(FlowerKey.class);
                    case IpProto.ICMPV6 ->
                        nProto == EtherType.IPV6
                                ? EnumSet.of(FlowerKey.ICMPV6_TYPE, FlowerKey.ICMPV6_CODE)
                                : EnumSet.noneOf(FlowerKey.class);
                    default -> EnumSet.noneOf(FlowerKey.class);
                });
        if (nProto == EtherType.ARP || nProto == EtherType.RARP) {
            heeded.addAll(EnumSet.range(FlowerKey.ARP_SIP, FlowerKey.ARP_THA));
        }
        boolean mpls = EtherType.isMpls(nProto);
        return addressTypes(match) && (!mpls || labels(match.mpls())) && values(match, heeded);
    }

    private static boolean isVlanKey(int type, int count, int threshold) {
        return count > threshold || EtherType.isVlan(type);
    }

    private boolean tag(FlowerMatch match, int index, int tpid, FlowerKey id, FlowerKey priority, FlowerKey next) {
        boolean there = wire.tags.size() > index;
        WirePacket.Tag tag = there ? wire.tags.get(index) : new WirePacket.Tag(0, 0, 0);
        int behind = !there
                ? 0
                : wire.tags.size() > index + 1 ? wire.tags.get(index + 1).tpid() : wire.type;
        return agrees(tpid, tag.tpid())
                && agrees(exact(match, id), tag.vid())
                && agrees(exact(match, priority), tag.pcp())
                && agrees(exact(match, next), behind);
    }

    private static boolean agrees(int wanted, int found) {
        return wanted < 0 || wanted == found;
    }

    private boolean addressTypes(FlowerMatch match) {
        Map<FlowerKey, FlowerValue> values = match.values();
        boolean wants4 = values.containsKey(FlowerKey.IPV4_SRC) || values.containsKey(FlowerKey.IPV4_DST);
        boolean wants6 = values.containsKey(FlowerKey.IPV6_SRC) || values.containsKey(FlowerKey.IPV6_DST);
        boolean outer4 = values.containsKey(FlowerKey.ENC_IPV4_SRC) || values.containsKey(FlowerKey.ENC_IPV4_DST);
        boolean outer6 = values.containsKey(FlowerKey.ENC_IPV6_SRC) || values.containsKey(FlowerKey.ENC_IPV6_DST);
        return (!wants4 || ipv4)
                && (!wants6 || ipv6)
                && (!outer4 || wire.isTunnelled() && !wire.tunnelIpv6)
                && (!outer6 || wire.isTunnelled() && wire.tunnelIpv6);
    }

    private boolean labels(List<MplsEntry> entries) {
        for (MplsEntry entry : entries) {
            if (entry.depth() > wire.stack.size()) {
                return false;
            }
            int found = wire.stack.get(entry.depth() - 1);
            if (!agrees(entry.label(), found >>> 12)
                    || !agrees(entry.tc(), found >>> 9 & 7)
                    || !agrees(entry.bos(), found >>> 8 & 1)
                    || !agrees(entry.ttl(), found & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static boolean agrees(OptionalInt wanted, int found) {
        return wanted.isEmpty() || wanted.getAsInt() == found;
    }

    private boolean values(FlowerMatch match, Set<FlowerKey> heeded) {
        return match.values().entrySet().stream()
                .filter(entry -> heeded.contains(entry.getKey()))
                .allMatch(entry -> {
                    byte[] found = packet.getOrDefault(
                                    entry.getKey(), new byte[entry.getKey().bytes()])
                            .clone();
                    for (int i = 0; i < found.length; i++) {
                        found[i] &= (byte) entry.getValue().mask().at(i);
                    }
                    return Arrays.equals(found, entry.getValue().value().toArray());
                });
    }
}
