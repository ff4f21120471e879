package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A switch that learns which station is behind which port, for each VLAN by itself. Frames to stations that are not
 * known, and to groups, go to every other port; those to the reserved addresses of IEEE 802.1D go nowhere.
 *
 * <p>Its megaflows look at the ingress port, the frame's type, its tags, and both addresses.
 */
public final class LearningSwitch implements SlowPath {
    /** Stations that are remembered; the one not seen for longest gives way. */
    public static final int CAPACITY = 8192;

    /** How long a station is remembered, in nanoseconds. */
    public static final long MAX_AGE_NANOS = 300_000_000_000L;

    private static final long GROUP_BIT = 0x010000000000L;
    private static final long RESERVED = 0x0180c2000000L;
    private static final long RESERVED_MASK = 0xfffffffffff0L;

    private static final FlowMask LOOKED_AT = FlowMask.builder()
            .exact(FlowField.RECIRC_ID)
            .exact(FlowField.IN_PORT)
            .exact(FlowField.ETH_SRC)
            .exact(FlowField.ETH_DST)
            .exact(FlowField.ETH_TYPE)
            .exact(FlowField.VLAN_TPID)
            .exact(FlowField.VLAN_CFI)
            .exact(FlowField.VLAN_VID)
            .exact(FlowField.CVLAN_TPID)
            .exact(FlowField.CVLAN_CFI)
            .build();

    private record Station(long vid, long address) {}

    private record Place(int port, long seenNanos) {}

    private final int ports;
    private final LongSupplier clock;
    /** In the order in which stations were last seen. */
    private final Map<Station, Place> stations = new LinkedHashMap<>();

    private long version;

    /**
     * For ports 1 to {@code ports}.
     *
     * @param clock nanoseconds
     */
    public LearningSwitch(int ports, LongSupplier clock) {
        this.ports = ports;
        this.clock = clock;
    }

    @Override
    public synchronized Megaflow answer(FlowKey packet) {
        learn(packet);
        return Megaflow.of(packet, LOOKED_AT, decide(packet));
    }

    /** Stations that are known now. */
    public synchronized int stations() {
        return stations.size();
    }

    @Override
    public synchronized long version() {
        forgetTheOld();
        return version;
    }

    @Override
    public synchronized List<OdpAction> actionsOf(Megaflow flow) {
        return decide(flow.key());
    }

    @Override
    public synchronized void seen(Megaflow flow) {
        Station source = source(flow.key());
        Place place = stations.get(source);
        if (place != null && place.port() == port(flow.key())) {
            stations.remove(source);
            stations.put(source, new Place(place.port(), clock.getAsLong()));
        }
    }

    private void learn(FlowKey packet) {
        Station source = source(packet);
        if ((source.address() & GROUP_BIT) != 0) {
            return;
        }
        Place before = stations.remove(source);
        stations.put(source, new Place(port(packet), clock.getAsLong()));
        if (before == null || before.port() != port(packet)) {
            version++;
        }
        if (stations.size() > CAPACITY) {
            Iterator<Station> oldest = stations.keySet().iterator();
            oldest.next();
            oldest.remove();
        }
    }

    private void forgetTheOld() {
        long now = clock.getAsLong();
        Iterator<Place> places = stations.values().iterator();
        while (places.hasNext() && now - places.next().seenNanos() > MAX_AGE_NANOS) {
            places.remove();
            version++;
        }
    }

    private List<OdpAction> decide(FlowKey packet) {
        long destination = packet.get(FlowField.ETH_DST);
        if ((destination & RESERVED_MASK) == RESERVED) {
            return List.of(new OdpAction.Drop());
        }
        @Nullable Place place = (destination & GROUP_BIT) != 0
                ? null
                : stations.get(new Station(packet.get(FlowField.VLAN_VID), destination));
        if (place != null) {
            return List.of(place.port() == port(packet) ? new OdpAction.Drop() : new OdpAction.Output(place.port()));
        }
        List<OdpAction> flood = new ArrayList<>();
        for (int port = 1; port <= ports; port++) {
            if (port != port(packet)) {
                flood.add(new OdpAction.Output(port));
            }
        }
        return flood;
    }

    private static Station source(FlowKey packet) {
        return new Station(packet.get(FlowField.VLAN_VID), packet.get(FlowField.ETH_SRC));
    }

    private static int port(FlowKey packet) {
        return (int) packet.get(FlowField.IN_PORT);
    }
}
