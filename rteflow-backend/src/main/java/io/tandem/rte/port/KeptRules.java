package io.tandem.rte.port;

import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import io.tandem.rte.transport.RteErrorType;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Rules at ports of drivers that keep a copy of each and make it again at other ports, as these come back. What a
 * rule points to is copied but for some kinds, of which the copy has a pointer into memory that is other rules' by then.
 * Source: rte_flow.c rte_flow_conv of DPDK 22.11, failsafe_flow.c and rte_eth_bond_flow.c.
 */
final class KeptRules {
    private static final Set<String> DRIVERS = Set.of("net_failsafe", "net_bonding");

    /** Whether a driver keeps rules, by its name. */
    static boolean keeps(String driver) {
        return DRIVERS.contains(driver);
    }

    /** Why such a driver is not to see a rule; empty where a copy has all of it. */
    static Optional<RteError> hindrance(RteRule rule) {
        List<PatternItem> pattern = rule.pattern();
        for (int i = 0; i < pattern.size(); i++) {
            if (pattern.get(i).fields().containsKey(RteField.GENEVE_OPT_DATA)) {
                return Optional.of(
                        refused(RteErrorType.ITEM, new RteCause(RteCause.Part.ITEM, i), "the data of a Geneve option"));
            }
        }
        List<RteAction> actions = rule.actions();
        for (int i = 0; i < actions.size(); i++) {
            RteActionType type = actions.get(i).type();
            if (type == RteActionType.RAW_ENCAP || type == RteActionType.RAW_DECAP || type == RteActionType.SAMPLE) {
                return Optional.of(refused(
                        RteErrorType.ACTION, new RteCause(RteCause.Part.ACTION, i), "what " + type + " points to"));
            }
        }
        return Optional.empty();
    }

    private static RteError refused(RteErrorType type, RteCause cause, String what) {
        return new RteError(
                type,
                cause,
                "the port's driver makes rules again from copies, which are without " + what
                        + "; offload at the ports behind it instead",
                RteError.ENOTSUP);
    }

    private KeptRules() {}
}
