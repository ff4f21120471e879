package io.tandem.datapath.packet;

import io.tandem.flow.FlowField;
import io.tandem.flow.Prerequisite;

/**
 * What a packet carries beside its bytes: priority, mark, hash, connection, the tunnel that it came through, and the
 * type of its first header where that is not Ethernet. Kept as words of the packed key, so that a key takes them over
 * as they are. Port and recirculation id are the {@link Packet}'s own.
 *
 * <p>Empty for most packets, which {@link #map} says at once. Nothing here allocates. Belongs to its packet, and with it
 * to one thread at a time. Source: Open vSwitch lib/packets.h, struct pkt_metadata.
 */
public final class PacketMetadata {
    /** Stands for a packet that starts with an Ethernet header. */
    public static final int ETHERNET = -1;

    /** The namespace of packet types that are Ethernet types: OFPHTN_ETHERTYPE. */
    private static final long ETHERTYPES = 1;

    private static final int NAMESPACE = FlowField.PACKET_TYPE_NS.word();
    private static final int TYPE = FlowField.PACKET_TYPE_ID.word();
    /** What lies in the words before this one is read from the frame, but for the packet's type. */
    private static final int FIRST_CARRIED = FlowField.SKB_PRIORITY.word();

    private static final int MARK = FlowField.CT_MARK.word();
    private static final int FIRST_OF_CONNECTION = FlowField.CT_STATE.word();
    private static final int FIRST_OF_TUNNEL = FlowField.TUNNEL_ID.word();

    private final long[] words = new long[FlowField.WORDS];
    private long map;
    private boolean tupleOfIpv6;

    PacketMetadata() {}

    /** Bit i is set where word i is not zero; zero where the packet carries nothing. */
    public long map() {
        return map;
    }

    /** Word {@code index} of the packed key, with zero for what is the frame's own. */
    public long word(int index) {
        return words[index];
    }

    /** True where the original tuple of the connection is one of IPv6; the words are the same as IPv4's. */
    public boolean tupleOfIpv6() {
        return tupleOfIpv6;
    }

    /** False where the packet's first byte is that of a network header. */
    public boolean isEthernet() {
        return (map & (1L << NAMESPACE | 1L << TYPE)) == 0;
    }

    /** The Ethernet type that stands for the first header of a packet without an Ethernet header. */
    public int networkType() {
        return (int) (words[TYPE] >>> FlowField.PACKET_TYPE_ID.shift() & FlowField.PACKET_TYPE_ID.ones());
    }

    /**
     * Sets a field of at most 64 bits.
     *
     * @param value bits above the field's width are an {@link IllegalArgumentException}, as is a field of the frame
     */
    public void set(FlowField field, long value) {
        if ((value & ~field.ones()) != 0 || field.wide()) {
            throw new IllegalArgumentException(field.path() + " has " + field.width() + " bits, 0x"
                    + Long.toHexString(value) + " is not its value");
        }
        check(field);
        long kept = words[field.word()] & ~(field.ones() << field.shift());
        store(field.word(), kept | value << field.shift());
    }

    /**
     * Sets one word of a wide field.
     *
     * @param index 0 is the most significant word
     */
    public void set(FlowField field, int index, long bits) {
        if (index < 0 || index >= field.words() || !field.wide()) {
            throw new IllegalArgumentException(field.path() + " has no word " + index);
        }
        check(field);
        store(field.word() + index, bits);
    }

    /**
     * Sets some bits of a whole word of the packed key.
     *
     * @param index a word whose fields are all carried beside the frame
     * @param bits the bits that are set; the others stay
     */
    public void set(int index, long value, long bits) {
        if (index < FIRST_CARRIED) {
            throw new IllegalArgumentException("word " + index + " is read from the frame, not carried beside it");
        }
        store(index, words[index] & ~bits | value & bits);
    }

    /**
     * Says what the first header is.
     *
     * @param etherType its Ethernet type, or {@link #ETHERNET}
     */
    public void packetType(int etherType) {
        store(NAMESPACE, etherType == ETHERNET ? 0 : ETHERTYPES);
        store(TYPE, etherType == ETHERNET ? 0 : etherType);
    }

    /** Forgets what connection tracking has said. */
    public void clearConnection() {
        for (int i = FIRST_OF_CONNECTION; i < FIRST_OF_TUNNEL; i++) {
            store(i, 0);
        }
        store(MARK, words[MARK] & ~FlowField.CT_MARK.ones());
        tupleOfIpv6 = false;
    }

    /** Becomes a copy of another packet's metadata. */
    void set(PacketMetadata other) {
        clear();
        for (long rest = other.map; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            words[i] = other.words[i];
        }
        map = other.map;
        tupleOfIpv6 = other.tupleOfIpv6;
    }

    /** Forgets everything. */
    public void clear() {
        for (long rest = map; rest != 0; rest &= rest - 1) {
            words[Long.numberOfTrailingZeros(rest)] = 0;
        }
        map = 0;
        tupleOfIpv6 = false;
    }

    private void check(FlowField field) {
        boolean packetType = field == FlowField.PACKET_TYPE_NS || field == FlowField.PACKET_TYPE_ID;
        if (field.word() < FIRST_CARRIED && !packetType) {
            throw new IllegalArgumentException(field.path() + " is read from the frame, not carried beside it");
        }
        // of the carried fields only those of the original tuple ask for a version of IP
        if (field.prerequisite() == Prerequisite.IPV6) {
            tupleOfIpv6 = true;
        } else if (field.prerequisite() == Prerequisite.IPV4) {
            tupleOfIpv6 = false;
        }
    }

    private void store(int index, long word) {
        words[index] = word;
        map = word == 0 ? map & ~(1L << index) : map | 1L << index;
    }
}
