package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.PeditKey;
import io.tandem.tc.filter.PeditKey.Header;
import java.nio.ByteBuffer;
import java.util.List;

/** The words of 32 bits that a munge of a field is. Source: iproute2, tc/m_pedit.c, pack_key8 and what follows. */
final class PeditPacking {
    /**
     * A change of one, two or four bytes within a word.
     *
     * @param stays bits that are kept though they are retained, so that the value inverts them
     */
    static PeditKey word(Header header, boolean add, int offset, int bytes, int value, int stays, int retain) {
        int stride = PeditField.stride(offset, bytes);
        int region = PeditField.all(bytes) << stride;
        int keep = (stays | ~retain) << stride | ~region;
        return new PeditKey(
                header, add, Math.floorDiv(offset, Integer.BYTES) * Integer.BYTES, keep, (value & retain) << stride);
    }

    /** The change of a field within a word. */
    static PeditKey field(PeditField field, Header header, boolean add, int value, int stays, int retain) {
        PeditKey key = word(header, add, field.offset(), field.bytes(), value, stays, retain);
        return field.shift() == 0
                ? key
                : new PeditKey(
                        header,
                        add,
                        key.offset(),
                        key.keep() << field.shift() | (1 << field.shift()) - 1,
                        key.value() << field.shift());
    }

    /** The change of all of an Ethernet or IPv6 address. */
    static List<PeditKey> address(PeditField field, boolean add, Bytes value) {
        ByteBuffer bytes = ByteBuffer.wrap(value.toArray());
        Header header = field.header();
        if (field.bytes() == 16) {
            int at = field.offset();
            return List.of(
                    new PeditKey(header, add, at, 0, bytes.getInt()),
                    new PeditKey(header, add, at + 4, 0, bytes.getInt()),
                    new PeditKey(header, add, at + 8, 0, bytes.getInt()),
                    new PeditKey(header, add, at + 12, 0, bytes.getInt()));
        }
        return field.offset() == 0
                ? List.of(
                        new PeditKey(header, add, 0, 0, bytes.getInt()),
                        word(header, add, 4, 2, bytes.getShort() & 0xffff, 0, 0xffff))
                : List.of(
                        word(header, add, 6, 2, bytes.getShort() & 0xffff, 0, 0xffff),
                        new PeditKey(header, add, 8, 0, bytes.getInt()));
    }

    /** The value that these words would put into a field of several words. */
    static Bytes addressOf(PeditField field, List<PeditKey> keys) {
        ByteBuffer words = ByteBuffer.allocate(keys.size() * Integer.BYTES);
        keys.forEach(key -> words.putInt(key.value()));
        byte[] address = new byte[field.bytes()];
        words.position(field.offset() % Integer.BYTES);
        words.get(address);
        return Bytes.of(address);
    }

    private PeditPacking() {}
}
