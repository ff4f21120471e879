package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.FrameEdit.Header;
import io.tandem.odp.OdpActionText;
import java.util.Optional;

/**
 * Sets of one megaflow's actions as rewrites of bits in headers that its match proves to be there. A word that a checksum
 * covers is rewritten once in a copy: what a second rewrite would make of a checksum is not always what two in a row make
 * of it. Not thread-safe.
 */
final class HeaderSets {
    private static final int IPV4_BYTES = 20;
    private static final int IPV6_BYTES = 40;
    private static final int ARP_BYTES = 28;
    private static final int LABEL_BYTES = 4;
    private static final int ARP_OPERATION = 8;
    private static final int IPV4_TTL = 8;
    private static final int IPV6_HOPS = 7;

    private final Megaflow flow;
    private int needBytes;
    private boolean needSound;
    private boolean needNear;

    HeaderSets(Megaflow flow) {
        this.flow = flow;
    }

    /** Bytes behind Ethernet header and tags that packets must have for the sets so far. */
    int needBytes() {
        return needBytes;
    }

    /** True where packets must have an IP header that holds, and a transport checksum where it seems to be. */
    boolean needSound() {
        return needSound;
    }

    /** True where the network header must follow Ethernet header and tags at once. */
    boolean needNear() {
        return needNear;
    }

    /** Whether a time to live was set before. */
    boolean touchesTtl(FrameEdit frame) {
        int at = frame.type() == EtherType.IPV6 ? IPV6_HOPS : IPV4_TTL;
        return isIp(frame.type()) && frame.touched(Header.NETWORK, at, 1);
    }

    Optional<Refusal> set(OdpAction.Set set, FrameEdit frame) {
        KeyAttribute attribute = set.attribute();
        if (attribute == KeyAttribute.MPLS) {
            return label(set, word(set.payload()), -1, frame);
        }
        if (attribute.size() < 0) {
            return unsupported(set);
        }
        int operation = attribute == KeyAttribute.ARP ? half(set.payload()) : 0;
        return struct(set, new Change(set.value(), settable(attribute), operation, 0xffff), attribute, frame);
    }

    Optional<Refusal> set(OdpAction.SetMasked set, FrameEdit frame) {
        KeyAttribute attribute = set.attribute();
        if (attribute == KeyAttribute.MPLS) {
            return label(set, word(set.payload()), word(set.bits()), frame);
        }
        if (attribute.size() < 0) {
            return unsupported(set);
        }
        boolean arp = attribute == KeyAttribute.ARP;
        Change change = new Change(set.value(), set.mask(), arp ? half(set.payload()) : 0, arp ? half(set.bits()) : 0);
        return struct(set, change, attribute, frame);
    }

    /** New values and the bits that they replace; an ARP operation has more bits than the key has of it. */
    private record Change(FlowKey value, FlowMask mask, int operation, int operationBits) {
        void put(FrameEdit frame, Header header, int at, int size, FlowField field) {
            frame.set(header, at, size, value.get(field), mask.get(field));
        }

        void putWide(FrameEdit frame, int at, FlowField field) {
            frame.set(Header.NETWORK, at, Long.BYTES, value.get(field), mask.get(field));
            frame.set(Header.NETWORK, at + Long.BYTES, Long.BYTES, value.getLow(field), mask.getLow(field));
        }
    }

    /** Every field that a set without a mask rewrites: those that tell protocols and fragments apart stay. */
    private static FlowMask settable(KeyAttribute attribute) {
        FlowMask.Builder mask = FlowMask.builder();
        attribute.fields().stream()
                .filter(f -> switch (f) {
                    case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG -> false;
                    default -> true;
                })
                .forEach(mask::exact);
        return mask.build();
    }

    private Optional<Refusal> struct(OdpAction step, Change change, KeyAttribute attribute, FrameEdit frame) {
        return switch (attribute) {
            case ETHERNET -> {
                change.put(frame, Header.ETHERNET, 0, 6, FlowField.ETH_DST);
                change.put(frame, Header.ETHERNET, 6, 6, FlowField.ETH_SRC);
                yield Optional.empty();
            }
            case IPV4 -> ipv4(step, change, frame);
            case IPV6 -> ipv6(step, change, frame);
            case ARP -> arp(step, change, frame);
            case TCP -> ports(step, change, IpProto.TCP, frame);
            case UDP -> ports(step, change, IpProto.UDP, frame);
            case ICMP -> message(step, change, EtherType.IPV4, IpProto.ICMP, frame);
            case ICMPV6 -> message(step, change, EtherType.IPV6, IpProto.ICMPV6, frame);
            case SCTP ->
                no(
                        Refusal.Code.UNSUPPORTED_ACTION,
                        step,
                        "SCTP's checksum covers the whole packet (CRC32c), and the NIC only updates Internet checksums");
            default -> unsupported(step);
        };
    }

    private Optional<Refusal> ipv4(OdpAction step, Change change, FrameEdit frame) {
        FlowMask mask = change.mask();
        boolean again = !mask.isZero(FlowField.IPV4_SRC) && frame.touched(Header.NETWORK, 12, 4)
                || !mask.isZero(FlowField.IPV4_DST) && frame.touched(Header.NETWORK, 16, 4)
                || !mask.isZero(FlowField.IPV4_TOS) && frame.touched(Header.NETWORK, 1, 1)
                || !mask.isZero(FlowField.IPV4_TTL) && (frame.decTtl() || frame.touched(Header.NETWORK, IPV4_TTL, 1));
        Optional<Refusal> refusal = network(step, "IPv4", EtherType.IPV4, again, frame);
        if (refusal.isEmpty()) {
            change.put(frame, Header.NETWORK, 12, 4, FlowField.IPV4_SRC);
            change.put(frame, Header.NETWORK, 16, 4, FlowField.IPV4_DST);
            change.put(frame, Header.NETWORK, 1, 1, FlowField.IPV4_TOS);
            change.put(frame, Header.NETWORK, IPV4_TTL, 1, FlowField.IPV4_TTL);
            needBytes = Math.max(needBytes, IPV4_BYTES);
            needSound = true;
        }
        return refusal;
    }

    private Optional<Refusal> ipv6(OdpAction step, Change change, FrameEdit frame) {
        FlowMask mask = change.mask();
        boolean again = !mask.isZero(FlowField.IPV6_SRC) && frame.touched(Header.NETWORK, 8, 16)
                || !mask.isZero(FlowField.IPV6_DST) && frame.touched(Header.NETWORK, 24, 16)
                || !mask.isZero(FlowField.IPV6_HLIMIT) && frame.decTtl();
        Optional<Refusal> refusal = network(step, "IPv6", EtherType.IPV6, again, frame);
        if (refusal.isEmpty()) {
            change.putWide(frame, 8, FlowField.IPV6_SRC);
            change.putWide(frame, 24, FlowField.IPV6_DST);
            long start = change.value().get(FlowField.IPV6_TCLASS) << 20
                    | change.value().get(FlowField.IPV6_LABEL);
            frame.set(
                    Header.NETWORK,
                    0,
                    4,
                    start,
                    mask.get(FlowField.IPV6_TCLASS) << 20 | mask.get(FlowField.IPV6_LABEL));
            change.put(frame, Header.NETWORK, IPV6_HOPS, 1, FlowField.IPV6_HLIMIT);
            needBytes = Math.max(needBytes, IPV6_BYTES);
            needSound = true;
        }
        return refusal;
    }

    private Optional<Refusal> arp(OdpAction step, Change change, FrameEdit frame) {
        int type = frame.type() == EtherType.RARP ? EtherType.RARP : EtherType.ARP;
        Optional<Refusal> refusal = network(step, "ARP", type, false, frame);
        if (refusal.isEmpty()) {
            frame.set(Header.NETWORK, 6, 2, change.operation(), change.operationBits());
            change.put(frame, Header.NETWORK, 8, 6, FlowField.ARP_SHA);
            change.put(frame, Header.NETWORK, 14, 4, FlowField.ARP_SIP);
            change.put(frame, Header.NETWORK, 18, 6, FlowField.ARP_THA);
            change.put(frame, Header.NETWORK, 24, 4, FlowField.ARP_TIP);
            needBytes = Math.max(needBytes, ARP_BYTES);
        }
        return refusal;
    }

    private Optional<Refusal> ports(OdpAction step, Change change, int protocol, FrameEdit frame) {
        boolean again = !change.mask().isZero(FlowField.TCP_SRC) && frame.touched(Header.TRANSPORT, 0, 2)
                || !change.mask().isZero(FlowField.TCP_DST) && frame.touched(Header.TRANSPORT, 2, 2);
        Optional<Refusal> refusal = transport(step, protocol, again, frame);
        if (refusal.isEmpty()) {
            change.put(frame, Header.TRANSPORT, 0, 2, FlowField.TCP_SRC);
            change.put(frame, Header.TRANSPORT, 2, 2, FlowField.TCP_DST);
        }
        return refusal;
    }

    private Optional<Refusal> message(OdpAction step, Change change, int type, int protocol, FrameEdit frame) {
        Optional<Refusal> refusal = transport(step, protocol, frame.touched(Header.TRANSPORT, 0, 2), frame);
        if (refusal.isEmpty() && frame.type() != type) {
            return no(Refusal.Code.PREREQUISITE, step, "the NIC sets ICMP in IPv4 and ICMPv6 in IPv6");
        }
        if (refusal.isEmpty()) {
            change.put(frame, Header.TRANSPORT, 0, 1, FlowField.ICMP_TYPE);
            change.put(frame, Header.TRANSPORT, 1, 1, FlowField.ICMP_CODE);
        }
        return refusal;
    }

    private Optional<Refusal> label(OdpAction step, int value, int bits, FrameEdit frame) {
        if (!EtherType.isMpls(frame.type())) {
            return no(Refusal.Code.PREREQUISITE, step, "the flow must match an MPLS packet for its label to be set");
        }
        frame.setLabel(value, bits);
        needNear = true;
        if (frame.pushedLabels() == 0) {
            needBytes = Math.max(needBytes, (frame.poppedLabels() + 1) * LABEL_BYTES);
        }
        return Optional.empty();
    }

    private Optional<Refusal> network(OdpAction step, String name, int type, boolean again, FrameEdit frame) {
        if (frame.retyped()) {
            return behindLabels(step);
        }
        if (frame.type() != type) {
            return no(
                    Refusal.Code.PREREQUISITE,
                    step,
                    "the flow must match eth_type 0x%04x for the NIC to set fields of %s".formatted(type, name));
        }
        needNear = true;
        return again ? twice(step) : Optional.empty();
    }

    private Optional<Refusal> transport(OdpAction step, int protocol, boolean again, FrameEdit frame) {
        if (frame.retyped()) {
            return behindLabels(step);
        }
        FlowField field = frame.type() == EtherType.IPV6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO;
        if (!isIp(frame.type()) || !flow.mask().isExact(field) || flow.key().get(field) != protocol) {
            return no(
                    Refusal.Code.PREREQUISITE,
                    step,
                    "the flow must match IP protocol " + protocol + " for the NIC to set fields of it");
        }
        return again ? twice(step) : Optional.empty();
    }

    private static boolean isIp(int type) {
        return type == EtherType.IPV4 || type == EtherType.IPV6;
    }

    private static Optional<Refusal> behindLabels(OdpAction step) {
        return no(
                Refusal.Code.ACTION_ORDER,
                step,
                "the NIC does not look behind labels that were pushed or popped; set fields before that, or recirculate");
    }

    private static Optional<Refusal> twice(OdpAction step) {
        return no(
                Refusal.Code.ACTION_ORDER,
                step,
                "the NIC rewrites a field that checksums cover once in each copy of a packet");
    }

    private static Optional<Refusal> unsupported(OdpAction step) {
        return no(
                Refusal.Code.UNSUPPORTED_ACTION,
                step,
                "the NIC sets fields of Ethernet, MPLS, ARP, IPv4, IPv6, TCP, UDP and ICMP");
    }

    private static Optional<Refusal> no(Refusal.Code code, OdpAction step, String sentence) {
        return Optional.of(Refusal.translate(code, OdpActionText.print(step), sentence));
    }

    private static int half(Bytes bytes) {
        return bytes.at(ARP_OPERATION) << 8 | bytes.at(ARP_OPERATION + 1);
    }

    private static int word(Bytes bytes) {
        return bytes.at(0) << 24 | bytes.at(1) << 16 | bytes.at(2) << 8 | bytes.at(3);
    }
}
