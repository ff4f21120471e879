package io.tandem.rte.eal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which of EAL's arguments may be given by hand. Only those that neither end the process (as --help and --log-level=help
 * do, for which EAL calls exit) nor make it another one's helper (--proc-type, which aborts where there is no other), and in full: EAL also
 * takes the beginning of an option for the option. What {@link EalConfig} has settings for is left to them. Source: DPDK
 * lib/eal/common/eal_common_options.c of 22.11 to 25.11.
 */
final class EalArguments {
    private static final String LOG_LEVEL = "--log-level";
    private static final String HELP = "help";

    private static final Set<String> WITH_VALUE = Set.of(
            "-a",
            "--allow",
            "-b",
            "--block",
            "-d",
            "-n",
            "-r",
            "--base-virtaddr",
            "--file-prefix",
            "--force-max-simd-bitwidth",
            "--huge-dir",
            "--iova-mode",
            LOG_LEVEL,
            "--mbuf-pool-ops-name",
            "--socket-limit",
            "--socket-mem",
            "--trace",
            "--trace-bufsz",
            "--trace-dir",
            "--trace-mode",
            "--vdev",
            "--vfio-intr",
            "--vfio-vf-token");

    private static final Set<String> ALONE = Set.of(
            "--huge-unlink",
            "--in-memory",
            "--legacy-mem",
            "--match-allocations",
            "--no-hpet",
            "--no-shconf",
            "--no-telemetry",
            "--single-file-segments",
            "--telemetry");

    /** What is wrong with arguments; empty where nothing is. */
    static Optional<String> problem(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String option = equals > 0 && argument.startsWith("--") ? argument.substring(0, equals) : argument;
            boolean valueHere = !option.equals(argument);
            if (WITH_VALUE.contains(option)) {
                if (!valueHere && ++i == arguments.size()) {
                    return Optional.of("the argument " + option + " wants a value");
                }
                String value = valueHere ? argument.substring(equals + 1) : arguments.get(i);
                if (option.equals(LOG_LEVEL) && value.equals(HELP)) {
                    return Optional.of("the argument " + option + " with the value " + HELP
                            + " ends the process; a level is wanted, as in lib.eal:debug");
                }
            } else if (!ALONE.contains(option) || valueHere && !option.equals("--huge-unlink")) {
                return Optional.of("the argument " + argument + " is not one of " + String.join(", ", known()));
            }
        }
        return Optional.empty();
    }

    private static List<String> known() {
        List<String> known = new ArrayList<>(WITH_VALUE);
        known.addAll(ALONE);
        known.sort(null);
        return known;
    }

    private EalArguments() {}
}
