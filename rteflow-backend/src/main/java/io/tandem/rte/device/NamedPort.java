package io.tandem.rte.device;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePort.Kind;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A datapath port as the setting {@code ports} has it: {@code PORT}, {@code PORT:KIND} or {@code PORT:KIND:UDP-PORT}, where
 * a tunnel's PORT is several with {@code +} between if its packets may come in by each.
 *
 * @param dpdk names of DPDK ports; one, or several of a tunnel
 * @param kind what its packets are
 * @param udpPort where a tunnel over UDP listens; 0 for others
 */
record NamedPort(List<String> dpdk, Kind kind, int udpPort) {
    /** What the text of one is. */
    static final String FORM = "PORT, PORT:KIND or PORT:KIND:UDP-PORT";

    private static final int LAST_UDP_PORT = 0xffff;
    private static final Pattern TEXT = Pattern.compile(Stream.of(Kind.values())
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .collect(Collectors.joining("|", "(.+?)(?::(", ")(?::([0-9]{1,9}))?)?")));

    NamedPort {
        dpdk = List.copyOf(dpdk);
    }

    /**
     * Reads one.
     *
     * @throws BackendUnavailableException with what was expected
     */
    static NamedPort read(DeviceConfig config, String text) throws BackendUnavailableException {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw RteSettings.wrong(config, "ports", text, FORM);
        }
        String names = parts.group(1);
        if (names.endsWith(":erspan")) {
            throw RteSettings.wrong(config, "ports", text, "no erspan: rte_flow has no pattern item for it");
        }
        Kind kind = parts.group(2) == null
                ? Kind.ETHERNET
                : Kind.valueOf(parts.group(2).toUpperCase(Locale.ROOT));
        List<String> dpdk = kind.isTunnel() ? List.of(names.split("\\+", -1)) : List.of(names);
        if (dpdk.stream().anyMatch(String::isBlank)) {
            throw RteSettings.wrong(config, "ports", text, FORM);
        }
        if (parts.group(3) == null) {
            return new NamedPort(dpdk, kind, kind.usualUdpPort());
        }
        int udpPort = Integer.parseInt(parts.group(3));
        if (kind.usualUdpPort() == 0 || udpPort == 0 || udpPort > LAST_UDP_PORT) {
            throw RteSettings.wrong(
                    config,
                    "ports",
                    text,
                    "a UDP port from 1 to " + LAST_UDP_PORT + ", and of a tunnel that is over UDP");
        }
        return new NamedPort(dpdk, kind, udpPort);
    }

    /** As the device has it, where its DPDK port has that number. */
    RtePort at(int number, int ethdev) {
        return new RtePort(number, dpdk.getFirst(), ethdev, kind, udpPort);
    }
}
