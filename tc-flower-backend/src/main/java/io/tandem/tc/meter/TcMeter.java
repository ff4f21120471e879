package io.tandem.tc.meter;

import io.tandem.backend.DeviceMeter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.held.FrameBytes;
import io.tandem.tc.probe.KernelFeature;
import io.tandem.tc.probe.KernelFeatures;
import java.util.Optional;

/** A meter of the configuration, and the police action that does the same. */
record TcMeter(DeviceMeter meter) {
    private static final int BITS = 1000 / Byte.SIZE;
    /** Larger than any packet: without it the kernel drops those of more than 2,040 bytes. */
    private static final int ANY_SIZE = 1 << 20;

    private static final long MOST_RATE = 0xffff_ffffL;

    /** As the meter action names it. */
    int id() {
        return meter.id();
    }

    /** Why police can't be this meter; empty where it can. */
    Optional<String> refusal(KernelFeatures kernel) {
        if (meter.bands().size() != 1) {
            return Optional.of("meter " + id() + " has " + meter.bands().size()
                    + " bands, police has one; give it the lowest alone, which drops first");
        }
        if (!kernel.has(KernelFeature.POLICE)) {
            return Optional.of(
                    "this kernel has no police for meter " + id() + "; load or install its module act_police");
        }
        return meter.unit() == DeviceMeter.Unit.PPS && !kernel.has(KernelFeature.POLICE_PACKETS)
                ? Optional.of("meter " + id() + " counts packets, and this kernel's police bytes only (Linux 5.13);"
                        + " give it kbps")
                : Optional.empty();
    }

    /** The police action: packets beyond the rate are dropped, the others go on. */
    ActionBody.Police police() {
        DeviceMeter.Band band = meter.bands().getFirst();
        Optional<TcControl> conform = Optional.of(TcControl.PIPE);
        return switch (meter.unit()) {
            case PPS -> new ActionBody.Police(0, 0, ANY_SIZE, 0, band.rate(), band.burst(), 0, 0, conform);
            case KBPS ->
                new ActionBody.Police(
                        band.rate() * BITS,
                        Math.min(band.burst() * BITS, MOST_RATE),
                        ANY_SIZE,
                        0,
                        0,
                        0,
                        FrameBytes.ETHERNET,
                        1,
                        conform);
        };
    }
}
