package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;

/** A case's flow as Tandem reads it. */
public final class FlowLine {
    private FlowLine() {}

    /** The flow of a text. */
    public static Megaflow parse(CaseFlow flow) throws OdpParseException {
        OdpMatch match = OdpKeyText.parseMasked(flow.key(), PortNames.any());
        return Megaflow.of(match.key(), match.mask(), OdpActionText.parse(flow.actions(), PortNames.any()));
    }
}
