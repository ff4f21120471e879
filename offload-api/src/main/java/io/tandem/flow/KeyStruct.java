package io.tandem.flow;

import java.util.List;

/** Converts between packed words and the structs in which the datapath ABI carries key attributes. Stateless. */
public final class KeyStruct {
    /**
     * Writes the fields of a struct into packed words.
     *
     * @param payload where the struct starts in {@code bytes}
     * @param mask true for a mask, in which a fragment state is all ones or zero
     */
    public static void unpack(byte[] bytes, KeyAttribute attribute, int payload, long[] words, boolean mask) {
        List<FlowField> fields = attribute.fields();
        for (int i = 0; i < fields.size(); i++) { // without an iterator, which would be garbage
            FlowField field = fields.get(i);
            AbiSlot slot = field.slot();
            if (slot.bytes() == 0) {
                continue;
            }
            long value = slot.get(bytes, payload);
            if (field.format() == FieldFormat.FRAG) {
                value = mask ? (value == 0 ? 0 : field.ones()) : Math.max(0, Fragment.bitsOf((int) value));
            }
            put(words, field, value, slot.getLow(bytes, payload));
        }
    }

    /** The struct of an attribute with a fixed size. */
    public static byte[] pack(KeyAttribute attribute, FlowWords data) {
        byte[] payload = new byte[attribute.size()];
        for (FlowField field : attribute.fields()) {
            field.slot().put(payload, 0, abiValue(field, data), data.getLow(field));
        }
        return payload;
    }

    private static long abiValue(FlowField field, FlowWords data) {
        long value = data.get(field);
        boolean mask = data instanceof FlowMask;
        if (field.format() == FieldFormat.FRAG) {
            return mask ? (value == 0 ? 0 : 0xff) : Fragment.ofBits((int) value).abi();
        }
        boolean wholeNumber = mask && field.format() == FieldFormat.DECIMAL && !field.wide() && value == field.ones();
        return wholeNumber ? -1L : value;
    }

    /** Replaces a field's bits in packed words; bits above its width are cut off. */
    public static void put(long[] words, FlowField field, long high, long low) {
        if (field.wide()) {
            words[field.word()] = high;
            words[field.word() + 1] = low;
            return;
        }
        long ones = field.ones();
        words[field.word()] = words[field.word()] & ~(ones << field.shift()) | (high & ones) << field.shift();
    }

    /** A field's bits in packed words; of a field of several words those of the first. */
    public static long get(long[] words, FlowField field) {
        return words[field.word()] >>> field.shift() & field.ones();
    }

    private KeyStruct() {}
}
