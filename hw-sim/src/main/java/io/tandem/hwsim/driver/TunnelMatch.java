package io.tandem.hwsim.driver;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.KeyBits;
import java.util.Optional;
import java.util.Set;

/**
 * What a flow asks of the headers that were taken off its packets. The NIC's key has that where it has neighbour discovery
 * otherwise, and which of the two it is follows from the port that the packet came in by.
 */
final class TunnelMatch {
    private static final long OVER_IPV4 = 1;
    private static final int WORD = Long.BYTES;

    private static final Set<FlowField> DISCOVERY = Set.of(
            FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL, FlowField.ND_RESERVED, FlowField.ND_OPTIONS_TYPE);

    /**
     * Why the NIC matches no such packets; empty where it may.
     *
     * @param inside the flow is of packets that came in by a tunnel's port
     * @param optionBytes bytes of Geneve's options in the NIC's key
     */
    static Optional<Refusal> refuse(Megaflow flow, boolean inside, int optionBytes) {
        if (!inside) {
            return flow.key().isZero(FlowField.TUNNEL_FAMILY)
                    ? Optional.empty()
                    : no(
                            Refusal.Code.PREREQUISITE,
                            "tunnel",
                            "packets have a tunnel key behind the tunnel's port alone; match in_port of a tunnel of the NIC");
        }
        long wrong = (flow.key().get(FlowField.TUNNEL_FAMILY) ^ OVER_IPV4)
                & flow.mask().get(FlowField.TUNNEL_FAMILY);
        if (wrong != 0) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    "tunnel",
                    "the NIC takes off headers over IPv4 alone, and behind a tunnel's port no packet is without them");
        }
        if (flow.key().get(FlowField.TUNNEL_ID) >>> KeyBits.TUN_ID.width() != 0) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    FlowField.TUNNEL_ID.path(),
                    "the NIC's tunnels have ids of 24 bits");
        }
        Optional<FlowField> discovery =
                DISCOVERY.stream().filter(f -> !flow.mask().isZero(f)).findFirst();
        if (discovery.isPresent()) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    discovery.get().path(),
                    "the NIC's key has no neighbour discovery of packets from inside a tunnel");
        }
        return options(flow.mask(), optionBytes);
    }

    private static Optional<Refusal> options(FlowMask mask, int optionBytes) {
        FlowField options = FlowField.TUNNEL_GENEVE_OPTIONS;
        for (int i = 0; i < options.words(); i++) {
            int inKey = Math.clamp(optionBytes - i * WORD, 0, WORD);
            long behind = inKey == WORD ? 0 : -1L >>> inKey * Byte.SIZE;
            if ((mask.word(options.word() + i) & behind) != 0) {
                return no(
                        Refusal.Code.UNSUPPORTED_FIELD,
                        options.path(),
                        "the NIC's key has " + optionBytes + " bytes of Geneve's options");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> no(Refusal.Code code, String subject, String sentence) {
        return Optional.of(Refusal.translate(code, subject, sentence));
    }

    private TunnelMatch() {}
}
