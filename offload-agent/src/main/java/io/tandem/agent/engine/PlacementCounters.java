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
    private long strays;
    private long recoveries;
    private long endedFlows;
    private long endedPackets;
    private long endedBytes;

    synchronized void installed() {
        installed++;
    }

    synchronized void verifyFailed() {
        verifyFailed++;
    }

    synchronized void strayRule() {
        strays++;
    }

    synchronized void recovered() {
        recoveries++;
    }

    synchronized void refused(Refusal refusal) {
        refusals.merge(refusal.code(), 1L, Long::sum);
    }

    synchronized void flowEnded(FlowStats last) {
        endedFlows++;
        endedPackets += last.packets();
        endedBytes += last.bytes();
    }

    /** Rules that devices accepted. */
    public synchronized long installs() {
        return installed;
    }

    /** Rules that were read back and were not what had been installed. */
    public synchronized long verifyFailures() {
        return verifyFailed;
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
