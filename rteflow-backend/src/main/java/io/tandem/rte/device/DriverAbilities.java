package io.tandem.rte.device;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteTranslation;
import io.tandem.translate.Abilities;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which fields a driver can match and which actions it can do, as far as is known of it before it is asked. */
final class DriverAbilities {
    private static final int GTPU_PORT = 5;

    private static final Map<FlowField, Integer> GTPU = Map.of(
            FlowField.TUNNEL_FAMILY, 1,
            FlowField.PACKET_TYPE_NS, 1,
            FlowField.PACKET_TYPE_ID, EtherType.IPV4);

    private static final List<RtePort> PORTS = List.of(
            RtePort.of(Abilities.PLAIN_PORT, "plain", 0),
            new RtePort(2, "vxlan", 0, RtePort.Kind.VXLAN),
            new RtePort(Abilities.GENEVE_PORT, "geneve", 0, RtePort.Kind.GENEVE),
            new RtePort(4, "gre", 0, RtePort.Kind.GRE),
            new RtePort(GTPU_PORT, "gtpu", 0, RtePort.Kind.GTPU));

    static Abilities of(RteCapabilities capabilities) {
        MegaflowTranslator translator = new MegaflowTranslator(
                capabilities, RtePorts.of(PORTS), new GroupNumbers(capabilities.lastGroup()), OptionalInt::of);
        return Abilities.of(
                flow -> translator.translate(ofPort(flow)) instanceof RteTranslation made
                        ? Optional.of(made.narrowedIn())
                        : Optional.empty(),
                PORTS.stream()
                        .filter(port -> port.kind().isTunnel())
                        .map(RtePort::number)
                        .toList());
    }

    /** A GTP-U port's flows say of which type their packets are; here they are IPv4 in IPv4 where they don't. */
    private static Megaflow ofPort(Megaflow flow) {
        if (flow.key().get(FlowField.IN_PORT) != GTPU_PORT) {
            return flow;
        }
        FlowKey.Builder key = flow.key().toBuilder();
        FlowMask.Builder mask = flow.mask().toBuilder();
        GTPU.forEach((field, value) -> {
            if (flow.mask().isZero(field)) {
                key.set(field, value);
                mask.exact(field);
            }
        });
        return Megaflow.of(key.build(), mask.build(), flow.actions());
    }

    private DriverAbilities() {}
}
