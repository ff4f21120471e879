package io.tandem.rte.device;

import io.tandem.backend.MeterCounts;
import io.tandem.rte.host.MeterRate;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.transport.RteAnswer;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The configured meters, each made at every port, as a rule names one of its own port. One that a port does not take is
 * none of the device's. Written by the control thread, read by any.
 */
final class DeviceMeters implements RteMeters {
    private final Map<Integer, MeterRate> rates;
    /** Why a meter is not there. */
    private volatile Map<Integer, String> missing = Map.of();

    /** @param rates of the meters by number */
    DeviceMeters(Map<Integer, MeterRate> rates) {
        this.rates = Map.copyOf(rates);
    }

    /** Makes all meters at those ports, which have none. */
    void make(RteFlows flows, Collection<Integer> ports) throws RteTransportException {
        Map<Integer, String> refused = new HashMap<>();
        for (Map.Entry<Integer, MeterRate> meter : rates.entrySet()) {
            for (int port : ports) {
                if (flows.addMeter(port, meter.getKey(), meter.getValue())
                        instanceof RteAnswer.Refused<RteAnswer.Ok>(RteError error)) {
                    refused.put(
                            meter.getKey(),
                            "port " + port + " takes no such meter: " + error.message() + " (errno " + error.errno()
                                    + ")");
                }
            }
        }
        missing = Map.copyOf(refused);
    }

    /**
     * What the device's meters have counted, each at all ports together. One that some port's driver does not count at all is
     * left out, and of the others what some does not count is unknown.
     */
    Map<Integer, MeterCounts> counts(RteFlows flows, Collection<Integer> ports) throws RteTransportException {
        Map<Integer, MeterCounts> counts = new HashMap<>();
        for (int meter : rates.keySet()) {
            if (!missing.containsKey(meter)) {
                counts(flows, ports, meter).ifPresent(found -> counts.put(meter, found));
            }
        }
        return counts;
    }

    private static Optional<MeterCounts> counts(RteFlows flows, Collection<Integer> ports, int meter)
            throws RteTransportException {
        MeterCounts sum = new MeterCounts(0, 0, 0);
        for (int port : ports) {
            switch (flows.meterCounts(port, meter)) {
                case RteAnswer.Done<MeterCounts>(MeterCounts counts) -> sum = sum.plus(counts);
                case RteAnswer.Refused<MeterCounts> _ -> {
                    return Optional.empty();
                }
            }
        }
        boolean known = sum.packets().isPresent()
                || sum.bytes().isPresent()
                || sum.droppedPackets().isPresent();
        return known ? Optional.of(sum) : Optional.empty();
    }

    @Override
    public OptionalInt object(int meter) {
        return rates.containsKey(meter) && !missing.containsKey(meter) ? OptionalInt.of(meter) : OptionalInt.empty();
    }

    @Override
    public String absence(int meter) {
        return missing.getOrDefault(meter, "none is configured that one bucket can be");
    }
}
