package io.tandem.datapath.dpcls;

import io.tandem.datapath.miniflow.KeyHash;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import io.tandem.flow.FlowMask;

/**
 * What a node of the tree asks of a key, as a hash. Either the key's bits under a mask, or the places where some fields
 * first differ from a reference, which tells prefixes of any length apart at once. Immutable.
 *
 * <p>A test decides a flow where all keys that match the flow have the same answer. Bits do so for flows that look at
 * all of them; a first difference for flows that look at every bit down to where their own key first differs.
 */
final class NodeTest {
    private static final int ROW = 3;

    private final MaskWords bits;

    /** Word, bits and reference of one field after the other; empty where the test is of bits. */
    private final long[] fields;

    private NodeTest(MaskWords bits, long[] fields) {
        this.bits = bits;
        this.fields = fields;
    }

    /** A test of a key's bits. */
    static NodeTest ofBits(MaskWords bits) {
        return new NodeTest(bits, new long[0]);
    }

    /**
     * A test of where a key first differs.
     *
     * @param seed of hashes
     * @param fields for each field three longs: the word of the key, the field's bits in it, their reference values
     */
    static NodeTest ofFirstDifferences(long seed, long[] fields) {
        return new NodeTest(MaskWords.of(FlowMask.EMPTY, seed), fields);
    }

    /** The hash of a key's answers, as {@link FlowSlots} keeps it. */
    int hash(long[] words, int base) {
        if (fields.length == 0) {
            return FlowSlots.stored(bits.hash(words, base));
        }
        long hash = bits.seed();
        for (int i = 0; i < fields.length; i += ROW) {
            long difference = (words[base + (int) fields[i]] ^ fields[i + 2]) & fields[i + 1];
            hash = KeyHash.step(hash, Long.numberOfLeadingZeros(difference));
        }
        return FlowSlots.stored(KeyHash.finish(hash));
    }

    /** The same of a flow that the test decides. */
    int hash(DatapathFlow flow) {
        if (fields.length == 0) {
            return FlowSlots.stored(flow.hash(bits));
        }
        long hash = bits.seed();
        for (int i = 0; i < fields.length; i += ROW) {
            hash = KeyHash.step(hash, Long.numberOfLeadingZeros(difference(flow, i)));
        }
        return FlowSlots.stored(KeyHash.finish(hash));
    }

    /** True where every key that matches the flow has the same answer. */
    boolean decides(DatapathFlow flow) {
        if (fields.length == 0) {
            return flow.mask().covers(bits);
        }
        for (int i = 0; i < fields.length; i += ROW) {
            if (!decides(flow.mask().at((int) fields[i]), difference(flow, i), fields[i + 1])) {
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

    private long difference(DatapathFlow flow, int row) {
        int word = (int) fields[row];
        return (flow.word(word) ^ fields[row + 2]) & flow.mask().at(word) & fields[row + 1];
    }
}
