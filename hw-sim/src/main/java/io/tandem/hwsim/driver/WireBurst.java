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
        entry.clocks = 0;
        entry.lookups = 0;
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

    /** Copies of it that left, in the order in which they did; zero unless it was forwarded. */
    public int copies(int index) {
        return entries.get(index).copies.size();
    }

    /** The port that a copy left by. */
    public int outPort(int index, int copy) {
        return entries.get(index).copies.get(copy).port();
    }

    /** A copy as it left. */
    public byte[] outFrame(int index, int copy) {
        return entries.get(index).copies.get(copy).frame();
    }

    /** What the rule that gave it to the host says of it; zero where none did. */
    public int mark(int index) {
        return entries.get(index).mark;
    }

    /** Clocks of the NIC from its first beat in until its last one out, or until it was dropped; zero where the NIC was down. */
    public int clocks(int index) {
        return entries.get(index).clocks;
    }

    /** Times that it was looked up, each in another chain. */
    public int lookups(int index) {
        return entries.get(index).lookups;
    }

    void took(int index, int clocks, int lookups) {
        Entry entry = entries.get(index);
        entry.clocks = clocks;
        entry.lookups = lookups;
    }

    void toHost(int index, int mark) {
        Entry entry = entries.get(index);
        entry.toHost();
        entry.mark = mark;
    }

    void dropped(int index) {
        entries.get(index).verdict = Verdict.DROP;
    }

    void forwarded(int index, int port, byte[] frame) {
        Entry entry = entries.get(index);
        entry.verdict = Verdict.FORWARD;
        entry.copies.add(new Copy(port, frame));
    }

    private record Copy(int port, byte[] frame) {}

    private static final class Entry {
        private static final byte[] NOTHING = {};

        private final List<Copy> copies = new ArrayList<>();
        private int port;
        private byte[] frame = NOTHING;
        private Verdict verdict = Verdict.TO_HOST;
        private int mark;
        private int clocks;
        private int lookups;

        private void toHost() {
            verdict = Verdict.TO_HOST;
            copies.clear();
            mark = 0;
        }
    }
}
