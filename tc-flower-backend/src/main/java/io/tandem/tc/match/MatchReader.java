package io.tandem.tc.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.NoMegaflowException;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.translate.Fragments;
import java.util.List;
import java.util.Optional;

/**
 * Makes a megaflow's match of a filter's: the other way round of {@link MatchTranslator}, by the same tables. Stateless.
 *
 * <p>Source: Open vSwitch, lib/netdev-offload-tc.c, parse_tc_flower_to_match; net/sched/cls_flower.c, fl_set_key.
 */
public final class MatchReader {
    private static final int REQUEST = 1;
    private static final int REPLY = 2;

    /**
     * The match of a filter.
     *
     * @param port whose packets meet it
     * @param recirculation the recirculation id that its chain stands for
     * @param protocol the filter's protocol
     * @throws NoMegaflowException where no megaflow matches so
     */
    public static FilterMatch read(
            FlowerMatch match, TcPort port, int recirculation, int protocol, TcCapabilities capabilities)
            throws NoMegaflowException {
        if (match.inDevice().isPresent()) {
            throw NoMegaflowException.part("indev", "a megaflow has its port from the filter's own device");
        }
        if (match.sourcePorts().isPresent() || match.destinationPorts().isPresent()) {
            throw NoMegaflowException.part("ports", "a megaflow compares ports bit by bit, and not with a range");
        }
        ReadMatch read = new ReadMatch(match);
        read.exact(FlowField.IN_PORT, Integer.toUnsignedLong(port.number()));
        read.exact(FlowField.RECIRC_ID, Integer.toUnsignedLong(recirculation));
        LinkReader link = new LinkReader(read, protocol);
        int type = link.etherType();
        int ipProtocol = PacketFacts.UNKNOWN;
        Fragments fragments = Fragments.NONE;
        if (type == EtherType.IPV4 || type == EtherType.IPV6) {
            IpReader ip = new IpReader(read, type);
            ipProtocol = ip.ipProtocol();
            fragments = ip.fragments();
        } else if (EtherType.isMpls(type)) {
            MplsReader.read(read);
        } else if (!match.mpls().isEmpty()) {
            throw NoMegaflowException.part("mpls", "the filter isn't for MPLS packets");
        }
        conntrack(read);
        TunnelReader.read(read, port, capabilities);
        byTable(read);
        for (FlowerKey flower : read.left()) {
            throw NoMegaflowException.key(
                    flower, "no field of a megaflow is compared so in the packets that the filter is for");
        }
        if (type == EtherType.ARP) {
            arp(read);
        }
        FlowKey key = read.key();
        FlowMask mask = read.mask();
        return new FilterMatch(
                List.copyOf(read.inexact()),
                new PacketFacts(port, recirculation != 0, type, link.tags(), ipProtocol, fragments, key, mask));
    }

    private static void byTable(ReadMatch read) throws NoMegaflowException {
        for (FlowerKey flower : read.left()) {
            for (FlowField field : MatchTable.fields(flower)) {
                if (field.prerequisite().holds(read.key())
                        && field.prerequisite().pinned(read.mask())) {
                    Optional<FlowerValue> value = read.take(flower);
                    if (value.isPresent()) {
                        read.compare(flower, field, value.get());
                    }
                }
            }
        }
    }

    private static void conntrack(ReadMatch read) throws NoMegaflowException {
        Optional<FlowerValue> state = read.take(FlowerKey.CT_STATE);
        if (state.isEmpty()) {
            return;
        }
        int bits = (int) state.get().maskNumber();
        if ((bits & ConntrackMatch.UNKNOWN & 0xffff) != 0) {
            throw NoMegaflowException.key(
                    FlowerKey.CT_STATE, "a megaflow has no ct_state 0x" + Integer.toHexString(bits));
        }
        read.bits(FlowField.CT_STATE, ConntrackMatch.state((int) state.get().number()), ConntrackMatch.state(bits));
    }

    /** Flower reads requests and replies only. */
    private static void arp(ReadMatch read) throws NoMegaflowException {
        FlowKey key = read.key();
        FlowMask mask = read.mask();
        if (KeyAttribute.ARP.fields().stream().allMatch(mask::isZero)) {
            return;
        }
        if (!mask.isExact(FlowField.ARP_OP)) {
            read.inexact().add(FlowField.ARP_OP);
            return;
        }
        long operation = key.get(FlowField.ARP_OP);
        if (operation != REQUEST && operation != REPLY) {
            throw NoMegaflowException.key(
                    FlowerKey.ARP_OP,
                    "flower reads ARP requests and replies only, and has zero for every other packet of that type");
        }
    }

    private MatchReader() {}
}
