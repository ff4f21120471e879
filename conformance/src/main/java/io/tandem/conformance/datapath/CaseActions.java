package io.tandem.conformance.datapath;

import io.tandem.action.OdpAction;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.odp.OdpParseException;
import java.util.List;
import java.util.stream.Stream;

/** The actions of cases. */
final class CaseActions {
    private CaseActions() {}

    /** Those of a flow. */
    static List<OdpAction> of(CaseFlow flow) {
        try {
            return flow.toMegaflow().actions();
        } catch (OdpParseException _) {
            return List.of(); // such a flow is refused, so nothing comes of its actions
        }
    }

    /** Those of all flows, with those that are nested in others. */
    static Stream<OdpAction> all(DatapathCase wanted) {
        return wanted.flows().stream().flatMap(f -> all(of(f)));
    }

    /** Those of a list, with those that are nested in others. */
    static Stream<OdpAction> all(List<OdpAction> actions) {
        return actions.stream()
                .flatMap(a -> Stream.concat(Stream.of(a), nested(a).flatMap(CaseActions::all)));
    }

    /** The lists that an action holds. */
    static Stream<List<OdpAction>> nested(OdpAction action) {
        return switch (action) {
            case OdpAction.Sample(int _, var actions) -> Stream.of(actions);
            case OdpAction.Clone(var actions) -> Stream.of(actions);
            case OdpAction.CheckPktLen(int _, var greater, var others) -> Stream.of(greater, others);
            case OdpAction.DecTtl(var actions) -> Stream.of(actions);
            default -> Stream.of();
        };
    }
}
