package io.tandem.agent.engine;

import io.tandem.flow.Ufid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * The flows that are to be placed, each once and in the order in which they came, and those that wait until there is
 * room. {@link #arrived} is called by any thread, the rest by the control thread.
 */
final class PlacementQueue {
    /** Refused for want of room; tried again when room appears after that refusal and the time has come. */
    private record Waiting(long roomsSeen, Instant notBefore) {}

    private final Queue<Ufid> arrived = new ConcurrentLinkedQueue<>();
    private final Set<Ufid> ready = new LinkedHashSet<>();
    private final Map<Ufid, Waiting> noRoom = new LinkedHashMap<>();
    /** How often room appeared. */
    private long rooms;

    /** A new flow. */
    void arrived(Ufid ufid) {
        arrived.add(ufid);
    }

    /** A flow that is to be placed now, whatever became of it before. */
    void add(Ufid ufid) {
        noRoom.remove(ufid);
        ready.add(ufid);
    }

    /** The device has no room for the flow, and is not to be asked again before that time. */
    void noRoom(Ufid ufid, Instant notBefore) {
        noRoom.put(ufid, new Waiting(rooms, notBefore));
    }

    /** A rule left the device. */
    void roomAppeared() {
        rooms++;
    }

    /** The flow is placed, or gone. */
    void forget(Ufid ufid) {
        ready.remove(ufid);
        noRoom.remove(ufid);
    }

    /** Takes out all that may be placed now. */
    List<Ufid> take(Instant now) {
        noRoom.forEach((ufid, waiting) -> {
            if (waiting.roomsSeen() < rooms && !waiting.notBefore().isAfter(now)) {
                ready.add(ufid);
            }
        });
        noRoom.keySet().removeAll(ready);
        for (Ufid ufid = arrived.poll(); ufid != null; ufid = arrived.poll()) {
            ready.add(ufid);
        }
        List<Ufid> taken = new ArrayList<>(ready);
        ready.clear();
        return taken;
    }
}
