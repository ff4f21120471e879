package io.tandem.datapath.conntrack;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Fragments that wait for the rest of their datagram. Shared by all packet threads, under one lock: fragments are few, and
 * a datagram's may come on several threads. Source: Open vSwitch lib/ipf.c.
 */
final class FragmentStore {
    /** In the order in which their first fragments came, which is that of their deadlines. */
    private final Map<FragmentKey, Datagram> waiting = new LinkedHashMap<>();

    private int held;
    private long accepted;
    private long released;
    private long expired;
    private long tooSmall;
    private long overlapping;
    private long refused;

    /** What became of a fragment. */
    sealed interface Answer {
        /** It is invalid, and no copy is kept. */
        record Refused() implements Answer {}

        /** It is kept. */
        record Held() implements Answer {}

        /** Its datagram is whole, and is kept no longer. */
        record Whole(List<Fragment> fragments) implements Answer {}
    }

    private static final Answer REFUSED = new Answer.Refused();
    private static final Answer HELD = new Answer.Held();

    synchronized Answer take(Fragment fragment, FragmentLimits limits, long now) {
        int smallest = fragment.key().ipv6() ? limits.smallestIpv6() : limits.smallestIpv4();
        if (fragment.more() && fragment.packetSize() < smallest) {
            tooSmall++;
            return REFUSED;
        }
        Datagram datagram = waiting.get(fragment.key());
        if (held >= limits.most() || fragment.size() <= 0 || datagram != null && datagram.impossible()) {
            refused++;
            return REFUSED;
        }
        if (datagram == null) {
            datagram = new Datagram(now + limits.patience().toNanos());
            waiting.put(fragment.key(), datagram);
        } else if (datagram.overlaps(fragment)) {
            overlapping++;
            return REFUSED;
        }
        accepted++;
        if (!datagram.add(fragment)) {
            held++;
            return HELD;
        }
        waiting.remove(fragment.key());
        held -= datagram.size() - 1;
        released += datagram.size();
        return new Answer.Whole(datagram.fragments());
    }

    /** Drops datagrams that were not whole in time, a number of them at most. */
    synchronized void expire(long now, int most) {
        Iterator<Datagram> oldest = waiting.values().iterator();
        for (int i = 0; i < most && oldest.hasNext(); i++) {
            Datagram datagram = oldest.next();
            if (now - datagram.deadline <= 0) {
                return;
            }
            oldest.remove();
            held -= datagram.size();
            expired += datagram.size();
        }
    }

    /** Drops what waits in a zone. */
    synchronized void flush(int zone) {
        Map<FragmentKey, Datagram> all = new HashMap<>(waiting);
        all.forEach((key, datagram) -> {
            if (key.zone() == zone) {
                waiting.remove(key);
                held -= datagram.size();
                expired += datagram.size();
            }
        });
    }

    synchronized FragmentCounters counters() {
        return new FragmentCounters(held, accepted, released, expired, tooSmall, overlapping, refused);
    }
}
