package io.tandem.rte.track;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowWords;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Where a packet's tags hold what its connection says of it: the rule of the connection sets them, and rules behind match
 * them. Tags have 32 bits each. Source: DPDK guide, "Generic flow API", Item: TAG.
 */
public enum ConnectionTag {
    STATE(FlowField.CT_STATE, 0, 0, 16, 0),
    ZONE(FlowField.CT_ZONE, 0, 16, 16, 0),
    MARK(FlowField.CT_MARK, 1, 0, 32, 0),
    LABEL_0(FlowField.CT_LABEL, 2, 0, 32, 96),
    LABEL_1(FlowField.CT_LABEL, 3, 0, 32, 64),
    LABEL_2(FlowField.CT_LABEL, 4, 0, 32, 32),
    LABEL_3(FlowField.CT_LABEL, 5, 0, 32, 0);

    /** Tags that hold all of it. */
    public static final int TAGS = 6;

    private final FlowField field;
    private final int index;
    private final int shift;
    private final int width;
    private final int bit;

    /** @param bit of the field, at which the part begins */
    ConnectionTag(FlowField field, int index, int shift, int width, int bit) {
        this.field = field;
        this.index = index;
        this.shift = shift;
        this.width = width;
        this.bit = bit;
    }

    /** The field that it is of. */
    public FlowField field() {
        return field;
    }

    /** The number of its tag. */
    public int index() {
        return index;
    }

    /** The tag that is that number, of values or of a mask. */
    public static long tag(int index, FlowWords words) {
        long tag = 0;
        for (ConnectionTag part : values()) {
            if (part.index == index) {
                tag |= part.of(words) << part.shift;
            }
        }
        return tag;
    }

    /** An item for packets of connections of a zone. */
    public static PatternItem ofZone(int zone) {
        long bits = (1L << ZONE.width) - 1 << ZONE.shift;
        return new PatternItem(
                RteItem.TAG,
                Map.of(
                        RteField.TAG_DATA, FieldValue.of(RteField.TAG_DATA, (long) zone << ZONE.shift, bits),
                        RteField.TAG_INDEX, FieldValue.exact(RteField.TAG_INDEX, ZONE.index)));
    }

    private long of(FlowWords words) {
        long word = field.wide() && bit < Long.SIZE ? words.getLow(field) : words.get(field);
        return word >>> bit % Long.SIZE & (1L << width) - 1;
    }

    /** The fields that tags hold, each once. */
    public static List<FlowField> fields() {
        return Arrays.stream(values()).map(ConnectionTag::field).distinct().toList();
    }

    /** How many tags a field needs, with those before it. */
    public static int tagsFor(FlowField field) {
        return Arrays.stream(values())
                .filter(part -> part.field == field)
                .mapToInt(part -> part.index + 1)
                .max()
                .orElseThrow();
    }
}
