package io.tandem.agent.revalidator;

/**
 * How many flows the datapath may hold, so that a dump of all of them stays near one second.
 *
 * <p>Source: udpif_revalidator in Open vSwitch's ofproto/ofproto-dpif-upcall.c.
 */
public final class FlowLimit {
    static final int LEAST = 1_000;
    private static final int START = 10_000;
    private static final int STEP = 1_000;

    private final int most;
    private volatile int limit;

    /**
     * @param most the limit never grows beyond this
     */
    public FlowLimit(int most) {
        this.most = Math.max(LEAST, most);
        this.limit = Math.min(this.most, START);
    }

    /** Flows allowed now. */
    public int get() {
        return limit;
    }

    /** A dump of {@code flows} flows took that long, in milliseconds. */
    public void dumped(long millis, int flows) {
        long next = limit;
        if (millis > 2000) {
            next /= millis / 1000;
        } else if (millis > 1300) {
            next = next * 3 / 4;
        } else if (millis < 1000 && next < flows * 1000L / Math.max(1, millis)) {
            next += STEP;
        }
        limit = (int) Math.clamp(next, LEAST, (long) most);
    }
}
