package io.tandem.datapath.bond;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which bond sends which packets by which port. Bonds are set by any thread and read by packet threads, which see the old
 * members of a bond or the new ones. Source: Open vSwitch lib/dpif-netdev.c, struct tx_bond.
 */
public final class BondTable {
    private final Map<Integer, Bond> bonds = new ConcurrentHashMap<>();
    /** The same by number, for those below {@link #DENSE}; replaced as a whole. */
    private volatile @Nullable Bond[] dense = new Bond[0];

    /** Numbers from here on are no bond's. */
    public static final int DENSE = 1 << 16;

    /**
     * Adds a bond, or gives it other members.
     *
     * @param id its number, as lb_output names it, from 0 to {@link #DENSE} - 1
     */
    public synchronized void set(int id, Bond bond) {
        if (id < 0 || id >= DENSE) {
            throw new IllegalArgumentException(
                    "bond " + Integer.toUnsignedString(id) + ": give a number below " + DENSE);
        }
        bonds.put(id, bond);
        publish();
    }

    /** Removes a bond; false where there is none. */
    public synchronized boolean remove(int id) {
        boolean there = bonds.remove(id) != null;
        publish();
        return there;
    }

    /** The bond of that number. */
    public Optional<Bond> get(int id) {
        return Optional.ofNullable(find(id));
    }

    /** The bond of that number, for the packet path; null where there is none. */
    public @Nullable Bond find(int id) {
        @Nullable Bond[] all = dense;
        return id >= 0 && id < all.length ? all[id] : null;
    }

    private void publish() {
        int highest = bonds.keySet().stream().mapToInt(Integer::intValue).max().orElse(-1);
        @Nullable Bond[] all = new Bond[highest + 1];
        bonds.forEach((id, bond) -> all[id] = bond);
        dense = all;
    }
}
