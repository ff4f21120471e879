package io.tandem.conformance.datapath;

import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.header.PacketSum;
import io.tandem.datapath.miniflow.HeaderChecks;
import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/** What Open vSwitch and the kernel do otherwise than each other, and which of them Tandem follows. */
public enum Dispute {
    /** A trunc that reaches further than its output, or a length that tags or padding decide. */
    LENGTHS(Reference.OVS, DisputedLength::decides),
    /** An IP header whose lengths are not those of the packet, or end within its extension headers. */
    UNSOUND_IP(Reference.OVS, c -> hasPacket(c, (p, at) -> isIp(at) && !endsWithin(p, at) && isUnsound(p, at))),
    /** A set of an IP header that the packet ends within. */
    CUT_SHORT(Reference.KERNEL, c -> acts(c, "set(ip") && hasPacket(c, (p, at) -> isIp(at) && endsWithin(p, at))),
    /** A set of addresses of a later fragment. */
    LATER_FRAGMENT(Reference.KERNEL, c -> acts(c, "set(ipv4(") && hasPacket(c, Dispute::isLaterFragment)),
    /** An Ethernet header that is pushed before a tag. */
    PUSH_BEFORE_TAG(Reference.OVS, c -> acts(c, "push_eth(") && matches(c, "vlan(")),
    /** Recirculation without an end. */
    RECIRCULATION_DEPTH(Reference.OVS, c -> c.flows().stream().anyMatch(Dispute::recirculatesToItself)),
    /** A TCP segment that may be beyond its window: one that is not the next. */
    TCP_WINDOW(Reference.OVS, c -> tracks(c) && SegmentOrder.isBroken(c.packets())),
    /** A second TCP segment of one side before the other one has answered. */
    TCP_ONE_SIDED(Reference.OVS, c -> tracks(c) && SegmentOrder.isOneSided(c.packets())),
    /** Tracking of SCTP that begins otherwise than with INIT. */
    SCTP_STATES(Reference.OVS, c -> tracks(c) && hasPacket(c, Dispute::isSctpWithoutInit)),
    /** Tracking of a protocol that the kernel has rules for and Open vSwitch has not: DCCP. */
    OTHER_PROTOCOLS(Reference.OVS, c -> tracks(c) && hasPacket(c, Dispute::isDccp)),
    /** Tracking of ICMP that is neither echo nor error. */
    ICMP_QUERIES(Reference.OVS, c -> tracks(c) && hasPacket(c, Dispute::isOtherIcmp)),
    /** Tracking of an IPv4 header with a wrong checksum. */
    IPV4_CHECKSUM(Reference.OVS, c -> tracks(c) && hasPacket(c, Dispute::hasWrongChecksum)),
    /** Tracking of an IPv6 packet that says that nothing follows its headers. */
    NO_NEXT_HEADER(Reference.OVS, c -> tracks(c) && hasPacket(c, Dispute::hasNoNextHeader)),
    /** Tracking of a frame that is longer than its IP packet. */
    TRACKED_PADDING(Reference.OVS, c -> tracks(c) && hasPacket(c, (p, at) -> at.findIp(p) && at.end < p.length())),
    /** The state of a packet whose destination is translated. */
    TRANSLATED_STATE(
            Reference.OVS, c -> c.flows().stream().anyMatch(f -> f.key().contains("snat")) && translates(c)),
    /** Tracking of fragments, by a flow that matches some. */
    TRACKED_FRAGMENTS(Reference.OVS, c -> tracksFragments(c) && hasPacket(c, Dispute::isFragment));

    private static final int FRAGMENT_BITS = 0x3fff;
    private static final int OFFSET_BITS = 0x1fff;
    private static final int FLAGS_AND_OFFSET = 6;
    private static final int SCTP_HEADER = 12;
    /** RFC 8200 section 4.7. */
    private static final int NO_NEXT = 59;
    /** RFC 4340. */
    private static final int DCCP = 33;
    /** Echo, timestamp and information, both ways, and errors: RFC 792. */
    private static final Set<Integer> TRACKED_ICMP = Set.of(0, 3, 4, 5, 8, 11, 12, 13, 14, 15, 16);
    /** Errors and echo: RFC 4443. */
    private static final Set<Integer> TRACKED_ICMPV6 = Set.of(1, 2, 3, 4, 128, 129);

    private static final int SCTP_INIT = 1;

    private final Reference followed;
    private final Predicate<DatapathCase> concerned;

    Dispute(Reference followed, Predicate<DatapathCase> concerned) {
        this.followed = followed;
        this.concerned = concerned;
    }

    /** Whom Tandem follows. */
    public Reference followed() {
        return followed;
    }

    /** True where a case may come to it. */
    public boolean concerns(DatapathCase wanted) {
        return concerned.test(wanted);
    }

    private static boolean acts(DatapathCase wanted, String action) {
        return wanted.flows().stream().anyMatch(f -> f.actions().contains(action));
    }

    private static boolean tracks(DatapathCase wanted) {
        return CaseActions.all(wanted).anyMatch(OdpAction.Ct.class::isInstance);
    }

    private static boolean tracksFragments(DatapathCase wanted) {
        return wanted.flows().stream()
                .filter(f -> !f.key().contains("frag=no"))
                .anyMatch(f -> CaseActions.all(CaseActions.of(f)).anyMatch(OdpAction.Ct.class::isInstance));
    }

    private static boolean matches(DatapathCase wanted, String field) {
        return wanted.flows().stream().anyMatch(f -> f.key().contains(field));
    }

    private static boolean recirculatesToItself(CaseFlow flow) {
        int start = flow.key().indexOf("recirc_id(");
        int end = flow.key().indexOf(')', start);
        return start >= 0 && flow.actions().contains("recirc(" + flow.key().substring(start + 10, end) + ")");
    }

    private static boolean hasPacket(DatapathCase wanted, BiPredicate<Packet, HeaderPositions> kind) {
        HeaderPositions positions = new HeaderPositions();
        for (CasePacket each : wanted.packets()) {
            byte[] frame = each.frame().toArray();
            Packet packet = PacketBatch.single();
            packet.set(frame, 0, frame.length, each.port(), 0);
            if (positions.findNetwork(packet) && kind.test(packet, positions)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isIp(HeaderPositions at) {
        return at.type == EtherType.IPV4 || at.type == EtherType.IPV6;
    }

    private static boolean endsWithin(Packet packet, HeaderPositions at) {
        int size = at.type == EtherType.IPV4 ? HeaderChecks.IPV4_HEADER : HeaderChecks.IPV6_HEADER;
        return at.network + size > packet.length();
    }

    private static boolean isUnsound(Packet packet, HeaderPositions at) {
        return !at.findIp(packet) || at.protocol < 0 && !isFragment(packet, at);
    }

    private static boolean translates(DatapathCase wanted) {
        return CaseActions.all(wanted)
                .anyMatch(a -> a instanceof OdpAction.Ct ct
                        && ct.nat()
                                .filter(n -> n.direction() == Nat.Direction.DESTINATION)
                                .isPresent());
    }

    /** The type of the first chunk, behind the common header of 12 bytes (RFC 9260 section 3), is not 1. */
    private static boolean isSctpWithoutInit(Packet packet, HeaderPositions at) {
        return at.findIp(packet)
                && at.protocol == IpProto.SCTP
                && (at.transport + SCTP_HEADER >= at.end || packet.u8(at.transport + SCTP_HEADER) != SCTP_INIT);
    }

    private static boolean hasNoNextHeader(Packet packet, HeaderPositions at) {
        return at.findIpv6(packet) && at.protocol == NO_NEXT;
    }

    private static boolean isDccp(Packet packet, HeaderPositions at) {
        return at.findIp(packet) && at.protocol == DCCP;
    }

    private static boolean isOtherIcmp(Packet packet, HeaderPositions at) {
        if (!at.findIp(packet) || at.transport >= at.end) {
            return false;
        }
        int type = packet.u8(at.transport);
        return at.protocol == IpProto.ICMP && !TRACKED_ICMP.contains(type)
                || at.protocol == IpProto.ICMPV6 && !TRACKED_ICMPV6.contains(type);
    }

    private static boolean hasWrongChecksum(Packet packet, HeaderPositions at) {
        return at.findIpv4(packet)
                && PacketSum.of(packet, at.network, at.network + ((packet.u8(at.network) & 0xf) << 2))
                        != PacketSum.RIGHT;
    }

    private static boolean isLaterFragment(Packet packet, HeaderPositions at) {
        return at.findIpv4(packet) && (packet.u16(at.network + FLAGS_AND_OFFSET) & OFFSET_BITS) != 0;
    }

    private static boolean isFragment(Packet packet, HeaderPositions at) {
        if (at.findIpv4(packet)) {
            return (packet.u16(at.network + FLAGS_AND_OFFSET) & FRAGMENT_BITS) != 0;
        }
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return (words[FlowField.IPV6_FRAG.word()] >>> FlowField.IPV6_FRAG.shift() & Fragment.ANY_BIT) != 0;
    }
}
