package io.tandem.netlink;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import java.util.Arrays;
import java.util.List;

/**
 * One level of key attributes, indexed by type: where each one's payload is. Reused for level after level, and read by
 * one thread.
 */
public final class AttributeTable {
    private static final List<FlowField> TAG = KeyAttribute.VLAN.fields();
    private static final List<FlowField> INNER_TAG = KeyAttribute.CVLAN.fields();

    private byte[] bytes;
    private final int[] payloads = new int[KeyAttribute.TYPES];
    private final int[] lengths = new int[KeyAttribute.TYPES];
    private long present;

    /** A table of attributes in that array. */
    public AttributeTable(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Begins with attributes in another array. */
    void over(byte[] other) {
        bytes = other;
        clear();
    }

    /** Forgets the level before. */
    public void clear() {
        present = 0;
        Arrays.fill(payloads, 0);
    }

    /** Notes where an attribute is. */
    public void note(int type, int payload, int length) {
        present |= 1L << type;
        payloads[type] = payload;
        lengths[type] = length;
    }

    /** Bit {@code type} is set for each attribute that was noted. */
    public long present() {
        return present;
    }

    /** True where the attribute was noted. */
    public boolean has(KeyAttribute attribute) {
        return (present >>> attribute.netlinkType() & 1) != 0;
    }

    /** Where the attribute's payload starts. */
    public int payload(KeyAttribute attribute) {
        return payloads[attribute.netlinkType()];
    }

    /** Bytes of the attribute's payload. */
    public int length(KeyAttribute attribute) {
        return lengths[attribute.netlinkType()];
    }

    /** The bytes that the table points into. */
    public byte[] bytes() {
        return bytes;
    }

    /** The attribute's one number, in the order that its field has. */
    public long number(KeyAttribute attribute) {
        return attribute.fields().getFirst().slot().get(bytes, payload(attribute));
    }

    /** The attribute's first two bytes in network order. */
    public int be16(KeyAttribute attribute) {
        int at = payload(attribute);
        return (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
    }

    /** Writes the attribute's fields into packed words, where it was noted. */
    public void unpack(KeyAttribute attribute, long[] words, boolean mask) {
        if (has(attribute)) {
            KeyStruct.unpack(bytes, attribute, payload(attribute), words, mask);
        }
    }

    /** Writes a tag's fields into packed words: the outer or the inner one. */
    public void unpackTag(boolean inner, long[] words) {
        List<FlowField> fields = inner ? INNER_TAG : TAG;
        for (int i = 0; i < fields.size(); i++) {
            FlowField field = fields.get(i);
            if (field.slot().bytes() > 0) {
                KeyStruct.put(words, field, field.slot().get(bytes, payload(KeyAttribute.VLAN)), 0);
            }
        }
    }
}
