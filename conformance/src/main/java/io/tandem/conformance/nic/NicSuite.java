package io.tandem.conformance.nic;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import java.util.Map;
import java.util.TreeMap;

/** Random rules in the simulated NIC, whose RTL runs in Verilator, and random packets through them. */
public final class NicSuite {
    private NicSuite() {}

    /**
     * Carries sets out, all on one NIC, until one shows a difference.
     *
     * @param profile the NIC's size
     * @param sets how many
     * @param packets of each set
     */
    public static NicReport run(RuleSets made, String profile, long seed, int sets, int packets)
            throws BackendUnavailableException, DeviceException {
        long start = System.nanoTime();
        long installed = 0;
        long decided = 0;
        long copies = 0;
        long toHost = 0;
        int number = 0;
        String difference = "";
        Map<String, Long> refusals = new TreeMap<>();
        Map<String, Long> carried = new TreeMap<>();
        try (SimNicDevice nic = new SimNicBackend()
                .open(new DeviceConfig(
                        "nic",
                        Map.of("profile", profile, "tunnels", Tunnelled.SETTING, "meters", RandomMeters.SETTING)))) {
            for (; number < sets && difference.isEmpty(); number++) {
                DatapathCase set = made.make(seed, number, packets);
                NicRun run = NicRun.of(set, nic);
                installed += run.installed();
                decided += run.decided();
                copies += run.copies();
                toHost += run.toHost();
                run.refusals().forEach(reason -> refusals.merge(reason, 1L, Long::sum));
                run.carried().forEach((kind, count) -> carried.merge(kind, count, Long::sum));
                if (!run.faults().isEmpty()) {
                    difference = smallest(set, run, nic);
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
                    difference);
        }
    }

    private static String smallest(DatapathCase set, NicRun run, SimNicDevice nic) throws DeviceException {
        if (nic.failed()) {
            return set.toText() + "# " + String.join("\n# ", run.faults()) + "\n";
        }
        DatapathCase least = Shrinking.<DeviceException>shrink(
                set, smaller -> !NicRun.of(smaller, nic).faults().isEmpty());
        return least.toText() + "# " + String.join("\n# ", NicRun.of(least, nic).faults()) + "\n";
    }
}
