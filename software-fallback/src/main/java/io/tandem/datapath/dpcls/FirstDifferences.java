package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.FlowField;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Finds the path that the prefixes of many flows branch off. Stateless. */
final class FirstDifferences {
    /** What {@link NodeTest#ofFirstDifferences} takes: the fields that decide all flows and tell some apart. */
    static long[] fields(DatapathFlow[] flows) {
        LongStream.Builder rows = LongStream.builder();
        long[] looked = new long[flows.length];
        long[] values = new long[flows.length];
        long[] taken = new long[FlowField.WORDS];
        for (FlowField field : FlowField.values()) {
            for (int word = field.word(); word < field.word() + field.words(); word++) {
                long bits = field.wide() ? -1L : field.ones() << field.shift();
                if ((taken[word] & bits) == 0 && column(flows, word, bits, looked, values)) {
                    long[] path = path(looked, values, bits);
                    if (tells(looked, values, path)) {
                        taken[word] |= bits;
                        rows.add(word).add(path[0]).add(path[1]);
                    }
                }
            }
        }
        return rows.build().toArray();
    }

    /** Reads some bits of a word of all flows. False where any flow looks at none of them. */
    private static boolean column(DatapathFlow[] flows, int word, long bits, long[] looked, long[] values) {
        for (int i = 0; i < flows.length; i++) {
            looked[i] = flows[i].mask().at(word) & bits;
            if (looked[i] == 0) {
                return false;
            }
            values[i] = flows[i].word(word) & bits;
        }
        return true;
    }

    /** The bits of the path and their values: at each bit the way that most flows go that came so far. */
    private static long[] path(long[] looked, long[] values, long bits) {
        long path = 0;
        long reference = 0;
        long[] masks = looked.clone();
        long[] keys = values.clone();
        int left = masks.length;
        for (long rest = bits; rest != 0 && left > 0; rest &= ~Long.highestOneBit(rest)) {
            long bit = Long.highestOneBit(rest);
            int looking = 0;
            int ones = 0;
            for (int i = 0; i < left; i++) {
                looking += (masks[i] & bit) == 0 ? 0 : 1;
                ones += (keys[i] & bit) == 0 ? 0 : 1;
            }
            if (looking == 0) {
                break;
            }
            long way = ones * 2 > looking ? bit : 0;
            path |= bit;
            reference |= way;
            int kept = 0;
            for (int i = 0; i < left; i++) {
                if ((masks[i] & bit) != 0 && (keys[i] & bit) == way) {
                    masks[kept] = masks[i];
                    keys[kept++] = keys[i];
                }
            }
            left = kept;
        }
        return new long[] {path, reference};
    }

    /** True where the first difference from the path is settled for all flows, and not the same. */
    private static boolean tells(long[] looked, long[] values, long[] path) {
        long[] places = new long[looked.length];
        for (int i = 0; i < looked.length; i++) {
            long difference = (values[i] ^ path[1]) & looked[i] & path[0];
            if (!NodeTest.decides(looked[i], difference, path[0])) {
                return false;
            }
            places[i] = Long.numberOfLeadingZeros(difference);
        }
        return Arrays.stream(places).anyMatch(place -> place != places[0]);
    }

    private FirstDifferences() {}
}
