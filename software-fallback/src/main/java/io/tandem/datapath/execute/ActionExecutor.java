package io.tandem.datapath.execute;

import io.tandem.datapath.conntrack.CtRequest;
import io.tandem.datapath.conntrack.Tracker;
import io.tandem.datapath.meter.Meter;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.datapath.port.Port;
import io.tandem.datapath.tunnel.TunnelPush;
import io.tandem.flow.FlowField;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Carries out prepared actions on a packet. Belongs to one packet thread.
 *
 * <p>Actions have the effect that they have in Open vSwitch's own datapath (lib/odp-execute.c, dp_execute_cb in
 * lib/dpif-netdev.c), and that of the kernel (net/openvswitch/actions.c) where that one does not know them: dec_ttl and
 * psample. Kept from the former: trunc counts the bytes that the next output leaves off, so that what is pushed or popped
 * between the two is sent or missing as well, and check_pkt_len takes a packet that is cut to less than its padding for a
 * long one. An action that needs a header which is cut short ends the packet, in the lists around its own too, as in the
 * kernel: Open vSwitch writes behind the packet's end there. A packet that went nowhere is one drop: neither it nor any copy of it left by a port, was handed to somebody
 * or is held by connection tracking.
 */
public final class ActionExecutor {
    /** How deep recirculation may go. */
    public static final int DEPTH_LIMIT = 6;

    /** What trunc leaves at least. */
    private static final int ETHERNET_HEADER = 14;

    private static final int SYMMETRIC = 1;
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final long HASH_BITS = FlowField.DP_HASH.ones() << FlowField.DP_HASH.shift();

    /** Looks a packet up once more and carries out what it finds. */
    public interface Recirculation {
        void recirculate(Packet packet, int depth);
    }

    private final DropCounters drops;
    private final Recirculation recirculation;
    private final ActionServices services;
    private final HeaderRewriter rewriter = new HeaderRewriter();
    private final FlowHash hashes = new FlowHash();
    private final PacketDelivery delivery;
    private final PacketCopies copies = new PacketCopies();

    private final SampleDraw draw;
    private final TunnelActions tunnels;
    private final Tracker tracker;

    private boolean running;
    /** True where a header was found cut short, which ends the lists around it too. */
    private boolean cutShort;

    /**
     * @param ports by port number; the array is read at each output, so ports may be attached later
     * @param services what the actions reach beside ports
     */
    public ActionExecutor(
            @Nullable Port[] ports, DropCounters drops, Recirculation recirculation, ActionServices services) {
        this.drops = drops;
        this.recirculation = recirculation;
        this.services = services;
        this.draw = new SampleDraw(SampleSeed.of(services.seed()));
        this.tracker = services.conntrack().tracker();
        this.delivery = new PacketDelivery(ports, drops, services);
        this.tunnels = delivery.tunnels();
    }

    /** Frames sent so far. */
    public long transmitted() {
        return delivery.transmitted();
    }

    /**
     * Says that the packet under way went somewhere that is no action's: it waits for the slow path, after a
     * recirculation, and is accounted for when that has answered. Called from within {@link Recirculation}.
     */
    public void delivered() {
        delivery.note();
    }

    /**
     * Carries out actions. A packet that went nowhere is counted as dropped, with the first reason that there was. Called
     * from within {@link Recirculation} it goes on with the packet under way, which everything that {@link DropCounters}
     * count meanwhile belongs to.
     *
     * @param packet may be changed
     * @param depth how often the packet was recirculated
     */
    public void execute(Packet packet, Step[] steps, int depth) {
        if (running) {
            if (steps.length == 0) {
                drops.count(DropReason.NO_ACTION, 1);
            }
            run(packet, steps, 0, depth, 0, true);
            return;
        }
        drops.open();
        running = true;
        delivery.restore(false);
        cutShort = false;
        boolean done = false;
        try {
            run(packet, steps, 0, depth, 0, true);
            done = true;
        } finally {
            running = false;
            if (!done) {
                copies.giveAllBack();
                draw.leave();
            }
            drops.settle(
                    done && !delivery.delivered(), steps.length == 0 ? DropReason.NO_ACTION : DropReason.NO_OUTPUT);
        }
    }

    /** The port that actions send by, where that is all that they do; null else, and where there is no such port. */
    public @Nullable Port onlyOutput(Step[] steps) {
        return steps.length == 1 && steps[0].kind == Step.OUTPUT ? delivery.port(steps[0].first) : null;
    }

    /**
     * Sends a packet that has no other action.
     *
     * @param port of {@link #onlyOutput}
     */
    public void send(Packet packet, Port port) {
        delivery.send(packet, port);
    }

    /**
     * Carries out a list from one of its steps on.
     *
     * @param cut bytes that the next output leaves off
     * @param owned true where nobody needs the packet afterwards
     */
    private void run(Packet packet, Step[] steps, int from, int depth, int cut, boolean owned) {
        int off = cut;
        for (int i = from; i < steps.length; i++) {
            Step step = steps[i];
            boolean last = owned && i == steps.length - 1;
            switch (step.kind) {
                case Step.OUTPUT -> {
                    delivery.output(packet, step.first, off, last);
                    off = 0;
                }
                case Step.LB_OUTPUT -> {
                    delivery.bondOutput(packet, step.first, hashes, off, last);
                    off = 0;
                }
                case Step.TRUNC -> {
                    long kept = Math.max(ETHERNET_HEADER, Integer.toUnsignedLong(step.first));
                    off = (int) Math.max(0, packet.length() - kept);
                }
                case Step.DROP -> {
                    drops.count((DropReason) Objects.requireNonNull(step.prepared), 1);
                    return;
                }
                case Step.RECIRC -> recirculate(packet, step.first, depth, last);
                case Step.CLONE -> {
                    nested(packet, step.nested, step.nestedChanges, depth, off, last);
                    if (cutShort) {
                        return;
                    }
                    off = 0;
                }
                case Step.SAMPLE -> {
                    sample(packet, step, depth, last);
                    if (cutShort) {
                        return;
                    }
                }
                case Step.CHECK_LENGTH -> {
                    int length = packet.length() - off - rewriter.padding(packet);
                    if (Integer.compareUnsigned(length, step.first) > 0) {
                        nested(packet, step.nested, step.nestedChanges, depth, 0, last);
                    } else {
                        nested(packet, step.otherwise, step.otherwiseChanges, depth, 0, last);
                    }
                    if (cutShort) {
                        return;
                    }
                }
                case Step.DEC_TTL -> {
                    DropReason expired = rewriter.decrementTtl(packet);
                    if (expired != null) {
                        drops.count(expired, 1);
                        run(packet, step.nested, 0, depth, 0, owned);
                        return;
                    }
                }
                case Step.METER -> {
                    Meter meter = services.meters().find(step.first);
                    if (meter != null && !meter.pass(packet.length(), packet.timeNanos() / NANOS_PER_MILLI)) {
                        drops.count(DropReason.METER, 1);
                        return;
                    }
                }
                case Step.HASH -> {
                    int hash = step.first == SYMMETRIC
                            ? hashes.symmetric(packet, step.second)
                            : hashes.l4(packet, step.second);
                    PacketMetadata metadata = packet.metadata();
                    metadata.set(FlowField.DP_HASH.word(), (long) hash << FlowField.DP_HASH.shift(), HASH_BITS);
                }
                case Step.USERSPACE -> {
                    delivery.userspace(packet, step, off);
                    off = 0;
                }
                case Step.PSAMPLE -> delivery.psample(packet, step, off, draw.probability());
                case Step.CT -> {
                    if (!track(packet, steps, i, depth)) {
                        return;
                    }
                }
                case Step.TNL_PUSH -> {
                    PacketDelivery.trim(packet, off);
                    off = 0;
                    if (!((TunnelPush) Objects.requireNonNull(step.prepared)).push(packet)) {
                        drops.count(DropReason.TUNNEL_PUSH, 1);
                        return;
                    }
                }
                case Step.TNL_POP -> {
                    decapsulate(packet, step, depth, off, last);
                    off = 0;
                }
                default -> {
                    DropReason failure = rewriter.rewrite(packet, step);
                    if (failure != null) {
                        drops.count(failure, 1);
                        cutShort = failure == DropReason.TRUNCATED_HEADER;
                        return;
                    }
                }
            }
        }
    }

    /** Carries out a list on a copy, or on the packet itself where nobody can tell the difference. */
    private void nested(Packet packet, Step[] steps, boolean changing, int depth, int off, boolean last) {
        if (last || !changing) {
            run(packet, steps, 0, depth, off, last);
            return;
        }
        run(copies.of(packet), steps, 0, depth, off, true);
        copies.giveBack();
    }

    private void sample(Packet packet, Step step, int depth, boolean last) {
        if (draw.chooses(step.first)) {
            int outer = draw.enter(step.first);
            nested(packet, step.nested, step.nestedChanges, depth, 0, last);
            draw.restore(outer);
        }
    }

    private void recirculate(Packet packet, int id, int depth, boolean last) {
        if (depth >= DEPTH_LIMIT) {
            drops.count(DropReason.RECIRCULATION_LIMIT, 1);
            return;
        }
        Packet onward = last ? packet : copies.of(packet);
        onward.recircId(id);
        lookUpAgain(onward, depth);
        if (!last) {
            copies.giveBack();
        }
    }

    private void decapsulate(Packet packet, Step step, int depth, int off, boolean last) {
        if (depth >= DEPTH_LIMIT) {
            drops.count(DropReason.RECIRCULATION_LIMIT, 1);
            return;
        }
        Packet onward = last ? packet : copies.of(packet);
        PacketDelivery.trim(onward, off);
        DropReason refusal = tunnels.pop(onward, step.first);
        if (refusal == null) {
            onward.recircId(step.second);
            lookUpAgain(onward, depth);
        } else {
            drops.count(refusal, 1);
        }
        if (!last) {
            copies.giveBack();
        }
    }

    private void lookUpAgain(Packet packet, int depth) {
        int outer = draw.leave();
        recirculation.recirculate(packet, depth + 1);
        cutShort = false;
        draw.restore(outer);
    }

    /** False where the packet does not go on. Fragments that were held go on first, each counted on its own. */
    private boolean track(Packet packet, Step[] steps, int at, int depth) {
        CtRequest request = (CtRequest) Objects.requireNonNull(steps[at].prepared);
        return switch (tracker.track(packet, request)) {
            case TRACKED, LIMITED, EXHAUSTED -> true;
            case HELD -> {
                delivery.note();
                yield false;
            }
            case RELEASED -> {
                release(steps, at + 1, depth);
                yield true;
            }
        };
    }

    private void release(Step[] steps, int from, int depth) {
        boolean sent = delivery.delivered();
        DropReason noted = drops.noted();
        int released = tracker.released();
        int first = copies.used();
        for (int i = 0; i < released; i++) {
            copies.of(tracker.released(i));
        }
        for (int i = 0; i < released; i++) {
            drops.open();
            delivery.restore(false);
            run(copies.at(first + i), steps, from, depth, 0, true);
            cutShort = false;
            drops.settle(!delivery.delivered(), DropReason.NO_OUTPUT);
        }
        for (int i = 0; i < released; i++) {
            copies.giveBack();
        }
        delivery.restore(sent);
        drops.reopen(noted);
    }
}
