package io.tandem.agent.engine;

import io.tandem.flow.Ufid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The flows that are to be placed, each once and in the order in which they came, and those that wait: until there is
 * room, until their port is there, or until a rule leads to them. {@link #arrived} is called by any thread, the rest by the control thread.
 */
final class PlacementQueue {
    /** Refused for want of room; tried again when room appears after that refusal and the time has come. */
    private record Waiting(long roomsSeen, Instant notBefore) {}

    private final Queue<Ufid> arrived = new ConcurrentLinkedQueue<>();
    private final Set<Ufid> ready = new LinkedHashSet<>();
    private final Map<Ufid, Waiting> noRoom = new LinkedHashMap<>();
    private final Map<Ufid, Instant> later = new LinkedHashMap<>();
    private final Map<Integer, Set<Ufid>> noParent = new HashMap<>();
    private Set<Integer> ports = Set.of();
    /** How often room appeared. */
    private long rooms;

    /** A new flow. */
    void arrived(Ufid ufid) {
        arrived.add(ufid);
    }

    /** A flow that is to be placed now, whatever became of it before. */
    void add(Ufid ufid) {
        noRoom.remove(ufid);
        later.remove(ufid);
        ready.add(ufid);
    }

    /** The device has no room for the flow, and is not to be asked again before that time. */
    void noRoom(Ufid ufid, Instant notBefore) {
        noRoom.put(ufid, new Waiting(rooms, notBefore));
    }

    /** The flow lacks its port, or the rule before it; the device is asked again at that time, or when it serves more ports. */
    void later(Ufid ufid, Instant retryAt) {
        later.put(ufid, retryAt);
    }

    /** The device serves these ports. */
    void serves(Set<Integer> now) {
        if (!ports.containsAll(now)) {
            ready.addAll(later.keySet());
            later.clear();
        }
        ports = now;
    }

    /** No rule leads to the flow, which is behind that recirculation. */
    void noParent(Ufid ufid, int recirculation) {
        noParent.computeIfAbsent(recirculation, id -> new LinkedHashSet<>()).add(ufid);
    }

    /** A rule leads there now. */
    void parentArrived(int recirculation) {
        Set<Ufid> waiting = noParent.remove(recirculation);
        if (waiting != null) {
            ready.addAll(waiting);
        }
    }

    /** A rule left the device. */
    void roomAppeared() {
        rooms++;
    }

    /** The flow is placed, or gone. */
    void forget(Ufid ufid) {
        ready.remove(ufid);
        noRoom.remove(ufid);
        later.remove(ufid);
        noParent.values().removeIf(waiting -> waiting.remove(ufid) && waiting.isEmpty());
    }

    /** Takes out all that may be placed now. */
    List<Ufid> take(Instant now) {
        noRoom.forEach((ufid, waiting) -> {
            if (waiting.roomsSeen() < rooms && !waiting.notBefore().isAfter(now)) {
                ready.add(ufid);
            }
        });
        noRoom.keySet().removeAll(ready);
        later.forEach((ufid, retryAt) -> {
            if (!retryAt.isAfter(now)) {
                ready.add(ufid);
            }
        });
        later.keySet().removeAll(ready);
        for (Ufid ufid = arrived.poll(); ufid != null; ufid = arrived.poll()) {
            ready.add(ufid);
        }
        List<Ufid> taken = new ArrayList<>(ready);
        ready.clear();
        return taken;
    }
}
