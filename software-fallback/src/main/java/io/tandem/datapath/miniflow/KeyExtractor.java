package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;

/**
 * Reads a packet's flow key, with just the fields that Open vSwitch's miniflow_extract (lib/flow.c) finds: a header that
 * is cut short or contradicts itself leaves its fields zero, and nothing behind it is read.
 *
 * <p>Stateless; writes into the caller's words. Allocates nothing and never throws, whatever the packet holds.
 */
public final class KeyExtractor {
    /** Bytes of an Ethernet header; the key of a shorter frame has nothing of the frame. */
    public static final int ETHERNET_HEADER = 14;

    private static final int ADDRESSES = 12;
    private static final int TAG = 4;
    private static final int TAG_AND_TYPE = TAG + 2;

    /** The bit that says that a tag is there, in the low 32 bits of a tag's tpid and tci. */
    private static final long TAG_PRESENT = 0x1000;

    /**
     * Writes a key of {@link FlowField#WORDS} words.
     *
     * @param words receives the key from {@code base} on
     * @param previous map of the words that may not be zero there, from the key of an earlier packet
     * @return the map of the key's words that are not zero; all others are zero
     */
    public static long extract(Packet packet, long[] words, int base, long previous) {
        long map = KeyWords.store(
                words,
                base,
                KeyWords.PORT,
                Integer.toUnsignedLong(packet.inPort()) << KeyWords.IN_PORT_SHIFT
                        | Integer.toUnsignedLong(packet.recircId()) << KeyWords.RECIRC_ID_SHIFT);
        PacketMetadata metadata = packet.metadata();
        if (metadata.map() != 0) {
            map |= CarriedKey.write(metadata, words, base);
        }
        if (!metadata.isEthernet()) {
            int type = metadata.networkType();
            map |= KeyWords.store(words, base, KeyWords.ETH_DST, type)
                    | NetworkKey.read(packet, 0, packet.length(), type, words, base);
        } else if (packet.length() >= ETHERNET_HEADER) {
            map |= ethernet(packet, words, base);
        }
        // last, as keys of one kind follow each other and then there is nothing to clear
        for (long stale = previous & ~map; stale != 0; stale &= stale - 1) {
            words[base + Long.numberOfTrailingZeros(stale)] = 0;
        }
        return map;
    }

    private static long ethernet(Packet packet, long[] words, int base) {
        int at = ADDRESSES;
        int size = packet.length() - ADDRESSES;
        long map = 0;
        int type = packet.u16(at);
        if (EtherType.isVlan(type) && size >= TAG_AND_TYPE) {
            long tags = (packet.u32(at) | TAG_PRESENT) << 32;
            at += TAG;
            size -= TAG;
            type = packet.u16(at);
            if (EtherType.isVlan(type) && size >= TAG_AND_TYPE) {
                tags |= packet.u32(at) | TAG_PRESENT;
                at += TAG;
                size -= TAG;
                type = packet.u16(at);
            }
            map = KeyWords.store(words, base, KeyWords.VLAN, tags);
        }
        at += 2;
        size -= 2;
        if (type < EtherType.MINIMUM) {
            type = EtherType.NONE;
            if (HeaderChecks.isSnap(packet, at, size)) {
                int snap = packet.u16(at + 6);
                type = snap >= EtherType.MINIMUM ? snap : EtherType.NONE;
                at += HeaderChecks.LLC_SNAP;
                size -= HeaderChecks.LLC_SNAP;
            }
        }
        // two reads for two addresses: the first holds all of one and the start of the other
        long addresses = packet.u64(0);
        long source = (addresses & 0xffff) << 32 | packet.u32(8);
        return map
                | KeyWords.store(words, base, KeyWords.ETH_DST, addresses & ~0xffffL | type)
                | KeyWords.store(words, base, KeyWords.ETH_SRC, source << KeyWords.ETH_SRC_SHIFT)
                | NetworkKey.read(packet, at, size, type, words, base);
    }

    private KeyExtractor() {}
}
