package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.EditBits;
import io.tandem.hwsim.profile.HeaderBits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * How a frame differs from the one that came in, after some of a rule's actions. Positions in a header are bytes from its
 * start. Not thread-safe.
 */
final class FrameEdit {
    /** Tags that the NIC can put in front. */
    static final int MOST_TAGS = 2;

    /** Labels that the NIC can put in front. */
    static final int MOST_LABELS = 3;

    /** A header whose bits are rewritten. */
    enum Header {
        ETHERNET(12, EditBits.ETH_VALUE, EditBits.ETH_MASK),
        NETWORK(40, EditBits.NET_VALUE, EditBits.NET_MASK),
        TRANSPORT(4, EditBits.TP_VALUE, EditBits.TP_MASK);

        private final int size;
        private final EditBits value;
        private final EditBits mask;

        Header(int size, EditBits value, EditBits mask) {
            this.size = size;
            this.value = value;
            this.mask = mask;
        }
    }

    private static final int TAG = 4;

    /** The bits of a header that are rewritten, and what they become. */
    private record Bits(byte[] values, byte[] masks) {
        static Bits of(Header header) {
            return new Bits(new byte[header.size], new byte[header.size]);
        }

        void take(Bits from) {
            System.arraycopy(from.values, 0, values, 0, values.length);
            System.arraycopy(from.masks, 0, masks, 0, masks.length);
        }
    }

    private final Bits ethernet = Bits.of(Header.ETHERNET);
    private final Bits network = Bits.of(Header.NETWORK);
    private final Bits transport = Bits.of(Header.TRANSPORT);
    /** The outermost first. */
    private final Deque<Integer> tags = new ArrayDeque<>();

    private final Deque<Integer> labels = new ArrayDeque<>();
    private int poppedTags;
    private int poppedLabels;
    private int type;
    private boolean retyped;
    private boolean decTtl;
    private NicEntry header = NicEntry.empty(HeaderBits.WORDS);

    /** Of a frame as it came in, whose Ethernet type is that, or -1 where it is not known. */
    FrameEdit(int type) {
        this.type = type;
    }

    private Bits bits(Header header) {
        return switch (header) {
            case ETHERNET -> ethernet;
            case NETWORK -> network;
            case TRANSPORT -> transport;
        };
    }

    FrameEdit copy() {
        FrameEdit copy = new FrameEdit(type);
        for (Header header : Header.values()) {
            copy.bits(header).take(bits(header));
        }
        copy.tags.addAll(tags);
        copy.labels.addAll(labels);
        copy.poppedTags = poppedTags;
        copy.poppedLabels = poppedLabels;
        copy.retyped = retyped;
        copy.decTtl = decTtl;
        copy.header = header;
        return copy;
    }

    /** The frame's Ethernet type now, or -1 where it is not known. */
    int type() {
        return type;
    }

    /** True where labels were pushed or popped, so that another header stands where the network header was. */
    boolean retyped() {
        return retyped;
    }

    /** True where bits of those bytes were set before. */
    boolean touched(Header header, int at, int size) {
        for (int i = at; i < at + size; i++) {
            if (bits(header).masks()[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /** Sets bits of a number of at most 8 bytes in network order. */
    void set(Header header, int at, int size, long value, long bits) {
        byte[] values = bits(header).values();
        byte[] masks = bits(header).masks();
        for (int i = 0; i < size; i++) {
            int shift = (size - 1 - i) * Byte.SIZE;
            byte bit = (byte) (bits >>> shift);
            values[at + i] = (byte) (values[at + i] & ~bit | value >>> shift & bit);
            masks[at + i] |= bit;
        }
    }

    boolean decTtl() {
        return decTtl;
    }

    void lowerTtl() {
        decTtl = true;
    }

    /** Tags put in front so far. */
    int pushedTags() {
        return tags.size();
    }

    /** Tags taken off that came in with the frame. */
    int poppedTags() {
        return poppedTags;
    }

    void pushTag(int tpid, int tci) {
        tags.addFirst(tpid << 16 | tci);
    }

    void popTag() {
        if (tags.isEmpty()) {
            poppedTags++;
        } else {
            tags.removeFirst();
        }
    }

    int pushedLabels() {
        return labels.size();
    }

    /** Labels taken off that came in with the frame. */
    int poppedLabels() {
        return poppedLabels;
    }

    void pushLabel(int entry, int newType) {
        labels.addFirst(entry);
        retype(newType);
    }

    void popLabel(int newType) {
        if (labels.isEmpty()) {
            poppedLabels++;
        } else {
            labels.removeFirst();
        }
        retype(newType);
    }

    /** Sets bits of the outermost label, which is there. */
    void setLabel(int value, int bits) {
        if (labels.isEmpty()) {
            set(Header.NETWORK, poppedLabels * TAG, TAG, Integer.toUnsignedLong(value), Integer.toUnsignedLong(bits));
        } else {
            labels.addFirst(labels.removeFirst() & ~bits | value & bits);
        }
    }

    private void retype(int newType) {
        type = newType;
        retyped = true;
    }

    /** True where a tunnel's header stands in front. */
    boolean encapsulated() {
        return !header.isEmpty();
    }

    void encapsulate(NicEntry tunnelHeader) {
        header = tunnelHeader;
    }

    /** What stands in front, empty where it is nothing. */
    NicEntry header() {
        return header;
    }

    NicEntry toEdit() {
        NicEntry edit = NicEntry.empty(EditBits.WORDS);
        for (Header header : Header.values()) {
            edit.put(header.value.lsb(), bits(header).values());
            edit.put(header.mask.lsb(), bits(header).masks());
        }
        put(edit, EditBits.POP_TAGS, poppedTags);
        put(edit, EditBits.PUSH_TAGS, tags.size());
        edit.put(EditBits.TAGS.lsb(), wire(tags, MOST_TAGS));
        put(edit, EditBits.POP_LABELS, poppedLabels);
        put(edit, EditBits.PUSH_LABELS, labels.size());
        edit.put(EditBits.LABELS.lsb(), wire(labels, MOST_LABELS));
        put(edit, EditBits.DEC_TTL, decTtl ? 1 : 0);
        if (retyped) {
            put(edit, EditBits.SET_TYPE, 1);
            edit.put(EditBits.TYPE.lsb(), new byte[] {(byte) (type >>> 8), (byte) type});
        }
        return edit;
    }

    private static void put(NicEntry edit, EditBits part, long value) {
        edit.put(part.lsb(), part.width(), value);
    }

    private static byte[] wire(Deque<Integer> words, int most) {
        byte[] bytes = new byte[most * TAG];
        int at = 0;
        for (Iterator<Integer> word = words.iterator(); word.hasNext(); at += TAG) {
            int next = word.next();
            for (int i = 0; i < TAG; i++) {
                bytes[at + i] = (byte) (next >>> (TAG - 1 - i) * Byte.SIZE);
            }
        }
        return bytes;
    }
}
