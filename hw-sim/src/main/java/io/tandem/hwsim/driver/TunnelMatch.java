package io.tandem.hwsim.driver;

import io.tandem.backend.Refusal;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.KeyBits;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What a flow asks of the headers that were taken off its packets. The NIC's key has that where it has neighbour discovery
 * otherwise, and which of the two it is follows from the port that the packet came in by.
 */
final class TunnelMatch {
    private static final long IPV6 = 2;
    private static final List<FlowField> OVER_IPV4 =
            List.of(FlowField.TUNNEL_IPV4_SRC, FlowField.TUNNEL_IPV4_DST, FlowField.TUNNEL_GENEVE_OPTIONS);
    private static final List<FlowField> OVER_IPV6 = List.of(FlowField.TUNNEL_IPV6_SRC, FlowField.TUNNEL_IPV6_DST);
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
        if (!flow.mask().isZero(FlowField.TUNNEL_FAMILY) && flow.key().isZero(FlowField.TUNNEL_FAMILY)) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    "tunnel",
                    "behind a tunnel's port no packet is without its headers");
        }
        Optional<Refusal> family = family(flow);
        if (family.isPresent()) {
            return family;
        }
        if (flow.key().get(FlowField.TUNNEL_ID) >>> KeyBits.TUN_ID.width() != 0) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    FlowField.TUNNEL_ID.path(),
                    "the NIC's tunnels have ids of 32 bits at most");
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

    /** What a flow asks of fields that share bits of the key; which of them those hold, the family tells. */
    private static Optional<Refusal> family(Megaflow flow) {
        Optional<FlowField> shared = Stream.concat(OVER_IPV4.stream(), OVER_IPV6.stream())
                .filter(field -> !zero(flow.mask(), field))
                .findFirst();
        if (shared.isPresent() && !flow.mask().isExact(FlowField.TUNNEL_FAMILY)) {
            return no(
                    Refusal.Code.UNSUPPORTED_MASK,
                    shared.get().path(),
                    "the NIC's key has the addresses of IPv4, or those of IPv6; match some bits of tunnel.src or tunnel.dst");
        }
        return absent(flow.key(), flow.mask()).stream()
                .filter(field -> !zero(flow.key(), field))
                .findFirst()
                .flatMap(field -> no(
                        Refusal.Code.UNSUPPORTED_FIELD,
                        field.path(),
                        "packets of tunnels over the other IP version have none that the NIC takes off"));
    }

    /** Fields that are zero in all packets of that match. */
    private static List<FlowField> absent(FlowKey key, FlowMask mask) {
        if (!mask.isExact(FlowField.TUNNEL_FAMILY)) {
            return List.of();
        }
        return key.get(FlowField.TUNNEL_FAMILY) == IPV6 ? OVER_IPV4 : OVER_IPV6;
    }

    private static boolean zero(FlowWords words, FlowField field) {
        for (int i = 0; i < field.words(); i++) {
            if (field.wide() || field.words() > 1 ? words.word(field.word() + i) != 0 : !words.isZero(field)) {
                return false;
            }
        }
        return true;
    }

    /**
     * A mask without what the NIC's key does not have of the packets that match, and is zero for all of them.
     *
     * @param inside they came in by a tunnel's port
     */
    static FlowMask inKey(FlowKey key, FlowMask mask, boolean inside) {
        long[] words = mask.toWords();
        for (FlowField field : inside ? absent(key, mask) : List.of(FlowField.TUNNEL_FAMILY)) {
            for (int i = 0; i < field.words(); i++) {
                words[field.word() + i] &= field.words() > 1 ? 0 : ~(field.ones() << field.shift());
            }
        }
        return FlowMask.ofWords(words);
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
