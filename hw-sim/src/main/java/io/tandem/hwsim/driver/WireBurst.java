package io.tandem.hwsim.driver;

import io.tandem.hwsim.profile.Verdict;
import java.util.ArrayList;
import java.util.List;

/**
 * Frames on their way into the NIC, and what became of each. Filled, exchanged and read by one thread, and used again.
 */
public final class WireBurst {
    private final List<Entry> entries = new ArrayList<>();
    private int size;

    /** Empties the burst. */
    public void clear() {
        size = 0;
    }

    /**
     * Adds a frame.
     *
     * @param port ingress port, from 1
     * @param frame whole Ethernet frame without FCS; it is not copied and must not change until the exchange
     */
    public void add(int port, byte[] frame) {
        if (size == entries.size()) {
            entries.add(new Entry());
        }
        Entry entry = entries.get(size++);
        entry.port = port;
        entry.frame = frame;
        entry.toHost();
    }

    /** Frames in the burst. */
    public int size() {
        return size;
    }

    /** Ingress port of the frame. */
    public int port(int index) {
        return entries.get(index).port;
    }

    /** The frame as it came in. */
    public byte[] frame(int index) {
        return entries.get(index).frame;
    }

    /** What the NIC did with it; {@link Verdict#TO_HOST} also where the NIC is down. */
    public Verdict verdict(int index) {
        return entries.get(index).verdict;
    }

    /** The port it left by, where it was forwarded. */
    public int outPort(int index) {
        return entries.get(index).outPort;
    }

    /** The frame as it left, where it was forwarded. */
    public byte[] outFrame(int index) {
        return entries.get(index).outFrame;
    }

    void toHost(int index) {
        entries.get(index).toHost();
    }

    void decided(int index, Verdict verdict, int outPort, byte[] outFrame) {
        Entry entry = entries.get(index);
        entry.verdict = verdict;
        entry.outPort = outPort;
        entry.outFrame = outFrame;
    }

    private static final class Entry {
        private static final byte[] NOTHING = {};

        private int port;
        private byte[] frame = NOTHING;
        private Verdict verdict = Verdict.TO_HOST;
        private int outPort;
        private byte[] outFrame = NOTHING;

        private void toHost() {
            verdict = Verdict.TO_HOST;
            outPort = 0;
            outFrame = NOTHING;
        }
    }
}
