package io.tandem.datapath.execute;

import io.tandem.datapath.header.HeaderPositions;
import io.tandem.datapath.packet.Packet;
import org.jspecify.annotations.Nullable;

/** Carries out the steps that change a packet's headers or what it carries beside them. Belongs to one packet thread. */
final class HeaderRewriter {
    private final HeaderPositions positions = new HeaderPositions();
    private final EthernetRewriter ethernet = new EthernetRewriter(positions);
    private final IpRewriter ip = new IpRewriter(positions);
    private final TransportRewriter transport = new TransportRewriter(positions);
    private final NeighbourRewriter neighbour = new NeighbourRewriter(positions);
    private final MplsRewriter mpls = new MplsRewriter(positions);
    private final NshRewriter nsh = new NshRewriter(positions);

    /** Why the packet cannot go on, or null where it can. */
    @Nullable DropReason rewrite(Packet packet, Step step) {
        switch (step.kind) {
            case Step.SET_ETHERNET -> {
                return ethernet.addresses(packet, step);
            }
            case Step.SET_VLAN -> {
                return ethernet.tag(packet, step);
            }
            case Step.SET_IPV4 -> {
                return ip.ipv4(packet, step);
            }
            case Step.SET_IPV6 -> {
                return ip.ipv6(packet, step);
            }
            case Step.SET_PORTS -> transport.ports(packet, step);
            case Step.SET_SCTP -> transport.sctp(packet, step);
            case Step.SET_ICMP -> transport.icmp(packet, step);
            case Step.SET_ARP -> {
                return neighbour.arp(packet, step);
            }
            case Step.SET_ND -> neighbour.discovery(packet, step);
            case Step.SET_ND_EXTENSIONS -> neighbour.extensions(packet, step);
            case Step.SET_MPLS -> mpls.set(packet, step.first, step.second);
            case Step.SET_NSH -> {
                return nsh.set(packet, step);
            }
            case Step.SET_METADATA -> step.writeMetadata(packet.metadata());
            case Step.SET_RECIRC_ID -> packet.recircId(packet.recircId() & ~step.second | step.first & step.second);
            case Step.PUSH_VLAN -> {
                return ethernet.pushTag(packet, step.first, step.second);
            }
            case Step.POP_VLAN -> {
                return ethernet.popTag(packet);
            }
            case Step.PUSH_ETHERNET -> {
                return ethernet.push(packet, step.source(), step.destination());
            }
            case Step.POP_ETHERNET -> {
                return ethernet.pop(packet);
            }
            case Step.PUSH_MPLS -> {
                return mpls.push(packet, step.first, step.second);
            }
            case Step.ADD_MPLS -> {
                return mpls.pushInFront(packet, step.first, step.second);
            }
            case Step.POP_MPLS -> mpls.pop(packet, step.first);
            case Step.PUSH_NSH -> {
                return nsh.push(packet, step.header);
            }
            case Step.POP_NSH -> {
                return nsh.pop(packet);
            }
            case Step.CLEAR_CONNECTION -> packet.metadata().clearConnection();
            default -> throw new IllegalStateException("no action of kind " + step.kind);
        }
        return null;
    }

    /** Takes one from the time to live, as {@link IpRewriter#decrementTtl} does. */
    @Nullable DropReason decrementTtl(Packet packet) {
        return ip.decrementTtl(packet);
    }

    /** Bytes behind the end of an IP packet, which only fill the frame. */
    int padding(Packet packet) {
        return positions.findIp(packet) ? packet.length() - positions.end : 0;
    }
}
