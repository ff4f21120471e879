package io.tandem.datapath.upcall;

/**
 * Who asks the slow path, and what may wait for it.
 *
 * @param handlers handler threads; 0: each packet thread asks and waits for the answer, so that what happens to a packet
 *     depends on nothing but the packets before it
 * @param queueLength upcalls of one ingress port that may wait for a handler
 * @param pendingPackets packets of one packet thread that may wait for answers
 * @param pendingPerKey how many of these may have the same key
 * @param maxAgeNanos after so many nanoseconds nobody waits for an answer any more
 */
public record UpcallConfig(int handlers, int queueLength, int pendingPackets, int pendingPerKey, long maxAgeNanos) {
    /** Packet threads ask. */
    public static final UpcallConfig SYNCHRONOUS = threads(0);

    public UpcallConfig {
        if (handlers < 0 || queueLength < 2 || pendingPackets < 1 || pendingPerKey < 1 || maxAgeNanos < 1) {
            throw new IllegalArgumentException("handlers " + handlers + ", queue " + queueLength + ", pending "
                    + pendingPackets + ", pending per key " + pendingPerKey + ", age " + maxAgeNanos
                    + " ns: there are no fewer than 0 handlers, 2 places in a queue, and 1 of each of the others");
        }
    }

    /** So many handler threads, and bounds for a few thousand new flows a second. */
    public static UpcallConfig threads(int handlers) {
        return new UpcallConfig(handlers, 128, 256, 32, 2_000_000_000L);
    }
}
