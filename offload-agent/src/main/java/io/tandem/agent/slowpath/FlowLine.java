package io.tandem.agent.slowpath;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One flow of a flow file, taken apart into the fields that it matches, in the order in which they are looked at.
 * Immutable.
 */
final class FlowLine {
    private static final FlowField[] ALL = FlowField.values();

    private final int order;
    private final long[] key;
    private final long[] mask;
    private final FlowField[] fields;
    private final List<OdpAction> actions;

    /** The flow that stands at place {@code order} of its file. */
    FlowLine(int order, FlowKey key, FlowMask mask, List<OdpAction> actions) {
        this.order = order;
        this.key = key.masked(mask).toWords();
        this.mask = mask.toWords();
        this.actions = List.copyOf(actions);
        List<FlowField> matched = new ArrayList<>();
        for (FlowField field : ALL) {
            boolean has =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask);
            if (has && !mask.isZero(field)) {
                matched.add(field);
            }
        }
        this.fields = matched.toArray(FlowField[]::new);
    }

    int order() {
        return order;
    }

    List<OdpAction> actions() {
        return actions;
    }

    FlowKey key() {
        return FlowKey.ofWords(key);
    }

    /** True where the line matches the whole field. */
    boolean isExact(FlowField field) {
        return FlowMask.ofWords(mask).isExact(field);
    }

    /**
     * Looks at the line's fields, one after the other, until one differs.
     *
     * @param packet the packet
     * @param words the packet's words
     * @param seen bits looked at so far; those that are looked at now are added
     * @return true where every field agrees
     */
    boolean answers(FlowKey packet, long[] words, long[] seen) {
        if (differsIn(seen, words)) {
            return false;
        }
        for (FlowField field : fields) {
            // What this asks lies in bits that every flow pins or that this line has matched whole before.
            if (!field.prerequisite().holds(packet)) {
                return false;
            }
            int word = field.word();
            long bits = field.wide() ? mask[word] : mask[word] & field.ones() << field.shift();
            seen[word] |= bits;
            long differing = (words[word] ^ key[word]) & bits;
            if (field.wide()) {
                seen[word + 1] |= mask[word + 1];
                differing |= (words[word + 1] ^ key[word + 1]) & mask[word + 1];
            }
            if (differing != 0) {
                return false;
            }
        }
        return true;
    }

    private boolean differsIn(long[] seen, long[] words) {
        for (int i = 0; i < mask.length; i++) {
            if (((words[i] ^ key[i]) & mask[i] & seen[i]) != 0) {
                return true;
            }
        }
        return false;
    }

    @Override
    public String toString() {
        return "FlowLine{" + order + ", " + Arrays.toString(fields) + "}";
    }
}
