package io.tandem.rte.port;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The device of a port: its name, and which representor of it the port is where it is one. Ports on one PCI device have its
 * address in common, and are told apart by the argument {@code representor}. DPDK's own names of representors are of no use
 * here, as they are not known before the device is attached and each driver has its own form of them.
 *
 * <p>Source: DPDK 22.11, lib/ethdev/ethdev_private.c rte_eth_devargs_parse_representor_ports, and rte_class_eth.c, by which
 * a device without that argument is no representor.
 *
 * @param device a PCI address or a virtual device's name
 * @param representor in DPDK's words, as {@code vf0}, {@code pf1sf3}; empty where the port is none
 */
public record DeviceName(String device, Optional<String> representor) {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final Pattern ARGUMENT = Pattern.compile(",representor=([^,]*)");
    private static final Pattern ONE =
            Pattern.compile("(?:(?:c[0-9]+)?pf[0-9]+)?[vs]f[0-9]+|(?:c[0-9]+)?pf[0-9]+|[0-9]+");

    /**
     * Of a device with its arguments.
     *
     * @param text one that {@link #expected} has nothing against, as {@code 0000:03:00.0,representor=vf0}
     */
    public static DeviceName of(String text) {
        return new DeviceName(
                device(text),
                representors(text).stream()
                        .findFirst()
                        .map(one -> NUMBER.matcher(one).matches() ? "vf" + one : one));
    }

    /** What is to be written in the place of a text that does not name one port; empty where it does. */
    public static Optional<String> expected(String text) {
        if (device(text).contains("=")) {
            return Optional.of("the PCI address or the name of a device before its arguments, as in"
                    + " 0000:03:00.0,representor=vf0");
        }
        List<String> representors = representors(text);
        boolean one = representors.isEmpty()
                || representors.size() == 1
                        && ONE.matcher(representors.getFirst()).matches();
        return one
                ? Optional.empty()
                : Optional.of("one representor, as in " + device(text)
                        + ",representor=vf0 (or sf0, pf1vf0, c1pf0vf0): each is a port of its own");
    }

    private static String device(String text) {
        return text.split(",", 2)[0];
    }

    private static List<String> representors(String text) {
        Matcher arguments = ARGUMENT.matcher(text);
        return arguments.results().map(found -> found.group(1)).toList();
    }

    /** What the port is called: {@code 0000:03:00.0}, or {@code 0000:03:00.0_representor_vf0}. */
    public String port() {
        return device + representor.map(one -> "_representor_" + one).orElse("");
    }
}
