package io.tandem.datapath.masktable;

/**
 * Which mask a packet's flow probably has, told by a hash of the packet: 256 entries, of which a hash may be in four, one
 * for each byte of it. A guess that a lookup checks. Belongs to one packet thread.
 *
 * <p>Source: ovs_flow_tbl_lookup_stats in net/openvswitch/flow_table.c, MC_DEFAULT_HASH_ENTRIES and MC_HASH_SHIFT.
 */
public final class MaskCache {
    /** MC_DEFAULT_HASH_ENTRIES. */
    static final int ENTRIES = 256;

    /** MC_HASH_SHIFT: bits of the hash that choose an entry. */
    private static final int SEGMENT_BITS = 8;

    /** MC_HASH_SEGS: entries that a packet's hash may be in. */
    private static final int SEGMENTS = Integer.SIZE / SEGMENT_BITS;

    private final int[] hashes = new int[ENTRIES];
    private final int[] masks = new int[ENTRIES];

    /** The entry that has the hash; where none does, the one of its four that it takes. */
    public int entry(int hash) {
        int oldest = -1;
        int rest = hash;
        for (int segment = 0; segment < SEGMENTS; segment++) {
            int entry = rest & ENTRIES - 1;
            if (hashes[entry] == hash) {
                return entry;
            }
            if (oldest < 0 || Integer.compareUnsigned(hashes[entry], hashes[oldest]) < 0) {
                oldest = entry;
            }
            rest >>>= SEGMENT_BITS;
        }
        return oldest;
    }

    /** True where an entry has this hash. */
    public boolean has(int entry, int hash) {
        return hashes[entry] == hash;
    }

    /** The place of the mask that an entry knows; of a mask that is not there any more, perhaps. */
    public int mask(int entry) {
        return masks[entry];
    }

    /** Lets an entry know a hash and the place of its mask. */
    public void set(int entry, int hash, int mask) {
        hashes[entry] = hash;
        masks[entry] = mask;
    }

    /** Lets an entry know nothing. */
    public void forget(int entry) {
        hashes[entry] = 0;
    }
}
