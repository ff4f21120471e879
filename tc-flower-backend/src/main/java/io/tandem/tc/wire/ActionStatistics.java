package io.tandem.tc.wire;

/**
 * What an action has counted.
 *
 * @param packets packets in software and hardware
 * @param bytes their bytes
 * @param hardwarePackets those that hardware has counted
 * @param hardwareBytes their bytes
 * @param drops packets dropped
 * @param overlimits packets that exceeded a meter
 */
public record ActionStatistics(
        long packets, long bytes, long hardwarePackets, long hardwareBytes, long drops, long overlimits) {
    /** Nothing counted. */
    public static final ActionStatistics NONE = new ActionStatistics(0, 0, 0, 0, 0, 0);
}
