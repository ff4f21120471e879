package io.tandem.datapath.dpcls;

import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import java.util.Arrays;

/** The bits that all flows of a set look at. Immutable. */
final class CommonBits {
    private final MaskWords mask;

    /** For each word of the mask its bits that all flows look at. */
    private final long[] common;

    /** The first flow's masked words. */
    private final long[] values;

    /** For each word of the mask the bits in which some flows differ, whether or not all look at them. */
    private final long[] different;

    CommonBits(DatapathFlow[] flows) {
        DatapathFlow first = flows[0];
        mask = first.mask();
        common = new long[mask.size()];
        values = new long[mask.size()];
        different = new long[mask.size()];
        Arrays.fill(common, -1);
        Arrays.setAll(values, first::value);
        for (DatapathFlow flow : flows) {
            int i = 0;
            for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
                int index = Long.numberOfTrailingZeros(rest);
                common[i] &= flow.mask().at(index);
                different[i] |= flow.word(index) ^ values[i];
                i++;
            }
        }
    }

    /** Those in words in which some of the flows differ. */
    MaskWords telling() {
        long[] kept = new long[common.length];
        for (int i = 0; i < kept.length; i++) {
            kept[i] = (common[i] & different[i]) == 0 ? 0 : common[i];
        }
        return mask.narrowed(kept);
    }

    /** True where a further flow differs from all these in a word in which they agree: more bits tell flows apart then. */
    boolean toldApartBy(DatapathFlow flow) {
        int i = 0;
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            int index = Long.numberOfTrailingZeros(rest);
            long agreed = (common[i] & different[i]) == 0 ? common[i] : 0;
            if (((flow.word(index) ^ values[i]) & flow.mask().at(index) & agreed) != 0) {
                return true;
            }
            i++;
        }
        return false;
    }
}
