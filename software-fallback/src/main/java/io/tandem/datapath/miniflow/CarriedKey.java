package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;

/**
 * The part of a key that a packet carries beside its bytes. Zero of a kind hides what depends on it: without connection
 * state there is no zone, mark, label or tuple, without a tunnel's address family nothing of the tunnel. Stateless.
 *
 * <p>Source: Open vSwitch lib/flow.c, miniflow_extract, metadata. The original tuple's ports show with a transport header
 * and, as in Open vSwitch from 3.5 on, in later fragments.
 */
final class CarriedKey {
    private static final int HASH = FlowField.DP_HASH.word();
    private static final int LABEL = FlowField.CT_LABEL.word();
    private static final int TUPLE = FlowField.CT_IPV4_SRC.word();
    private static final int TUNNEL_FIRST = FlowField.TUNNEL_ID.word();

    private static final long CONNECTION_WORDS =
            1L << KeyWords.CONNECTION | 1L << LABEL | 1L << LABEL + 1 | 0xfL << TUPLE | 1L << HASH;
    private static final long TUNNEL_WORDS = -1L << TUNNEL_FIRST;

    private static final long STATE = FlowField.CT_STATE.ones() << FlowField.CT_STATE.shift();
    private static final long STATE_AND_ZONE = STATE | FlowField.CT_ZONE.ones() << FlowField.CT_ZONE.shift();
    private static final long TUPLE_PROTO = FlowField.CT_IPV4_PROTO.ones() << FlowField.CT_IPV4_PROTO.shift();
    private static final long TUPLE_PORTS = FlowField.CT_IPV4_TP_SRC.ones() << FlowField.CT_IPV4_TP_SRC.shift()
            | FlowField.CT_IPV4_TP_DST.ones() << FlowField.CT_IPV4_TP_DST.shift();
    private static final long HASH_ALONE = FlowField.DP_HASH.ones() << FlowField.DP_HASH.shift();
    private static final long FAMILY = FlowField.TUNNEL_FAMILY.ones() << FlowField.TUNNEL_FAMILY.shift();

    /** Writes all but the connection's original tuple; answers the map of the words that are not zero. */
    static long write(PacketMetadata metadata, long[] words, int base) {
        long map = 0;
        long plain = metadata.map() & ~CONNECTION_WORDS;
        if ((metadata.word(FlowField.TUNNEL_FAMILY.word()) & FAMILY) == 0) {
            plain &= ~TUNNEL_WORDS;
        }
        for (long rest = plain; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            map |= KeyWords.store(words, base, i, metadata.word(i));
        }
        long connection = metadata.word(KeyWords.CONNECTION);
        if ((connection & STATE) == 0) {
            return map | KeyWords.store(words, base, HASH, metadata.word(HASH) & HASH_ALONE);
        }
        return map
                | KeyWords.store(words, base, HASH, metadata.word(HASH))
                | KeyWords.store(words, base, KeyWords.CONNECTION, connection & STATE_AND_ZONE)
                | KeyWords.store(words, base, LABEL, metadata.word(LABEL))
                | KeyWords.store(words, base, LABEL + 1, metadata.word(LABEL + 1));
    }

    /** Writes addresses and protocol of the original tuple, where it is of the IP that the packet has. */
    static long tuple(PacketMetadata metadata, int type, long[] words, int base) {
        if ((metadata.map() & 1L << KeyWords.CONNECTION) == 0) {
            return 0;
        }
        long connection = metadata.word(KeyWords.CONNECTION);
        boolean fits = metadata.tupleOfIpv6() == (type == EtherType.IPV6);
        if ((connection & STATE) == 0 || (connection & TUPLE_PROTO) == 0 || !fits) {
            return 0;
        }
        words[base + KeyWords.CONNECTION] |= connection & TUPLE_PROTO;
        long map = 0;
        for (int i = TUPLE; i < TUPLE + (metadata.tupleOfIpv6() ? 4 : 1); i++) {
            map |= KeyWords.store(words, base, i, metadata.word(i));
        }
        return map;
    }

    /** Adds the ports of the original tuple to one that {@link #tuple} wrote. */
    static void tuplePorts(PacketMetadata metadata, long[] words, int base) {
        if ((metadata.map() & 1L << KeyWords.CONNECTION) == 0) {
            return;
        }
        long connection = metadata.word(KeyWords.CONNECTION);
        if ((connection & STATE) != 0 && (words[base + KeyWords.CONNECTION] & TUPLE_PROTO) != 0) {
            words[base + KeyWords.CONNECTION] |= connection & TUPLE_PORTS;
        }
    }

    /** Writes a word whose low bits are the packet type that the packet carries. */
    static long beside(Packet packet, long[] words, int base, int word, long value) {
        return KeyWords.store(words, base, word, value | packet.metadata().word(word));
    }

    private CarriedKey() {}
}
