package io.tandem.agent.engine;

import io.tandem.action.OdpAction;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.TrackedConnection;
import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.ConnectionSnapshot;
import io.tandem.datapath.conntrack.Conntrack;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The established connections of software that a device was told of, both directions of each. Those go there whose addresses
 * are not translated, in the zones of flows that are in the device; they leave as they end, and stay alive in software while
 * the device has packets of them. Guarded by the engine, but for {@link #size}.
 */
final class OffloadedConnections {
    private final Conntrack conntrack;
    private final Map<Ufid, Direction> held = new ConcurrentHashMap<>();
    /** Those that the device was asked to hold, until it has answered. */
    private final Map<Ufid, Direction> asked = new HashMap<>();
    /** Those that the device had no room for, until a rule leaves it. */
    private final Set<Ufid> refused = new HashSet<>();

    private record Direction(TrackedConnection tracked, ConnectionSnapshot connection) {}

    OffloadedConnections(Conntrack conntrack) {
        this.conntrack = conntrack;
    }

    /**
     * What the device has to be told so that it knows the connections as they are now.
     *
     * @param flows that it holds, of which those matter that look packets up in a zone
     * @param now on the datapath's clock
     */
    List<OffloadOperation> changes(Iterable<Megaflow> flows, long now) {
        Set<Integer> zones = new HashSet<>();
        for (Megaflow flow : flows) {
            if (!flow.actions().isEmpty() && flow.actions().getFirst() instanceof OdpAction.Ct ct) {
                zones.add(ct.zone());
            }
        }
        Map<Ufid, Direction> wanted = new LinkedHashMap<>();
        for (int zone : zones) {
            for (ConnectionSnapshot connection : conntrack.dump(now, zone)) {
                if (steady(connection)) {
                    for (TrackedConnection tracked : connection.tracked()) {
                        wanted.put(tracked.ufid(), new Direction(tracked, connection));
                    }
                }
            }
        }
        List<OffloadOperation> changes = new ArrayList<>();
        for (Ufid ufid : held.keySet()) {
            if (!wanted.containsKey(ufid)) {
                changes.add(new OffloadOperation.Delete(ufid));
            }
        }
        refused.retainAll(wanted.keySet());
        wanted.forEach((ufid, direction) -> {
            Direction before = held.get(ufid);
            if (before == null ? !refused.contains(ufid) : !before.tracked().equals(direction.tracked())) {
                // before the device can have a packet of it
                if (conntrack.handOver(direction.connection(), now)) {
                    changes.add(new OffloadOperation.Track(direction.tracked()));
                    asked.put(ufid, direction);
                }
            }
        });
        return changes;
    }

    private static boolean steady(ConnectionSnapshot connection) {
        boolean established = connection.phase() == ConnectionPhase.TCP_ESTABLISHED
                || connection.phase() == ConnectionPhase.UDP_MULTIPLE && connection.protocol() == IpProto.UDP;
        ConnectionSnapshot.Direction there = connection.original();
        ConnectionSnapshot.Direction back = connection.reply();
        return established
                && there.src().equals(back.dst())
                && there.dst().equals(back.src())
                && there.srcPort() == back.dstPort()
                && there.dstPort() == back.srcPort();
    }

    /** Takes what a device says of one of them; false where the rule is none of a connection. */
    boolean observe(RuleSnapshot rule) {
        Direction direction = held.get(rule.ufid());
        if (direction == null) {
            return false;
        }
        if (rule.counters().packets() > 0) {
            conntrack.usedElsewhere(direction.connection(), rule.counters().usedNanos());
        }
        return true;
    }

    /** Takes what a device answered; false where the operation is about no connection. */
    boolean applied(OffloadOperation operation, OffloadResult result) {
        Ufid ufid = operation.ufid();
        Direction wanted = asked.remove(ufid);
        boolean known = held.remove(ufid) != null;
        if (wanted != null) {
            if (result instanceof OffloadResult.Installed || result instanceof OffloadResult.Modified) {
                held.put(ufid, wanted);
            } else {
                refused.add(ufid);
            }
            return true;
        }
        return known;
    }

    /** A rule has left the device. */
    void roomAppeared() {
        refused.clear();
    }

    /** The device holds nothing any more. */
    void lost() {
        held.clear();
        asked.clear();
        refused.clear();
    }

    /** Directions that the device holds. By any thread. */
    int size() {
        return held.size();
    }

    /** What stands for them in the device's rules. */
    List<Ufid> ufids() {
        return List.copyOf(held.keySet());
    }
}
