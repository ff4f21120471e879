package io.tandem.rte.translate;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePort.Kind;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.text.RulePrinter;
import java.util.List;
import java.util.OptionalInt;

/** Datapath ports 1 to 3 are DPDK's 0 to 2; 4 VXLAN, 5 Geneve, 6 GRE and 7 GTP-U come in at DPDK's 0. Meter 9 is object 19. */
public final class TestBed {
    public static final RtePorts PORTS = RtePorts.of(List.of(
            RtePort.of(1, "p1", 0),
            RtePort.of(2, "p2", 1),
            RtePort.of(3, "p3", 2),
            new RtePort(4, "vxlan0", 0, Kind.VXLAN),
            new RtePort(5, "geneve0", 0, Kind.GENEVE),
            new RtePort(6, "gre0", 0, Kind.GRE),
            new RtePort(7, "gtpu0", 0, Kind.GTPU)));

    public static final RteMeters METERS = id -> id == 9 ? OptionalInt.of(19) : OptionalInt.empty();

    /** The port of the tunnels of that kind. */
    public static OptionalInt tunnel(Kind kind) {
        return switch (kind) {
            case ETHERNET -> OptionalInt.empty();
            case VXLAN -> OptionalInt.of(4);
            case GENEVE -> OptionalInt.of(5);
            case GRE -> OptionalInt.of(6);
            case GTPU -> OptionalInt.of(7);
        };
    }

    public static MegaflowTranslator translator(RteCapabilities capabilities) {
        return new MegaflowTranslator(capabilities, PORTS, new GroupNumbers(capabilities.lastGroup()), METERS);
    }

    public static Megaflow flow(String match, String actions) {
        try {
            String whole = match.contains("in_port(") ? match : "in_port(1)," + match;
            OdpMatch parsed = OdpKeyText.parseMasked(whole, PortNames.any());
            List<OdpAction> list = OdpActionText.parse(actions, PortNames.any());
            return Megaflow.of(
                    parsed.key(),
                    parsed.mask().toBuilder().exact(FlowField.RECIRC_ID).build(),
                    list);
        } catch (OdpParseException e) {
            throw new AssertionError(match + " actions:" + actions, e);
        }
    }

    /** The fit and the rule in testpmd's words, or the refusal's code, subject and sentence. */
    public static String text(RteOutcome outcome) {
        return switch (outcome) {
            case RteOutcome.Refused(var refusal) ->
                refusal.code() + " " + refusal.subject() + ": " + refusal.sentence();
            case RteTranslation rule ->
                rule.fit()
                        + (rule.narrowedIn().isEmpty()
                                ? ""
                                : " "
                                        + String.join(
                                                ",",
                                                rule.narrowedIn().stream()
                                                        .map(FlowField::path)
                                                        .toList()))
                        + "\n" + RulePrinter.print(rule.ethdev(), rule.rule());
        };
    }

    private TestBed() {}
}
