package io.tandem.rte.device;

import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.translate.Abilities;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Which fields a driver can match and which actions it can do, as far as is known of it before it is asked. */
final class DriverAbilities {
    private static final List<RtePort> PORTS = List.of(
            RtePort.of(Abilities.PLAIN_PORT, "plain", 0),
            new RtePort(2, "vxlan", 0, RtePort.Kind.VXLAN),
            new RtePort(Abilities.GENEVE_PORT, "geneve", 0, RtePort.Kind.GENEVE),
            new RtePort(4, "gre", 0, RtePort.Kind.GRE));

    static Abilities of(RteCapabilities capabilities) {
        MegaflowTranslator translator = new MegaflowTranslator(
                capabilities, RtePorts.of(PORTS), new GroupNumbers(capabilities.lastGroup()), OptionalInt::of);
        return Abilities.of(
                flow -> translator.translate(flow) instanceof RteTranslation made
                        ? Optional.of(made.narrowedIn())
                        : Optional.empty(),
                PORTS.stream()
                        .filter(port -> port.kind().isTunnel())
                        .map(RtePort::number)
                        .toList());
    }

    private DriverAbilities() {}
}
