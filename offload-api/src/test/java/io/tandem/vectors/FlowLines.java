package io.tandem.vectors;

import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;

/** Megaflows of tests, written as Open vSwitch writes them, with ports by their numbers. */
public final class FlowLines {
    private static final String ACTIONS = " actions:";

    /** The flow of {@code MATCH actions:ACTIONS}. */
    public static Megaflow flow(String line) throws OdpParseException {
        String[] parts = line.split(ACTIONS, 2);
        return flow(parts[0], parts[1]);
    }

    /** The flow of this match and these actions. */
    public static Megaflow flow(String match, String actions) throws OdpParseException {
        OdpMatch parsed = OdpKeyText.parseMasked(match, PortNames.any());
        return Megaflow.of(parsed.key(), parsed.mask(), OdpActionText.parse(actions, PortNames.any()));
    }

    private FlowLines() {}
}
