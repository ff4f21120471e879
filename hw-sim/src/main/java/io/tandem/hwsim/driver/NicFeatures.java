package io.tandem.hwsim.driver;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.profile.Register;
import io.tandem.odp.OdpActionText;
import java.util.List;
import java.util.Optional;

/**
 * What not every NIC does, as its register says.
 *
 * @param rewritesIpv6 fields of IPv6 headers
 * @param matchesTtl times to live and hop limits
 * @param samples has copies leave for some of a rule's packets only
 * @param tracks knows packets of connections that it is told of
 */
record NicFeatures(boolean rewritesIpv6, boolean matchesTtl, boolean samples, boolean tracks) {
    /** What the action engine does by itself: others choose packets before it, and know their connections. */
    static final NicFeatures ACTION_ENGINE = new NicFeatures(true, true, false, false);

    static NicFeatures of(long register) {
        return new NicFeatures(
                (register & Register.REWRITES_IPV6) != 0,
                (register & Register.MATCHES_TTL) != 0,
                (register & Register.SAMPLES) != 0,
                (register & Register.TRACKS) != 0);
    }

    /** What a flow's actions need that the NIC does not do. */
    Optional<Refusal> refuseActions(Megaflow flow) {
        return actions(flow, flow.actions());
    }

    /** True where the NIC looks at the field. */
    boolean matches(FlowField field) {
        return switch (field) {
            case IPV4_TTL, IPV6_HLIMIT -> matchesTtl;
            case CT_STATE, CT_ZONE, CT_MARK, CT_LABEL -> tracks;
            default -> true;
        };
    }

    /** What a flow looks at that the NIC does not. */
    Optional<Refusal> refuseMatch(Megaflow flow) {
        for (FlowField field : List.of(FlowField.IPV4_TTL, FlowField.IPV6_HLIMIT)) {
            if (!matches(field)
                    && !flow.mask().isZero(field)
                    && field.prerequisite().holds(flow.key())) {
                return Optional.of(Refusal.translate(
                        Refusal.Code.UNSUPPORTED_FIELD,
                        field.path(),
                        "this NIC does not look at times to live; a flow that leaves " + field.path()
                                + " wild could be offloaded"));
            }
        }
        return Optional.empty();
    }

    private Optional<Refusal> actions(Megaflow flow, List<OdpAction> actions) {
        for (OdpAction action : actions) {
            Optional<Refusal> refusal =
                    switch (action) {
                        case OdpAction.Set set when set.attribute() == KeyAttribute.IPV6 -> rewrite(action);
                        case OdpAction.SetMasked set when set.attribute() == KeyAttribute.IPV6 -> rewrite(action);
                        case OdpAction.DecTtl _ when mayBeIpv6(flow) -> rewrite(action);
                        case OdpAction.Clone(List<OdpAction> nested) -> actions(flow, nested);
                        case OdpAction.Sample(int probability, List<OdpAction> _)
                        when probability != ActionTranslator.ALWAYS && !samples ->
                            no(action, "this NIC does with all packets of a rule the same; sample all or none of them");
                        case OdpAction.Sample(int _, List<OdpAction> nested) -> actions(flow, nested);
                        default -> Optional.empty();
                    };
            if (refusal.isPresent()) {
                return refusal;
            }
        }
        return Optional.empty();
    }

    private static boolean mayBeIpv6(Megaflow flow) {
        return !flow.mask().isExact(FlowField.ETH_TYPE) || flow.key().get(FlowField.ETH_TYPE) == EtherType.IPV6;
    }

    private Optional<Refusal> rewrite(OdpAction action) {
        return rewritesIpv6
                ? Optional.empty()
                : no(action, "this NIC rewrites no IPv6 header; a flow that leaves it as it is could be offloaded");
    }

    private static Optional<Refusal> no(OdpAction action, String sentence) {
        return Optional.of(Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), sentence));
    }
}
