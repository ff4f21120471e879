package io.tandem.agent.engine;

import io.tandem.backend.Refusal;
import io.tandem.stats.FlowStats;
import java.util.EnumMap;
import java.util.Map;

/** What placement has done. Any thread may call anything. */
public final class PlacementCounters {
    private final Map<Refusal.Code, Long> refusals = new EnumMap<>(Refusal.Code.class);
    private long installed;
    private long verifyFailed;
    private long missing;
    private long strays;
    private long recoveries;
    private long endedFlows;
    private long endedPackets;
    private long endedBytes;

    synchronized void installed() {
        installed++;
    }

    synchronized void dumped(RuleDump.Findings found) {
        verifyFailed += found.verifyFailures();
        missing += found.lost().size();
        strays += found.newStrays();
    }

    synchronized void recovered() {
        recoveries++;
    }

    synchronized void refused(Refusal refusal) {
        refusals.merge(refusal.code(), 1L, Long::sum);
    }

    /**
     * A flow is gone.
     *
     * @param last all that it counted
     */
    synchronized void flowEnded(FlowStats last) {
        endedFlows++;
        endedPackets += last.packets();
        endedBytes += last.bytes();
    }

    /** A rule that outlived its flow had counted this since it was last read. */
    synchronized void endedLater(long packets, long bytes) {
        endedPackets += packets;
        endedBytes += bytes;
    }

    /** Rules that devices accepted. */
    public synchronized long installs() {
        return installed;
    }

    /** Rules that were read back and were not what had been installed. */
    public synchronized long verifyFailures() {
        return verifyFailed;
    }

    /** Rules that a device had held and that a dump did not show any more. */
    public synchronized long missing() {
        return missing;
    }

    /** Rules seen in dumps that belong to no flow. */
    public synchronized long strays() {
        return strays;
    }

    /** Times that a device failed and came back. */
    public synchronized long recoveries() {
        return recoveries;
    }

    /** Flows that were removed. */
    public synchronized long endedFlows() {
        return endedFlows;
    }

    /** Packets of flows that were removed. */
    public synchronized long endedPackets() {
        return endedPackets;
    }

    /** Bytes of flows that were removed. */
    public synchronized long endedBytes() {
        return endedBytes;
    }

    /** Refusals so far, by code. */
    public synchronized Map<Refusal.Code, Long> refusals() {
        return Map.copyOf(refusals);
    }
}
