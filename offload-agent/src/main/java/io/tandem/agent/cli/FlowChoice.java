package io.tandem.agent.cli;

import io.tandem.agent.explain.DevicePorts;
import io.tandem.agent.explain.DpdkRules;
import io.tandem.agent.explain.TcRules;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.host.TcCapabilities;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A flow on the command line, and the kernel and devices that a rule would be for. */
final class FlowChoice {
    /** What stands between key and actions in a dump. */
    private static final Pattern BETWEEN =
            Pattern.compile("(,? *(packets:\\d+|bytes:\\d+|used:[\\w.]+|flags:[\\w.]+|offloaded:\\w+|dp:\\w+))*,? *$");

    private static final String ACTIONS = "actions:";
    private static final Pattern UFID = Pattern.compile("^ *ufid:[0-9a-f-]+, *");

    /** Kernels that differ in what their TC knows. */
    enum Kernel {
        linux61(TcCapabilities.LINUX_6_1),
        newest(TcCapabilities.NEWEST);

        private final TcCapabilities capabilities;

        Kernel(TcCapabilities capabilities) {
            this.capabilities = capabilities;
        }
    }

    /** Drivers that differ in which rte_flow rules they take. */
    enum Driver {
        any(RteCapabilities.ALL),
        tap(RteCapabilities.TAP);

        private final RteCapabilities capabilities;

        Driver(RteCapabilities capabilities) {
            this.capabilities = capabilities;
        }
    }

    /** Who shall hold a filter; tc-policy of Open vSwitch. */
    enum Policy {
        none(Set.of()),
        skip_sw(Set.of(FilterFlag.SKIP_SW)),
        skip_hw(Set.of(FilterFlag.SKIP_HW));

        private final Set<FilterFlag> flags;

        Policy(Set<FilterFlag> flags) {
            this.flags = flags;
        }
    }

    @Parameters(
            paramLabel = "FLOW",
            description = "KEY actions:LIST, a line of dump-flows also; quote it for the shell")
    private String text = "";

    @Option(
            names = "--ports",
            paramLabel = "NAME=N[:KIND]",
            split = ",",
            description = "devices of ports, as eth0=1,vxlan0=2:vxlan; others are called portN. KIND is ethernet,"
                    + " internal, vxlan, geneve, gre, erspan or gtpu")
    private List<String> ports = List.of();

    @Option(
            names = "--kernel",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}): what its TC knows",
            defaultValue = "linux61")
    private Kernel kernel = Kernel.linux61;

    @Option(
            names = "--tc-policy",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}): who shall hold a filter",
            defaultValue = "none")
    private Policy policy = Policy.none;

    @Option(
            names = "--dpdk-driver",
            description = "${COMPLETION-CANDIDATES} (default ${DEFAULT-VALUE}): what its rte_flow takes",
            defaultValue = "any")
    private Driver driver = Driver.any;

    @Option(
            names = "--constant-tunnel-flags",
            description = "all packets of a tunnel have the flags that flows ask of them")
    private boolean constantTunnelFlags;

    @Option(names = "--exact-option-length", description = "peers send no more Geneve options than flows match")
    private boolean exactOptionLength;

    /** The devices. */
    DevicePorts devices() {
        return DevicePorts.read(ports);
    }

    /** Flows as filters on those devices. */
    TcRules rules(DevicePorts devices) {
        TcCapabilities capabilities = kernel.capabilities
                .withConstantTunnelFlags(constantTunnelFlags)
                .withExactOptionLength(exactOptionLength);
        return new TcRules(capabilities, devices, policy.flags);
    }

    /** Flows as rte_flow rules on DPDK's ports of the same numbers. */
    DpdkRules dpdkRules(DevicePorts devices) {
        return new DpdkRules(driver.capabilities.withConstantTunnelFlags(constantTunnelFlags), devices);
    }

    /**
     * The flow.
     *
     * @throws OdpParseException says where in the whole text
     */
    Megaflow flow(DevicePorts devices) throws OdpParseException {
        PortNames names = devices.names();
        String line = UFID.matcher(text).replaceFirst("");
        int start = text.length() - line.length();
        int at = line.indexOf(ACTIONS);
        if (at < 0) {
            throw new OdpParseException(text.length(), "actions", "the end of the text", "actions: and a list of them");
        }
        String key = BETWEEN.matcher(line.substring(0, at)).replaceFirst("");
        OdpMatch match = from(start, () -> OdpKeyText.parseMasked(key, names));
        String actions = line.substring(at + ACTIONS.length());
        int first = start + line.length() - actions.stripLeading().length();
        return Megaflow.of(match.key(), match.mask(), from(first, () -> OdpActionText.parse(actions.strip(), names)));
    }

    private interface Part<T> {
        T parse() throws OdpParseException;
    }

    private static <T> T from(int start, Part<T> part) throws OdpParseException {
        try {
            return part.parse();
        } catch (OdpParseException e) {
            throw new OdpParseException(start + e.offset(), e.field(), e.found(), e.expected());
        }
    }
}
