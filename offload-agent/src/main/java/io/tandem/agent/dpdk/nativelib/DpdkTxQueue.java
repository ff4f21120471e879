package io.tandem.agent.dpdk.nativelib;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.TxLoss;
import io.tandem.datapath.port.TxQueue;
import io.tandem.rte.nativelib.Mbuf;
import io.tandem.rte.nativelib.Memory;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.EthPort;

/**
 * A transmit queue of a DPDK port, whose driver gets a burst of mbufs at a time: those that packets came in with, where
 * they are handed over, and new ones that others are copied into.
 */
public final class DpdkTxQueue implements TxQueue {
    private static final int ETHERNET_HEADER = 14;

    private final TxBurst burst;
    private final int port;
    private final int index;
    private final int longest;
    private final int[] lengths = new int[EthPort.BURST];
    private final QueueCounts counts = new QueueCounts();
    private volatile boolean closed;

    /**
     * @param longest bytes of a frame that the port sends
     */
    public DpdkTxQueue(TxBurst burst, int port, int index, int longest) {
        this.burst = burst;
        this.port = port;
        this.index = index;
        this.longest = longest;
    }

    @Override
    public int number() {
        return port;
    }

    @Override
    public int index() {
        return index;
    }

    @Override
    public void transmit(Packet packet) {
        if (takes(packet.length())) {
            copy(packet, packet.length());
        }
    }

    @Override
    public void handOver(Packet packet) {
        int length = packet.length();
        if (!takes(length)) {
            return;
        }
        if (packet.lender() instanceof DpdkRxQueue from) {
            resend(packet, from, length);
        } else {
            copy(packet, length);
        }
    }

    private void resend(Packet packet, DpdkRxQueue from, int length) {
        long mbuf = from.mbuf(packet.place());
        Mbuf.resend(mbuf, packet.headroom(), length);
        from.handedOn(packet.place());
        queue(mbuf, length);
    }

    /** Whether a packet of that length can be sent; a drop is counted where not. Then there is room for it. */
    private boolean takes(int length) {
        if (closed) {
            counts.lost(TxLoss.REMOVED, 1);
        } else if (length > longest) {
            counts.lost(TxLoss.TOO_LONG, 1);
        } else if (length < ETHERNET_HEADER) {
            counts.lost(TxLoss.REFUSED, 1);
        } else {
            if (burst.full()) {
                flush();
            }
            return true;
        }
        return false;
    }

    private void copy(Packet packet, int length) {
        long mbuf = burst.packet(length);
        if (mbuf == 0) {
            counts.lost(TxLoss.RING_FULL, 1);
            return;
        }
        int done = Mbuf.length(mbuf);
        packet.copyTo(0, done, Memory.ALL, Mbuf.data(mbuf));
        for (long part = Mbuf.next(mbuf); part != 0; part = Mbuf.next(part)) {
            int size = Mbuf.length(part);
            packet.copyTo(done, size, Memory.ALL, Mbuf.data(part));
            done += size;
        }
        queue(mbuf, length);
    }

    private void queue(long mbuf, int length) {
        lengths[burst.size()] = length;
        burst.add(mbuf);
    }

    @Override
    public void flush() {
        int waiting = burst.size();
        if (waiting == 0) {
            return;
        }
        int sent = burst.send();
        long bytes = 0;
        for (int i = 0; i < sent; i++) {
            bytes += lengths[i];
        }
        counts.passed(sent, bytes);
        if (sent < waiting) {
            counts.lost(closed ? TxLoss.REMOVED : TxLoss.RING_FULL, waiting - sent);
        }
    }

    /** What it counts. */
    public QueueCounts counts() {
        return counts;
    }

    /** Sends nothing from now on. */
    public void close() {
        closed = true;
    }
}
