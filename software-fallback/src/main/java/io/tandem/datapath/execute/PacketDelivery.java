package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.datapath.bond.Bond;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.Port;
import io.tandem.flow.Bytes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where packets go: ports, tunnels, members of bonds, readers outside the datapath; and whether the packet under way, or a
 * copy of it, went anywhere. Belongs to one packet thread.
 */
final class PacketDelivery {
    private final @Nullable Port[] ports;
    private final DropCounters drops;
    private final ActionServices services;
    private final TunnelActions tunnels;
    private long transmitted;
    private boolean delivered;

    /** @param ports by port number; the array is read at each output */
    PacketDelivery(@Nullable Port[] ports, DropCounters drops, ActionServices services) {
        this.ports = ports;
        this.drops = drops;
        this.services = services;
        this.tunnels = new TunnelActions(services.tunnels(), (port, frame) -> output(frame, port, 0, false));
    }

    /** What sends by tunnel ports and takes their headers off. */
    TunnelActions tunnels() {
        return tunnels;
    }

    /** Frames sent so far. */
    long transmitted() {
        return transmitted;
    }

    /** True where the packet under way, or a copy of it, went somewhere. */
    boolean delivered() {
        return delivered;
    }

    /** The packet under way went somewhere that is none of the places here. */
    void note() {
        delivered = true;
    }

    /** Another packet is under way, of which that is known. */
    void restore(boolean before) {
        delivered = before;
    }

    /** The port of that number; null where there is none. */
    @Nullable Port port(int number) {
        return number >= 0 && number < ports.length ? ports[number] : null;
    }

    /** Sends a packet that has no other action. */
    void send(Packet packet, Port port) {
        if (packet.metadata().isEthernet()) {
            port.handOver(packet);
            transmitted++;
        } else {
            drops.count(DropReason.NO_ETHERNET_HEADER, 1);
        }
    }

    /**
     * Sends a frame without the last {@code off} bytes; the packet stays whole, but for the last time. Ports are
     * Ethernet's; a packet without that header leaves by tunnels alone. Answers the bytes sent, or -1.
     *
     * @param last true where nobody needs the packet afterwards
     */
    int output(Packet packet, int number, int off, boolean last) {
        Port port = port(number);
        if (port == null) {
            int trimmed = trim(packet, off);
            count(tunnels.send(packet, number));
            packet.extend(trimmed);
            return -1;
        }
        if (!packet.metadata().isEthernet()) {
            drops.count(DropReason.NO_ETHERNET_HEADER, 1);
            return -1;
        }
        int trimmed = trim(packet, off);
        int sent = packet.length();
        if (last) {
            port.handOver(packet);
        } else {
            port.transmit(packet);
            packet.extend(trimmed);
        }
        transmitted++;
        delivered = true;
        return sent;
    }

    /** Sends by the member of a bond that is the packet's by its hash. */
    void bondOutput(Packet packet, int number, FlowHash hashes, int off, boolean last) {
        Bond bond = services.bonds().find(number);
        if (bond == null) {
            drops.count(DropReason.NO_SUCH_BOND, 1);
            return;
        }
        int bucket = Bond.bucket(hashes.of(packet));
        int sent = output(packet, bond.member(bucket), off, last);
        if (sent >= 0) {
            bond.count(bucket, sent);
        }
    }

    /** Counts a drop, where there is one. */
    private void count(@Nullable DropReason reason) {
        if (reason != null) {
            drops.count(reason, 1);
        }
    }

    /** Answers how many bytes were left off, which may be fewer where headers were popped since trunc: a byte stays. */
    static int trim(Packet packet, int off) {
        int trimmed = Math.max(0, Math.min(off, packet.length() - 1));
        packet.cut(trimmed);
        return trimmed;
    }

    /** Gives a packet without the last {@code off} bytes to the action's reader. */
    void userspace(Packet packet, Step step, int off) {
        int trimmed = trim(packet, off);
        OdpAction.Userspace action = (OdpAction.Userspace) Objects.requireNonNull(step.prepared);
        if (services.userspace().receive(packet, action, step.siblings)) {
            delivered = true;
        } else {
            drops.count(DropReason.USERSPACE_REFUSED, 1);
        }
        packet.extend(trimmed);
    }

    /** Tells psample's listeners of a packet without the last {@code off} bytes. */
    void psample(Packet packet, Step step, int off, int probability) {
        int trimmed = trim(packet, off);
        Bytes cookie = (Bytes) Objects.requireNonNull(step.prepared);
        delivered |= services.psample().receive(packet, step.first, cookie, probability);
        packet.extend(trimmed);
    }
}
