package io.tandem.conformance.nic;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.TunnelOpenings;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Random rules in the simulated NIC, whose RTL runs in Verilator, and random packets through them. */
public final class NicSuite {
    private NicSuite() {}

    /**
     * Carries sets out, all on one NIC, until one shows a difference.
     *
     * @param device the NIC's settings; tunnels and meters are those of the random rules
     * @param sets how many
     * @param packets of each set
     */
    public static NicReport run(RuleSets made, DeviceConfig device, long seed, int sets, int packets)
            throws BackendUnavailableException, DeviceException {
        try (SimNicDevice nic = new SimNicBackend().open(withServices(device))) {
            return run(made, nic, seed, sets, packets);
        }
    }

    /** Likewise on a NIC that holds no rule, and none afterwards. */
    static NicReport run(RuleSets made, SimNicDevice nic, long seed, int sets, int packets) throws DeviceException {
        long start = System.nanoTime();
        long installed = 0;
        long decided = 0;
        long copies = 0;
        long toHost = 0;
        int number = 0;
        Optional<Counterexample> difference = Optional.empty();
        Latencies latencies = new Latencies();
        Map<String, Long> refusals = new TreeMap<>();
        Map<String, Long> carried = new TreeMap<>();
        for (; number < sets && difference.isEmpty(); number++) {
            DatapathCase set = made.make(seed, number, packets);
            NicRun run = NicRun.of(set, nic);
            installed += run.installed();
            decided += run.decided();
            copies += run.copies();
            toHost += run.toHost();
            latencies.add(run.latencies());
            run.refusals().forEach(reason -> refusals.merge(reason, 1L, Long::sum));
            run.carried().forEach((kind, count) -> carried.merge(kind, count, Long::sum));
            if (!run.faults().isEmpty()) {
                difference = Optional.of(smallest(set, run, nic));
            }
        }
        return new NicReport(
                number,
                installed,
                decided,
                copies,
                toHost,
                carried,
                refusals,
                nic.cycles(),
                System.nanoTime() - start,
                latencies,
                difference);
    }

    private static Counterexample smallest(DatapathCase set, NicRun run, SimNicDevice nic) throws DeviceException {
        if (nic.failed()) {
            return new Counterexample(set, run.faults());
        }
        DatapathCase least = Shrinking.<DeviceException>shrink(
                set, smaller -> !NicRun.of(smaller, nic).faults().isEmpty());
        return new Counterexample(least, NicRun.of(least, nic).faults());
    }

    private static DeviceConfig withServices(DeviceConfig device) {
        Map<String, String> settings = new TreeMap<>(device.settings());
        settings.put("tunnels", TunnelOpenings.setting());
        settings.put("meters", RandomMeters.SETTING);
        return new DeviceConfig(device.name(), settings);
    }
}
