package io.tandem.datapath.dpcls;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;

/**
 * What a node of the tree asks of a key, as a hash. Either the key's bits under a mask, or the places where some fields
 * first differ from a reference, which tells prefixes of any length apart at once. Immutable.
 *
 * <p>A test decides a flow where all keys that match the flow have the same answer. Bits do so for flows that look at
 * all of them; a first difference for flows that look at every bit down to where their own key first differs.
 */
final class NodeTest {
    /** Longs of a row of bits: the word of the key, and the bits of it. */
    private static final int BITS = 2;

    /** Longs of a row of a first difference: the word of the key, the field's bits in it, their reference values. */
    private static final int DIFFERENCE = 3;

    private final long[] rows;
    private final int row;
    private final long seed;

    private NodeTest(long[] rows, int row, long seed) {
        this.rows = rows;
        this.row = row;
        this.seed = seed;
    }

    /** A test of a key's bits. */
    static NodeTest ofBits(MaskWords bits) {
        long[] rows = new long[BITS * bits.size()];
        int next = 0;
        for (long rest = bits.map(); rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            rows[next++] = index;
            rows[next++] = bits.at(index);
        }
        return new NodeTest(rows, BITS, bits.seed());
    }

    /**
     * A test of where a key first differs.
     *
     * @param seed of hashes
     * @param fields for each field three longs: the word of the key, the field's bits in it, their reference values
     */
    static NodeTest ofFirstDifferences(long seed, long[] fields) {
        return new NodeTest(fields, DIFFERENCE, seed);
    }

    /** The hash of a key's answers, as {@link FlowSlots} keeps it. */
    int hash(long[] words, int base) {
        long hash = seed;
        if (row == BITS) {
            for (int i = 0; i < rows.length; i += BITS) {
                hash = KeyHash.step(hash, words[base + (int) rows[i]] & rows[i + 1]);
            }
        } else {
            for (int i = 0; i < rows.length; i += DIFFERENCE) {
                long difference = (words[base + (int) rows[i]] ^ rows[i + 2]) & rows[i + 1];
                hash = KeyHash.step(hash, Long.numberOfLeadingZeros(difference));
            }
        }
        return FlowSlots.stored(KeyHash.finish(hash));
    }

    /** The same of a flow that the test decides. */
    int hash(DatapathFlow flow) {
        long hash = seed;
        for (int i = 0; i < rows.length; i += row) {
            long answer = row == BITS
                    ? flow.word((int) rows[i]) & rows[i + 1]
                    : Long.numberOfLeadingZeros(difference(flow, i));
            hash = KeyHash.step(hash, answer);
        }
        return FlowSlots.stored(KeyHash.finish(hash));
    }

    /** True where it decides each of these flows. */
    boolean decides(DatapathFlow[] flows) {
        for (DatapathFlow flow : flows) {
            if (!decides(flow)) {
                return false;
            }
        }
        return true;
    }

    /** True where every key that matches the flow has the same answer. */
    boolean decides(DatapathFlow flow) {
        for (int i = 0; i < rows.length; i += row) {
            long looked = flow.mask().at((int) rows[i]);
            boolean decided =
                    row == BITS ? (rows[i + 1] & ~looked) == 0 : decides(looked, difference(flow, i), rows[i + 1]);
            if (!decided) {
                return false;
            }
        }
        return true;
    }

    /**
     * True where bits looked at settle where a field first differs.
     *
     * @param looked the bits of the word that a flow looks at
     * @param difference those of them in which the flow differs from the reference
     * @param field the field's bits
     */
    static boolean decides(long looked, long difference, long field) {
        long needed = difference == 0 ? field : field & -Long.highestOneBit(difference);
        return (looked & needed) == needed;
    }

    private long difference(DatapathFlow flow, int at) {
        int word = (int) rows[at];
        return (flow.word(word) ^ rows[at + 2]) & flow.mask().at(word) & rows[at + 1];
    }
}
