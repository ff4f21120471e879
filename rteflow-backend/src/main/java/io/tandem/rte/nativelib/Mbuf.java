package io.tandem.rte.nativelib;

import java.lang.foreign.MemorySegment;

/**
 * What a struct rte_mbuf says, by its address: a packet's first segment, or a later one. Numbers are in this machine's
 * byte order. Nothing is checked: the address must be that of an mbuf which the caller holds. Source: rte_mbuf_core.h.
 */
public final class Mbuf {
    private static final Layouts LAYOUTS = Dpdk.layouts();
    private static final long BUF_ADDR = at("buf_addr");
    private static final long DATA_OFF = at("data_off");
    private static final long NB_SEGS = at("nb_segs");
    private static final long OL_FLAGS = at("ol_flags");
    private static final long PKT_LEN = at("pkt_len");
    private static final long DATA_LEN = at("data_len");
    private static final long VLAN_TCI = at("vlan_tci");
    private static final long RSS = at("hash.rss");
    private static final long MARK = at("hash.fdir.hi");
    private static final long BUF_LEN = at("buf_len");
    private static final long NEXT = at("next");
    private static final long TX_OFFLOAD = at("tx_offload");
    private static final long PACKET_TYPE = at("packet_type");

    private static final int HEADROOM = (int) LAYOUTS.constant("RTE_PKTMBUF_HEADROOM");
    private static final long RX_RSS_HASH = LAYOUTS.constant("RTE_MBUF_F_RX_RSS_HASH");
    private static final long RX_FDIR_ID = LAYOUTS.constant("RTE_MBUF_F_RX_FDIR_ID");
    private static final long RX_VLAN_STRIPPED = LAYOUTS.constant("RTE_MBUF_F_RX_VLAN_STRIPPED");

    /** Flags that say what an mbuf's bytes belong to, and stay with it. */
    private static final long ATTACHED =
            LAYOUTS.constant("RTE_MBUF_F_EXTERNAL") | LAYOUTS.constant("RTE_MBUF_F_INDIRECT");

    private static long at(String field) {
        return LAYOUTS.offset("rte_mbuf", field);
    }

    /** Where the segment's bytes begin. */
    public static long data(long mbuf) {
        return Memory.u64(mbuf + BUF_ADDR) + Memory.u16(mbuf + DATA_OFF);
    }

    /** Bytes of the segment's buffer in front of its first byte. */
    public static int headroom(long mbuf) {
        return Memory.u16(mbuf + DATA_OFF);
    }

    /** Bytes of the whole packet, over all segments. */
    public static int packetLength(long mbuf) {
        return Memory.i32(mbuf + PKT_LEN);
    }

    /** Bytes of this segment. */
    public static int length(long mbuf) {
        return Memory.u16(mbuf + DATA_LEN);
    }

    /** Segments of the packet, at least 1. Of the first segment only. */
    public static int segments(long mbuf) {
        return Memory.u16(mbuf + NB_SEGS);
    }

    /** The next segment; 0 after the last. */
    public static long next(long mbuf) {
        return Memory.u64(mbuf + NEXT);
    }

    /** RTE_MBUF_F_RX_* and RTE_MBUF_F_TX_*. */
    public static long flags(long mbuf) {
        return Memory.u64(mbuf + OL_FLAGS);
    }

    /** Whether {@link #rss} is the port's hash of the packet's flow. */
    public static boolean hashed(long flags) {
        return (flags & RX_RSS_HASH) != 0;
    }

    /** The port's hash of the packet's flow. */
    public static int rss(long mbuf) {
        return Memory.i32(mbuf + RSS);
    }

    /** Whether {@link #mark} is what a rule's action MARK set. */
    public static boolean marked(long flags) {
        return (flags & RX_FDIR_ID) != 0;
    }

    /** What a rule's action MARK set. */
    public static int mark(long mbuf) {
        return Memory.i32(mbuf + MARK);
    }

    /** Whether the port took the outer VLAN tag off, whose TCI is {@link #vlanTci}. */
    public static boolean vlanStripped(long flags) {
        return (flags & RX_VLAN_STRIPPED) != 0;
    }

    /** The TCI of a VLAN tag that the port took off. */
    public static int vlanTci(long mbuf) {
        return Memory.u16(mbuf + VLAN_TCI);
    }

    /** Bytes that a segment takes behind its headroom. */
    static int room(long mbuf) {
        return Memory.u16(mbuf + BUF_LEN) - HEADROOM;
    }

    /**
     * Makes a new mbuf a packet of one segment: no flags, no offloads, the usual headroom. What a pool hands out has one
     * reference already. Source: rte_mbuf.h rte_pktmbuf_reset.
     *
     * @param length of the packet and of the segment, in bytes
     */
    static void reset(long mbuf, int length) {
        Memory.put16(mbuf + DATA_OFF, HEADROOM);
        Memory.put16(mbuf + NB_SEGS, 1);
        Memory.put64(mbuf + OL_FLAGS, 0);
        Memory.put32(mbuf + PACKET_TYPE, 0);
        Memory.put32(mbuf + PKT_LEN, length);
        Memory.put16(mbuf + DATA_LEN, length);
        Memory.put64(mbuf + NEXT, 0);
        Memory.put64(mbuf + TX_OFFLOAD, 0);
    }

    /**
     * Makes a received packet of one segment one to be sent: without the flags that it came with. No flag asks for an
     * offload then, so what stands in tx_offload means nothing.
     *
     * @param headroom bytes of its buffer in front of its first byte
     * @param length of the packet, in bytes
     */
    public static void resend(long mbuf, int headroom, int length) {
        Memory.put16(mbuf + DATA_OFF, headroom);
        Memory.put64(mbuf + OL_FLAGS, Memory.u64(mbuf + OL_FLAGS) & ATTACHED);
        Memory.put32(mbuf + PKT_LEN, length);
        Memory.put16(mbuf + DATA_LEN, length);
    }

    /** Hangs a segment behind the last one of a packet. */
    static void append(long first, long last, long segment, int segments, int packetLength) {
        Memory.put64(last + NEXT, segment);
        Memory.put16(first + NB_SEGS, segments);
        Memory.put32(first + PKT_LEN, packetLength);
    }

    /** Copies a packet's bytes out, of all segments, to native memory with room for them. */
    public static void gather(long mbuf, MemorySegment target, long offset) {
        long at = offset;
        for (long segment = mbuf; segment != 0; segment = next(segment)) {
            int length = length(segment);
            MemorySegment.copy(Memory.ALL, data(segment), target, at, length);
            at += length;
        }
    }

    private Mbuf() {}
}
