package io.tandem.tc.act;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ChecksumLayer;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.PeditKey.Header;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.match.PacketFacts;
import io.tandem.translate.Fragments;
import io.tandem.translate.RefusedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Header fields that are written one after another: one pedit, and one csum behind it.
 *
 * <p>csum looks for the transport header by the packet's own protocol, so layers of several protocols can be asked for
 * at once, and it leaves a UDP checksum of zero over IPv4 alone. Over IPv6 it puts one in. It computes over the packet it
 * has, so a first fragment would get a wrong one. Source: net/sched/act_pedit.c, act_csum.c.
 */
final class HeaderEdits {
    static final int WORD = Integer.BYTES;

    /** Adds 255 to the one byte, whose carry is lost. */
    static final PeditKey IPV4_TTL_LESS_ONE = new PeditKey(Header.IP4, true, 8, 0x00ffffff, 0xff000000);

    static final PeditKey IPV6_HLIMIT_LESS_ONE = new PeditKey(Header.IP6, true, 4, 0xffffff00, 0x000000ff);

    /** The operation has 16 bits, of which a key holds the lower eight. */
    static final PeditKey ARP_OPERATION_HIGH = new PeditKey(Header.NETWORK, false, 4, 0xffff00ff, 0);

    private final int maxKeys;
    private final List<PeditKey> keys = new ArrayList<>();
    private int layers;
    private boolean unfragmented;

    HeaderEdits(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    /** True where a checksum was asked for that fragments can't have. */
    boolean unfragmented() {
        return unfragmented;
    }

    /** What was written so far as actions; nothing is pending afterwards. */
    List<TcAction> take() throws RefusedException {
        if (keys.isEmpty()) {
            layers = 0; // of a set that writes nothing
            return List.of();
        }
        if (keys.size() > maxKeys) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    "set",
                    "the sets write " + keys.size() + " words, one pedit writes " + maxKeys);
        }
        List<TcAction> actions = new ArrayList<>();
        actions.add(TcAction.of(new ActionBody.Pedit(true, keys), TcControl.PIPE));
        if (layers != 0) {
            actions.add(TcAction.of(new ActionBody.Csum(layers), TcControl.PIPE));
        }
        keys.clear();
        layers = 0;
        return actions;
    }

    /** Writes fields of one header. */
    void set(KeyAttribute attribute, FlowKey value, FlowMask mask, PacketState state) throws RefusedException {
        switch (attribute) {
            case ETHERNET -> {
                if (!state.ethernet) {
                    throw order("eth", "the packet has no Ethernet header at this point");
                }
                write(HeaderLayout.ETHERNET, value, mask);
            }
            case IPV4 -> ipv4(value, mask, state);
            case IPV6 -> ipv6(value, mask, state);
            case TCP -> ports(HeaderLayout.TCP, IpProto.TCP, ChecksumLayer.TCP, value, mask, state);
            case UDP -> ports(HeaderLayout.UDP, IpProto.UDP, ChecksumLayer.UDP, value, mask, state);
            case ARP -> arp(value, mask, state);
            default -> throw new IllegalArgumentException("no header of pedit for " + attribute);
        }
    }

    /** Takes one from the time to live, which is known to be two or more. */
    void decrementTtl(PacketState state) throws RefusedException {
        if (!state.isIp() || !state.networkHeaderFound()) {
            throw order("dec_ttl", "tc takes from the time to live of IPv4 and IPv6 behind one VLAN tag at most");
        }
        if (state.leastTtl < 2) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "dec_ttl",
                    "tc can't act on a time to live that expires; a flow that matches one above 1 could be offloaded");
        }
        state.leastTtl--;
        if (state.etherType == EtherType.IPV4) {
            keys.add(IPV4_TTL_LESS_ONE);
            layers |= ChecksumLayer.IPV4HDR.bit();
        } else {
            keys.add(IPV6_HLIMIT_LESS_ONE);
        }
    }

    private void ipv4(FlowKey value, FlowMask mask, PacketState state) throws RefusedException {
        network(KeyAttribute.IPV4, EtherType.IPV4, state);
        fixed(mask, FlowField.IPV4_PROTO, FlowField.IPV4_FRAG);
        write(HeaderLayout.IPV4, value, mask);
        ttl(value, mask, FlowField.IPV4_TTL, state);
        layers |= ChecksumLayer.IPV4HDR.bit();
        if (!mask.isZero(FlowField.IPV4_SRC) || !mask.isZero(FlowField.IPV4_DST)) {
            transport(state, false);
        }
    }

    private void ipv6(FlowKey value, FlowMask mask, PacketState state) throws RefusedException {
        network(KeyAttribute.IPV6, EtherType.IPV6, state);
        fixed(mask, FlowField.IPV6_PROTO, FlowField.IPV6_FRAG);
        write(HeaderLayout.IPV6, value, mask);
        ttl(value, mask, FlowField.IPV6_HLIMIT, state);
        if (!mask.isZero(FlowField.IPV6_SRC) || !mask.isZero(FlowField.IPV6_DST)) {
            transport(state, true);
        }
    }

    private void ports(
            HeaderLayout layout, int protocol, ChecksumLayer layer, FlowKey value, FlowMask mask, PacketState state)
            throws RefusedException {
        String subject = layout.header().word();
        if (!state.isIp() || state.protocol != protocol || !state.networkHeaderFound()) {
            throw order(subject, "the packets aren't known to be " + subject + " behind one VLAN tag at most");
        }
        if (state.facts.fragments() == Fragments.LATER) {
            throw order(subject, "a later fragment has no transport header");
        }
        write(layout, value, mask);
        whole(state);
        layers |= layer.bit();
    }

    private void arp(FlowKey value, FlowMask mask, PacketState state) throws RefusedException {
        network(KeyAttribute.ARP, EtherType.ARP, state);
        boolean read = KeyAttribute.ARP.fields().stream()
                .anyMatch(field -> !state.facts.mask().isZero(field));
        if (!read) {
            throw new RefusedException(
                    Refusal.Code.PREREQUISITE,
                    "set(arp)",
                    "only the match on an ARP field tells ARP over Ethernet for IPv4 from others; match arp.op");
        }
        write(HeaderLayout.ARP, value, mask);
        if (!mask.isZero(FlowField.ARP_OP)) {
            keys.add(ARP_OPERATION_HIGH);
        }
    }

    private static void network(KeyAttribute attribute, int type, PacketState state) throws RefusedException {
        if (state.etherType != type) {
            throw order(attribute.text(), "the packets aren't known to be " + attribute.text() + " at this point");
        }
        if (!state.networkHeaderFound()) {
            throw order(
                    attribute.text(),
                    "pedit takes a second VLAN tag for the network header; the flow must match that there is none");
        }
    }

    private static void fixed(FlowMask mask, FlowField... fields) throws RefusedException {
        for (FlowField field : fields) {
            if (!mask.isZero(field)) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_ACTION,
                        "set(" + field.path() + ")",
                        "no datapath rewrites " + field.path());
            }
        }
    }

    private static void ttl(FlowKey value, FlowMask mask, FlowField field, PacketState state) {
        if (!mask.isZero(field)) {
            state.leastTtl = (int) (value.get(field) & mask.get(field));
        }
    }

    /** Checksums that an address is part of. */
    private void transport(PacketState state, boolean ipv6) throws RefusedException {
        if (state.facts.fragments() == Fragments.LATER) {
            return;
        }
        int needed = ofAddresses(state.protocol, ipv6);
        if (needed != 0) {
            whole(state);
            layers |= needed;
        }
    }

    /** Layers whose checksums an address of that IP version is part of. */
    static int ofAddresses(int protocol, boolean ipv6) {
        return switch (protocol) {
            case IpProto.TCP -> ChecksumLayer.TCP.bit();
            case IpProto.UDP -> ChecksumLayer.UDP.bit();
            case IpProto.ICMPV6 -> ipv6 ? ChecksumLayer.ICMP.bit() : 0;
            case PacketFacts.UNKNOWN ->
                ChecksumLayer.TCP.bit() | ChecksumLayer.UDP.bit() | (ipv6 ? ChecksumLayer.ICMP.bit() : 0);
            default -> 0;
        };
    }

    private void whole(PacketState state) throws RefusedException {
        if (state.facts.fragments() == Fragments.FIRST) {
            throw order(
                    state.etherType == EtherType.IPV4 ? "ipv4" : "ipv6",
                    "csum can't mend the transport checksum of a fragment");
        }
        unfragmented |= state.facts.fragments() == Fragments.ANY;
    }

    private void write(HeaderLayout layout, FlowKey value, FlowMask mask) {
        byte[] content = layout.pack(value);
        byte[] bits = layout.pack(mask);
        for (int offset = 0; offset < content.length; offset += WORD) {
            int written = word(bits, offset);
            if (written != 0) {
                keys.add(new PeditKey(layout.header(), false, offset, ~written, word(content, offset) & written));
            }
        }
    }

    private static int word(byte[] content, int offset) {
        int word = 0;
        for (int i = 0; i < WORD; i++) {
            word = word << Byte.SIZE | content[offset + i] & 0xff;
        }
        return word;
    }

    private static RefusedException order(String subject, String sentence) {
        return new RefusedException(Refusal.Code.PREREQUISITE, "set(" + subject + ")", sentence);
    }
}
