package io.tandem.conformance.tcspeed;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.util.ArrayList;
import java.util.List;

/** Flows of several masks: IPv4 with whole destinations, each one's own, and prefixes of sources. */
final class SpeedRules {
    private static final int MOST_MASKS = 24;
    private static final long FIRST_DESTINATION = 0x14000000L;

    private SpeedRules() {}

    /** That many flows from port 1 to port 2, over that many masks in turn. */
    static List<Megaflow> make(int count, int masks) throws OdpParseException {
        if (masks < 1 || masks > MOST_MASKS) {
            throw new IllegalArgumentException(masks + " masks; expected 1 to " + MOST_MASKS);
        }
        List<OdpMatch> templates = new ArrayList<>();
        for (int i = 0; i < masks; i++) {
            long prefix = 0xffffffffL << i & 0xffffffffL;
            templates.add(OdpKeyText.parseMasked(
                    "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(src=10.0.0.0/%d.%d.%d.%d,dst=0.0.0.0,frag=no)"
                            .formatted(prefix >> 24, prefix >> 16 & 0xff, prefix >> 8 & 0xff, prefix & 0xff),
                    PortNames.any()));
        }
        List<Megaflow> flows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            OdpMatch template = templates.get(i % masks);
            flows.add(Megaflow.of(
                    template.key().toBuilder()
                            .set(FlowField.IPV4_DST, FIRST_DESTINATION + i)
                            .build(),
                    template.mask(),
                    List.of(new OdpAction.Output(2))));
        }
        return flows;
    }
}
