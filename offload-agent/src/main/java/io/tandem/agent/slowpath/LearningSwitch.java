package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;

/**
 * A slow path that is a learning Ethernet switch.
 *
 * <p>It learns behind which port a station is, for each VLAN of its own and for frames without one; sends to the port of
 * a station that is known, floods to all ports but the ingress otherwise, and drops what would go back. Frames to the
 * addresses that bridges never forward are dropped and teach nothing (IEEE 802.1Q table 8-1, 01-80-C2-00-00-00 to -0F).
 * A group address is never learned as a source. A frame with VLAN id 0 carries only a priority and belongs with those
 * that have no tag.
 *
 * <p>The megaflows look at the ingress port, the tags' presence and type, the VLAN id, the source, and as much of the
 * destination as decides: four bits fewer where it is a group. Every method may be called by any thread.
 */
public final class LearningSwitch implements SlowPath {
    /** Stations learned at most unless told otherwise. */
    public static final int STATIONS = MacTable.Limits.DEFAULT.stations();

    private static final List<OdpAction> DROP = List.of(new OdpAction.Drop());
    private static final long GROUP_BIT = 0x0100_0000_0000L;
    private static final long NEVER_FORWARDED = 0x0180_c200_0000L;
    private static final long NEVER_FORWARDED_BITS = 0xffff_ffff_fff0L;

    private final List<Integer> ports;
    private final LongSupplier nanoClock;

    /** Guarded by this. */
    private final MacTable table;

    /** A switch between these ports with the default limits, on the clock of {@link System#nanoTime()}. */
    public LearningSwitch(List<Integer> ports) {
        this(ports, MacTable.Limits.DEFAULT, System::nanoTime);
    }

    /**
     * A switch between these ports.
     *
     * @param stations stations learned at most
     * @param stationsPerPort stations learned on one port at most
     * @param age how long a station that is not heard stays learned
     */
    public LearningSwitch(List<Integer> ports, int stations, int stationsPerPort, Duration age) {
        this(ports, new MacTable.Limits(stations, stationsPerPort, age), System::nanoTime);
    }

    LearningSwitch(List<Integer> ports, MacTable.Limits limits, LongSupplier nanoClock) {
        this.ports = List.copyOf(ports);
        this.nanoClock = nanoClock;
        this.table = new MacTable(limits);
    }

    @Override
    public synchronized Megaflow answer(FlowKey packet) {
        long now = nanoClock.getAsLong();
        table.age(now);
        if (!neverForwarded(packet)) {
            learn(packet, now);
        }
        return flow(packet);
    }

    @Override
    public synchronized long version() {
        table.age(nanoClock.getAsLong());
        return table.version();
    }

    @Override
    public synchronized Optional<List<OdpAction>> revalidate(Megaflow flow) {
        table.age(nanoClock.getAsLong());
        Megaflow now = flow(flow.key());
        return now.mask().equals(flow.mask()) ? Optional.of(now.actions()) : Optional.empty();
    }

    /**
     * The flow's source was heard at that time. A station that was heard later on another port stays there; one that was
     * forgotten is learned once more, as its packets do not come here while the flow is installed.
     */
    @Override
    public synchronized void seen(Megaflow flow, long usedNanos) {
        long now = nanoClock.getAsLong();
        table.age(now);
        if (flow.mask().isExact(FlowField.ETH_SRC) && now - usedNanos < table.ageNanos()) {
            learn(flow.key(), usedNanos);
        }
    }

    /** How many stations are known now. */
    public synchronized int stations() {
        table.age(nanoClock.getAsLong());
        return table.size();
    }

    private void learn(FlowKey packet, long nanos) {
        long source = packet.get(FlowField.ETH_SRC);
        int port = (int) packet.get(FlowField.IN_PORT);
        if ((source & GROUP_BIT) == 0 && source != 0 && ports.contains(port)) {
            table.heard(space(packet), source, port, nanos);
        }
    }

    private Megaflow flow(FlowKey packet) {
        FlowMask.Builder mask = AlwaysPinned.ofAny().toBuilder();
        mask.set(FlowField.ETH_DST, NEVER_FORWARDED_BITS);
        if (neverForwarded(packet)) {
            return Megaflow.of(packet, mask.build(), DROP);
        }
        mask.exact(FlowField.ETH_SRC);
        if (packet.get(FlowField.VLAN_CFI) != 0) {
            mask.exact(FlowField.VLAN_VID);
        }
        int ingress = (int) packet.get(FlowField.IN_PORT);
        long destination = packet.get(FlowField.ETH_DST);
        if ((destination & GROUP_BIT) != 0) {
            return Megaflow.of(packet, mask.build(), flood(ingress));
        }
        mask.exact(FlowField.ETH_DST);
        OptionalInt egress = table.port(space(packet), destination);
        List<OdpAction> actions;
        if (egress.isEmpty()) {
            actions = flood(ingress);
        } else if (egress.getAsInt() == ingress) {
            actions = DROP;
        } else {
            actions = List.of(new OdpAction.Output(egress.getAsInt()));
        }
        return Megaflow.of(packet, mask.build(), actions);
    }

    private List<OdpAction> flood(int ingress) {
        List<OdpAction> outputs = ports.stream()
                .filter(port -> port != ingress)
                .<OdpAction>map(OdpAction.Output::new)
                .toList();
        return outputs.isEmpty() ? DROP : outputs;
    }

    private static boolean neverForwarded(FlowKey packet) {
        return (packet.get(FlowField.ETH_DST) & NEVER_FORWARDED_BITS) == NEVER_FORWARDED;
    }

    /** The learning space of a frame: the type and id of its first tag, zero without one. */
    private static long space(FlowKey packet) {
        long vid = packet.get(FlowField.VLAN_CFI) == 0 ? 0 : packet.get(FlowField.VLAN_VID);
        return vid == 0 ? 0 : packet.get(FlowField.VLAN_TPID) << 16 | vid;
    }
}
