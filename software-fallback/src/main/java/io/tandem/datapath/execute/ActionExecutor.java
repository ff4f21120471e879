package io.tandem.datapath.execute;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.datapath.port.Port;
import org.jspecify.annotations.Nullable;

/** Carries out prepared actions on a packet. Belongs to one packet thread. */
public final class ActionExecutor {
    /** How deep recirculation may go. */
    public static final int DEPTH_LIMIT = 6;

    /** Looks a packet up once more and carries out what it finds. */
    public interface Recirculation {
        void recirculate(Packet packet, int depth);
    }

    private final @Nullable Port[] ports;
    private final DropCounters drops;
    private final Recirculation recirculation;
    private final HeaderRewriter rewriter = new HeaderRewriter();
    /** Copies of packets that go on after a recirculation, one for each depth; made when first needed. */
    private final @Nullable Packet[] copies = new Packet[DEPTH_LIMIT + 1];

    private long transmitted;

    /**
     * @param ports by port number; the array is read at each output, so ports may be attached later
     */
    public ActionExecutor(@Nullable Port[] ports, DropCounters drops, Recirculation recirculation) {
        this.ports = ports;
        this.drops = drops;
        this.recirculation = recirculation;
    }

    /** Packets sent so far. */
    public long transmitted() {
        return transmitted;
    }

    /**
     * Carries out actions. A packet that is sent nowhere is counted as dropped, with the reason.
     *
     * @param depth how often the packet was recirculated
     */
    public void execute(Packet packet, Step[] steps, int depth) {
        if (steps.length == 0) {
            drops.count(DropReason.NO_ACTION, 1);
            return;
        }
        boolean sent = false;
        for (int i = 0; i < steps.length; i++) {
            Step step = steps[i];
            switch (step.kind) {
                case Step.OUTPUT -> {
                    Port port = step.first >= 0 && step.first < ports.length ? ports[step.first] : null;
                    if (port == null) {
                        drops.count(DropReason.NO_SUCH_PORT, 1);
                    } else {
                        port.transmit(packet);
                        transmitted++;
                    }
                    sent = true;
                }
                case Step.DROP -> {
                    drops.count(DropReason.FLOW_DROP, 1);
                    return;
                }
                case Step.RECIRC -> {
                    recirculate(packet, step.first, depth, i == steps.length - 1);
                    sent = true;
                }
                default -> {
                    DropReason failure = rewrite(packet, step);
                    if (failure != null) {
                        if (!sent) {
                            drops.count(failure, 1);
                        }
                        return;
                    }
                }
            }
        }
        if (!sent) {
            drops.count(DropReason.NO_OUTPUT, 1);
        }
    }

    private @Nullable DropReason rewrite(Packet packet, Step step) {
        boolean done =
                switch (step.kind) {
                    case Step.PUSH_VLAN -> rewriter.pushVlan(packet, step.first, step.second);
                    case Step.POP_VLAN -> {
                        rewriter.popVlan(packet);
                        yield true;
                    }
                    case Step.SET_ETHERNET -> {
                        rewriter.ethernet(packet, step);
                        yield true;
                    }
                    case Step.SET_VLAN -> rewriter.vlan(packet, step);
                    case Step.SET_IPV4 -> rewriter.ipv4(packet, step);
                    case Step.SET_IPV6 -> rewriter.ipv6(packet, step);
                    case Step.SET_TRANSPORT -> rewriter.transport(packet, step);
                    default -> throw new IllegalStateException("no action of kind " + step.kind);
                };
        if (done) {
            return null;
        }
        return step.kind == Step.PUSH_VLAN ? DropReason.NO_ROOM : DropReason.TRUNCATED_HEADER;
    }

    private void recirculate(Packet packet, int id, int depth, boolean last) {
        if (depth >= DEPTH_LIMIT) {
            drops.count(DropReason.RECIRCULATION_LIMIT, 1);
            return;
        }
        Packet onward = packet;
        if (!last) {
            Packet copy = copies[depth];
            if (copy == null) {
                copy = PacketBatch.single();
                copies[depth] = copy;
            }
            copy.set(packet);
            onward = copy;
        }
        onward.recircId(id);
        recirculation.recirculate(onward, depth + 1);
    }
}
