package io.tandem.tc.probe;

import io.tandem.flow.CtStateFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.host.ChainNumbers;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.translate.MegaflowTranslator;
import io.tandem.tc.translate.TcRule;
import io.tandem.translate.Abilities;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** What the kernel showed that its filters can. Immutable. */
public final class KernelFeatures {
    private static final Map<KernelFeature, CtStateFlag> STATES = new EnumMap<>(Map.of(
            KernelFeature.CT_STATE_NEW, CtStateFlag.NEW,
            KernelFeature.CT_STATE_ESTABLISHED, CtStateFlag.ESTABLISHED,
            KernelFeature.CT_STATE_RELATED, CtStateFlag.RELATED,
            KernelFeature.CT_STATE_TRACKED, CtStateFlag.TRACKED,
            KernelFeature.CT_STATE_INVALID, CtStateFlag.INVALID,
            KernelFeature.CT_STATE_REPLY, CtStateFlag.REPLY));
    private static final int TUNNEL_FLAGS =
            FlowerKey.TUNNEL_CSUM | FlowerKey.TUNNEL_DONT_FRAGMENT | FlowerKey.TUNNEL_OAM | FlowerKey.TUNNEL_CRIT_OPT;

    private static final List<TcPort> PORTS = List.of(
            TcPort.wire(Abilities.PLAIN_PORT, 1, "wire"),
            TcPort.of(2, 2, "vxlan", TcPort.Kind.VXLAN),
            TcPort.of(Abilities.GENEVE_PORT, 3, "geneve", TcPort.Kind.GENEVE),
            TcPort.of(4, 4, "gre", TcPort.Kind.GRE),
            TcPort.of(5, 5, "erspan", TcPort.Kind.ERSPAN));

    private final Set<KernelFeature> present;
    private final Set<String> actions;

    /** Those that are there. */
    public KernelFeatures(Set<KernelFeature> present) {
        this.present = Set.copyOf(present);
        this.actions =
                present.stream().flatMap(feature -> feature.action().stream()).collect(Collectors.toUnmodifiableSet());
    }

    /** All of them. */
    public static KernelFeatures all() {
        return new KernelFeatures(EnumSet.allOf(KernelFeature.class));
    }

    /** True where it is there. */
    public boolean has(KernelFeature feature) {
        return present.contains(feature);
    }

    /** Which fields can be matched here and which actions done. */
    public Abilities abilities(TcCapabilities capabilities) {
        MegaflowTranslator translator = new MegaflowTranslator(
                capabilities, TcPorts.of(PORTS), new ChainNumbers(FilterId.LAST_CHAIN), id -> OptionalInt.of(id));
        return Abilities.of(
                flow -> translator.translate(flow) instanceof TcRule rule
                                && missing(rule.actions()).isEmpty()
                        ? Optional.of(rule.narrowedIn())
                        : Optional.empty(),
                PORTS.stream()
                        .filter(port -> port.kind().isTunnel())
                        .map(TcPort::number)
                        .toList());
    }

    /** A kind of action in that filter that this kernel has not; empty where it has all. */
    Optional<String> missing(List<TcAction> wanted) {
        for (TcAction action : wanted) {
            String kind = action.body().kind();
            if (!actions.contains(kind)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /** The same for a filter. */
    public Optional<String> missing(TcFilter filter) {
        return missing(filter.actions());
    }

    /**
     * What translation goes by. That sample hands psample its cookie cannot be seen in a filter; it came with the same
     * release as the flags of tunnels.
     */
    public TcCapabilities capabilities() {
        int states = STATES.entrySet().stream()
                .filter(entry -> has(entry.getKey()))
                .mapToInt(entry -> entry.getValue().bit())
                .reduce(0, (one, other) -> one | other);
        TcCapabilities usual = TcCapabilities.LINUX_6_1;
        return new TcCapabilities(
                states,
                usual.conntrackHelpers(),
                has(KernelFeature.NUMBER_OF_VLANS),
                has(KernelFeature.MPLS_ENTRIES) ? usual.mplsEntries() : 0,
                has(KernelFeature.VXLAN_GBP),
                has(KernelFeature.ERSPAN),
                has(KernelFeature.TUNNEL_FLAGS) ? TUNNEL_FLAGS : 0,
                usual.exactOptionLength(),
                usual.constantTunnelFlags(),
                has(KernelFeature.TUNNEL_DONT_FRAGMENT),
                has(KernelFeature.POLICE_MTU),
                has(KernelFeature.TUNNEL_FLAGS),
                usual.maxActions(),
                usual.maxPeditKeys());
    }
}
