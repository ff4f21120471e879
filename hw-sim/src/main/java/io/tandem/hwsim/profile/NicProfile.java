package io.tandem.hwsim.profile;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A size of the simulated NIC: a row of parameters of nic_top.sv. Each has an executable of its own, built from the same
 * RTL.
 */
public enum NicProfile {
    /** 4 masks, 256 rules, and 16 of any mask: tables that fill. */
    SMALL(
            Built.ALWAYS,
            Map.of("TUPLES", 4, "BUCKETS", 16, "WAYS", 4, "TCAM", 16, "EDITS", 64, "TUNNEL_OPTIONS", 0, "METERS", 8)),
    /** 32 masks, 65,536 rules, and 64 of any mask; no connection tracking. */
    TYPICAL(
            Built.ALWAYS,
            Map.of(
                    "TUPLES",
                    32,
                    "BUCKETS",
                    512,
                    "WAYS",
                    4,
                    "TCAM",
                    64,
                    "EDITS",
                    4096,
                    "HEADERS_OUT",
                    256,
                    "METERS",
                    256,
                    "FEATURES",
                    7)),
    /** 128 masks, 1,048,576 rules in a bank of memory for each way of each mask, and 256 of any mask. */
    LARGE(
            Built.ON_DEMAND,
            Map.of(
                    "TUPLES",
                    128,
                    "BUCKETS",
                    2048,
                    "WAYS",
                    4,
                    "TCAM",
                    256,
                    "EDITS",
                    16384,
                    "HEADERS_OUT",
                    256,
                    "METERS",
                    256)),
    /** Counters of 32 bits, no rewrites of IPv6, no match of times to live, and commands that take long. */
    QUIRKY(
            Built.ON_DEMAND,
            Map.of(
                    "TUPLES",
                    8,
                    "BUCKETS",
                    64,
                    "WAYS",
                    4,
                    "TCAM",
                    16,
                    "EDITS",
                    256,
                    "COUNTER_BITS",
                    32,
                    "FEATURES",
                    0,
                    "COMPLETION_CLOCKS",
                    500));

    /** When an executable is made. */
    enum Built {
        /** With Tandem. */
        ALWAYS,
        /** When it is first asked for. */
        ON_DEMAND
    }

    private final Built built;
    private final Map<String, Integer> parameters;

    NicProfile(Built built, Map<String, Integer> parameters) {
        this.built = built;
        this.parameters = parameters;
    }

    /** The profile of that name. */
    public static Optional<NicProfile> named(String text) {
        return Arrays.stream(values()).filter(p -> p.text().equals(text)).findFirst();
    }

    /** The names of all, for messages. */
    public static String names() {
        return Arrays.stream(values()).map(NicProfile::text).collect(Collectors.joining(", "));
    }

    /** The profile's name in configuration and of its folder in the build. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** True where its executable is made with Tandem, not when it is first asked for. */
    public boolean builtAlways() {
        return built == Built.ALWAYS;
    }

    /** Its parameters as Verilator takes them. */
    String options() {
        return new TreeMap<>(parameters)
                .entrySet().stream()
                        .map(e -> "-G" + e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(" "));
    }
}
