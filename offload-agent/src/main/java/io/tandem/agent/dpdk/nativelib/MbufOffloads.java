package io.tandem.agent.dpdk.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.ChecksumCompletion;
import io.tandem.flow.EtherType;
import io.tandem.rte.nativelib.Mbuf;

/**
 * What a driver says of a frame beside its bytes, said of the packet: the hash of its flow, a rule's mark, checksums that are
 * right. Tags that the port took off are put back, and a checksum that a virtual machine left open is completed. Stateless;
 * allocates nothing. Source: rte_mbuf_core.h, RTE_MBUF_F_RX_*.
 */
final class MbufOffloads {
    /** Where tags lie in a frame. */
    private static final int ADDRESSES = 12;

    private static final int TAG = 4;

    /** Bytes that the frame will be longer by. */
    static int missing(long flags) {
        return Mbuf.tagsStripped(flags) * TAG;
    }

    /**
     * Takes over what is said.
     *
     * @param packet has the mbuf's bytes, and is told nothing yet
     * @param flags the mbuf's
     */
    static void take(Packet packet, long mbuf, long flags) {
        if (missing(flags) != 0) {
            putBack(packet, mbuf, flags);
        }
        if (Mbuf.hashed(flags)) {
            packet.flowHash(Mbuf.rss(mbuf));
        }
        if (Mbuf.marked(flags)) {
            packet.mark(Mbuf.mark(mbuf));
        }
        if (Mbuf.checksumsKnown(flags)) {
            checksums(packet, mbuf, flags);
        }
    }

    /**
     * Drivers don't tell the types of tags that are gone: of one it is 802.1Q's, as rte_vlan_insert has it, and of the outer
     * one of two 802.1ad's. A frame without whole addresses stays as it is; it is dropped as a runt.
     */
    private static void putBack(Packet packet, long mbuf, long flags) {
        if (packet.length() < ADDRESSES || !packet.insert(ADDRESSES, missing(flags))) {
            return;
        }
        int at = ADDRESSES;
        if (Mbuf.outerTagStripped(flags)) {
            packet.put16(at, EtherType.VLAN_8021AD);
            packet.put16(at + 2, Mbuf.outerVlanTci(mbuf));
            at += TAG;
        }
        if (Mbuf.tagStripped(flags)) {
            packet.put16(at, EtherType.VLAN_8021Q);
            packet.put16(at + 2, Mbuf.vlanTci(mbuf));
        }
    }

    private static void checksums(Packet packet, long mbuf, long flags) {
        packet.checksumsGood(Mbuf.ipChecksumGood(mbuf, flags), Mbuf.transportChecksumGood(mbuf, flags));
        if (Mbuf.transportChecksumOpen(flags)) {
            ChecksumCompletion.completeWhereOpen(packet);
        }
    }

    private MbufOffloads() {}
}
