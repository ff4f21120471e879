package io.tandem.netlink;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import java.util.Arrays;
import java.util.Optional;

/**
 * The attributes of a match that stand beside each other, either the outermost or those that a tag encloses: which are there,
 * which the values read so far call for, and the packed words that they are read into. For one thread.
 */
final class MatchLevel {
    private static final byte[] NOTHING = new byte[0];

    final AttributeTable table = new AttributeTable(NOTHING);
    final long[] words = new long[FlowField.WORDS];
    private final AttributeCursor cursor = new AttributeCursor(NOTHING);
    byte[] bytes = NOTHING;
    /** True for a mask, false for a key. */
    boolean mask;
    /** False where what the values call for may be missing. */
    boolean complete;
    /** The key that a mask belongs to. */
    FlowKey key = FlowKey.EMPTY;

    private long expected;

    /** Begins with the outermost attributes of a match. */
    void begin(byte[] attributes, boolean ofMask, boolean ofAll, FlowKey owner) throws NetlinkDecodeException {
        bytes = attributes;
        mask = ofMask;
        complete = ofAll;
        key = owner;
        table.over(attributes);
        Arrays.fill(words, 0);
        enter(0, bytes.length);
    }

    boolean has(KeyAttribute attribute) {
        return table.has(attribute);
    }

    /** Reads the attribute where it is there; it may be. */
    boolean takeIfThere(KeyAttribute attribute) {
        if (!table.has(attribute)) {
            return false;
        }
        unpack(attribute);
        expect(attribute);
        return true;
    }

    void unpack(KeyAttribute attribute) {
        table.unpack(attribute, words, mask);
    }

    long get(FlowField field) {
        return KeyStruct.get(words, field);
    }

    /** Goes to the attributes between two offsets, and notes them. */
    void enter(int from, int to) throws NetlinkDecodeException {
        table.clear();
        cursor.over(bytes, from, to);
        while (cursor.next()) {
            Optional<KeyAttribute> known = KeyAttribute.ofType(cursor.type());
            if (known.isEmpty()) {
                continue; // newer datapaths may send more than is known here, and it is theirs to ignore
            }
            KeyAttribute attribute = known.get();
            if (!attribute.fits(cursor.length())) {
                throw new NetlinkDecodeException(
                        cursor.start(), attribute.text(), cursor.length() + " bytes", attribute.size() + " bytes");
            }
            if (table.has(attribute)) {
                throw new NetlinkDecodeException(cursor.start(), attribute.text(), "it twice", "it once");
            }
            table.note(cursor.type(), cursor.payload(), cursor.length());
        }
        if (cursor.leftover() > 0) {
            throw new NetlinkDecodeException(
                    cursor.following(), "", cursor.leftover() + " bytes that are no attribute", "an attribute");
        }
        expected = 0;
    }

    /** Refuses a level that lacks what was {@linkplain #expect called for}, or has more. */
    void check() throws NetlinkDecodeException {
        long missing = complete ? expected & ~table.present() : 0;
        if (missing != 0) {
            String name = name(missing);
            throw new NetlinkDecodeException(0, name, "no " + name + "(...)", "it, as the other fields call for it");
        }
        long extra = table.present() & ~expected;
        if (extra != 0) {
            KeyAttribute attribute =
                    KeyAttribute.ofType(Long.numberOfTrailingZeros(extra)).orElseThrow();
            String with = attribute.fields().isEmpty()
                    ? "the fields that it depends on"
                    : attribute.fields().getFirst().prerequisite().sentence();
            throw wrong(attribute, attribute.text() + "(...)", "it only with " + with);
        }
    }

    private static String name(long types) {
        return KeyAttribute.ofType(Long.numberOfTrailingZeros(types))
                .map(KeyAttribute::text)
                .orElseThrow();
    }

    /** Notes that the values read so far call for this attribute. */
    void expect(KeyAttribute attribute) {
        expected |= 1L << attribute.netlinkType();
    }

    int type() {
        return (int) get(FlowField.ETH_TYPE);
    }

    int keyType() {
        return (int) source(FlowField.ETH_TYPE);
    }

    void put(FlowField field, long value) {
        KeyStruct.put(words, field, value, 0);
    }

    NetlinkDecodeException wrong(KeyAttribute attribute, String found, String expectation) {
        return new NetlinkDecodeException(table.payload(attribute), attribute.text(), found, expectation);
    }

    boolean zero(KeyAttribute attribute) {
        int at = table.payload(attribute);
        for (int i = 0; i < table.length(attribute); i++) {
            if (bytes[at + i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** A field of the key, whether it or its mask is being read. */
    long source(FlowField field) {
        return mask ? key.get(field) : get(field);
    }

    /** Refuses a mask of what only an Ethernet type gives meaning to, where that type is not matched whole. */
    void requireExactType(KeyAttribute attribute) throws NetlinkDecodeException {
        int at = table.payload(attribute);
        for (int i = 0; i < table.length(attribute); i++) {
            if (bytes[at + i] != 0 && type() != 0xffff) {
                throw wrong(
                        attribute,
                        "it matched under the Ethernet type mask 0x%04x".formatted(type()),
                        "the mask 0xffff");
            }
        }
    }
}
