package io.tandem.conformance.tc;

import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Flows whose rules have, all together, every key and every action that Tandem makes of flows: {@code cases/tc/kinds.txt}. */
final class KindFlows {
    /** Commands that make the devices of ports 3 to 6. */
    static final List<String> TUNNELS = List.of(
            "ip link add vx0 up type vxlan external dstport 4789 gbp",
            "ip link add gnv0 up type geneve external",
            "ip link add tap-gre up type gretap external",
            "ip link add tap-ers up type erspan external");

    private static final String FLOWS = "/cases/tc/kinds.txt";
    private static final PortNames PORTS = PortNames.of(List.of(1, 2, 3, 4, 5, 6));

    private KindFlows() {}

    /** The settings of a device that holds them. */
    static Map<String, String> settings() {
        return Map.of(
                "ports",
                "1=in0,2=out0,3=vx0,4=gnv0,5=tap-gre,6=tap-ers",
                "constant-tunnel-flags",
                "true",
                "exact-option-length",
                "true");
    }

    /** The flows by their lines, in the file's order. */
    static List<KindFlow> read() throws IOException, OdpParseException {
        String text;
        try (InputStream in = Objects.requireNonNull(KindFlows.class.getResourceAsStream(FLOWS), FLOWS)) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<KindFlow> flows = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] words = line.split(" ", 2);
                OdpMatch match = OdpKeyText.parseMasked(words[0], PORTS);
                flows.add(new KindFlow(
                        line, Megaflow.of(match.key(), match.mask(), OdpActionText.parse(words[1], PORTS))));
            }
        }
        return flows;
    }

    /** A flow and the line that it stands in. */
    record KindFlow(String line, Megaflow flow) {}
}
