package io.tandem.agent.explain;

import io.tandem.backend.Explanation;
import io.tandem.backend.Marking;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.Megaflow;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.tc.host.TcPort;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Flows as rte_flow rules, without a device: each alone. A plain device is the DPDK port of its datapath number, a tunnel's
 * rules are made at DPDK's port 0, and a meter is the MTR object of its own number.
 */
public final class DpdkRules {
    private static final int TUNNEL_DEVICE = 0;
    /** A DPDK port's number has 16 bits. Source: rte_ethdev.h. */
    private static final int LAST_PORT = 0xffff;

    private final MegaflowTranslator translator;

    /** For such a device and those ports. */
    public DpdkRules(RteCapabilities capabilities, DevicePorts ports) {
        RtePorts dpdk = number -> ports.gtpu(number)
                .map(name -> new RtePort(number, name, TUNNEL_DEVICE, RtePort.Kind.GTPU))
                .or(() -> ports.devices().find(number).flatMap(DpdkRules::port));
        RteMeters meters = id -> id >= 0 ? OptionalInt.of(id) : OptionalInt.empty();
        translator = new MegaflowTranslator(capabilities, dpdk, new GroupNumbers(capabilities.lastGroup()), meters);
    }

    private static Optional<RtePort> port(TcPort port) {
        return switch (port.kind()) {
            case ETHERNET ->
                Integer.compareUnsigned(port.number(), LAST_PORT) > 0
                        ? Optional.empty()
                        : Optional.of(RtePort.of(port.number(), port.name(), port.number()));
            case VXLAN -> tunnel(port, RtePort.Kind.VXLAN);
            case GENEVE -> tunnel(port, RtePort.Kind.GENEVE);
            case GRE -> tunnel(port, RtePort.Kind.GRE);
            case INTERNAL, ERSPAN -> Optional.empty();
        };
    }

    private static Optional<RtePort> tunnel(TcPort port, RtePort.Kind kind) {
        return Optional.of(new RtePort(port.number(), port.name(), TUNNEL_DEVICE, kind));
    }

    /** The lines of testpmd that make the rule, or one that only marks packets for queue 0, or why there is none. */
    public Explanation explain(Megaflow flow) {
        Explanation whole = explained(translator.translate(flow));
        return whole instanceof Refusal why
                        && explained(translator.mark(flow, 1, List.of(0))) instanceof Translation rule
                ? new Marking(rule, why)
                : whole;
    }

    private static Explanation explained(RteOutcome outcome) {
        return switch (outcome) {
            case RteOutcome.Refused refused -> refused.refusal();
            case RteTranslation made ->
                new Translation(
                        made.fit(),
                        made.narrowedIn(),
                        RulePrinter.print(made.ethdev(), made.rule()).toString());
        };
    }
}
