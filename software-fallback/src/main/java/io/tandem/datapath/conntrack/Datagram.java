package io.tandem.datapath.conntrack;

import io.tandem.datapath.packet.Packet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The fragments of one datagram, as far as they have come. Guarded by the lock of its {@link FragmentStore}. */
final class Datagram {
    private final List<Fragment> fragments = new ArrayList<>();
    final long deadline;
    private boolean first;
    private boolean last;

    /** True where the whole would be no frame; its fragments wait for their end. */
    private boolean impossible;

    Datagram(long deadline) {
        this.deadline = deadline;
    }

    boolean impossible() {
        return impossible;
    }

    int size() {
        return fragments.size();
    }

    boolean overlaps(Fragment fragment) {
        return fragments.stream().anyMatch(fragment::overlaps);
    }

    /** Adds a fragment; true where the datagram is whole by it. */
    boolean add(Fragment fragment) {
        fragments.add(fragment);
        first |= fragment.from() == 0;
        last |= !fragment.more();
        if (!first || !last) {
            return false;
        }
        fragments.sort(Comparator.comparingInt(Fragment::from));
        for (int i = 1; i < fragments.size(); i++) {
            if (fragments.get(i - 1).until() != fragments.get(i).from()) {
                return false;
            }
        }
        impossible = frameSize() > Packet.MAX_FRAME;
        return !impossible;
    }

    /** In the order of their data; of a whole datagram. */
    List<Fragment> fragments() {
        return List.copyOf(fragments);
    }

    private int frameSize() {
        return fragments.getFirst().data() + fragments.getLast().until();
    }
}
