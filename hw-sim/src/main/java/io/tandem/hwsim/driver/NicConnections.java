package io.tandem.hwsim.driver;

import io.tandem.action.CtCommit;
import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.Megaflow;
import io.tandem.flow.TcpFlag;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.odp.OdpActionText;
import java.util.List;
import java.util.Optional;

/**
 * Connection tracking in the NIC. A {@code ct} action has packets looked up in a chain of their zone, which holds a rule for each
 * direction of a connection that the NIC was told of. There a packet gets what the connection says of it, and goes on in the
 * chain behind the action; one without a rule is the host's, which has the connections themselves. The NIC checks neither
 * transport checksums nor TCP's sequence numbers, as other hardware does not.
 */
final class NicConnections {
    /** Chains from here on are those of zones. */
    private static final long ZONES = 0xffff_0000L;

    private static final List<FlowField> FIELDS =
            List.of(FlowField.CT_STATE, FlowField.CT_ZONE, FlowField.CT_MARK, FlowField.CT_LABEL);

    private static final long BEGIN_OR_END = TcpFlag.SYN.bit() | TcpFlag.FIN.bit() | TcpFlag.RST.bit();

    /**
     * Why the NIC does not look at what a flow asks of connections; empty where it does, or need not.
     *
     * @param inside the flow is of packets that came in by a tunnel's port
     */
    static Optional<Refusal> refuse(Megaflow flow, boolean inside, NicFeatures features) {
        if (features.tracks()
                && (flow.key().get(FlowField.RECIRC_ID) & flow.mask().get(FlowField.RECIRC_ID)) >= ZONES) {
            return no(
                    Refusal.Code.UNSUPPORTED_FIELD,
                    FlowField.RECIRC_ID.path(),
                    "the NIC has chains from 0x" + Long.toHexString(ZONES) + " on for zones of connections");
        }
        Optional<FlowField> asked =
                FIELDS.stream().filter(field -> !flow.mask().isZero(field)).findFirst();
        if (asked.isEmpty() || ofConnections(flow, inside, features)) {
            return Optional.empty();
        }
        if (!untracked(flow, inside, features)) {
            return no(
                    Refusal.Code.PREREQUISITE,
                    asked.get().path(),
                    "behind a recirculation packets may be tracked or not; match recirc_id, eth_type and the protocol exactly");
        }
        Optional<FlowField> wanted =
                FIELDS.stream().filter(field -> !flow.key().isZero(field)).findFirst();
        return wanted.flatMap(field -> no(
                Refusal.Code.UNSUPPORTED_FIELD,
                field.path(),
                features.tracks()
                        ? "the NIC tracks packets of TCP and UDP, outside of tunnels, which a ct action was done with"
                        : "the NIC tracks no connections; a flow that leaves " + field.path()
                                + " wild could be offloaded"));
    }

    /** The flow's mask without what the key does not have of its packets and is zero for all of them. */
    static FlowMask inKey(Megaflow flow, boolean inside, NicFeatures features) {
        return ofConnections(flow, inside, features) ? flow.mask() : without(flow.mask());
    }

    /** A mask without what connections say. */
    static FlowMask without(FlowMask whole) {
        FlowMask.Builder mask = whole.toBuilder();
        FIELDS.stream().filter(field -> !field.wide()).forEach(field -> mask.set(field, 0));
        FIELDS.stream().filter(FlowField::wide).forEach(field -> mask.set(field, 0, 0));
        return mask.build();
    }

    /** True where the key has of each of the flow's packets whether it is tracked. */
    private static boolean ofConnections(Megaflow flow, boolean inside, NicFeatures features) {
        return !untracked(flow, inside, features) && protocol(flow) >= 0;
    }

    /** True where none of the flow's packets can be one of a connection. */
    private static boolean untracked(Megaflow flow, boolean inside, NicFeatures features) {
        boolean first = flow.mask().isExact(FlowField.RECIRC_ID) && flow.key().isZero(FlowField.RECIRC_ID);
        boolean typed = flow.mask().isExact(FlowField.ETH_TYPE);
        boolean ip = typed && (type(flow) == EtherType.IPV4 || type(flow) == EtherType.IPV6);
        int protocol = protocol(flow);
        return !features.tracks()
                || inside
                || first
                || typed && !ip
                || protocol >= 0 && protocol != IpProto.TCP && protocol != IpProto.UDP;
    }

    private static int type(Megaflow flow) {
        return (int) flow.key().get(FlowField.ETH_TYPE);
    }

    /** The protocol of all of the flow's packets; -1 where there may be several. */
    private static int protocol(Megaflow flow) {
        if (!flow.mask().isExact(FlowField.ETH_TYPE)) {
            return -1;
        }
        FlowField field = type(flow) == EtherType.IPV6 ? FlowField.IPV6_PROTO : FlowField.IPV4_PROTO;
        return field.prerequisite().holds(flow.key()) && flow.mask().isExact(field)
                ? (int) flow.key().get(field)
                : -1;
    }

    /**
     * Gives a rule the action that looks its packets up among connections.
     *
     * @param back the chain in which those of connections go on
     * @param inside they came in by a tunnel's port
     */
    static RuleTranslator.Outcome lookUp(
            NicRule rule, OdpAction.Ct ct, int back, boolean inside, NicFeatures features) {
        Optional<Refusal> refusal = refuse(ct, back, inside, features);
        if (refusal.isPresent()) {
            return new RuleTranslator.Outcome.No(refusal.get());
        }
        put(rule, ActionBits.GOTO, 1);
        put(rule, ActionBits.TRACK, 1);
        put(rule, ActionBits.NEED_SOUND, 1);
        put(rule, ActionBits.GOTO_CHAIN, ZONES | ct.zone());
        put(rule, ActionBits.BACK, Integer.toUnsignedLong(back));
        return new RuleTranslator.Outcome.Rule(rule, List.of(), List.of());
    }

    private static Optional<Refusal> refuse(OdpAction.Ct ct, int back, boolean inside, NicFeatures features) {
        boolean plain = ct.commit() == CtCommit.NONE
                && ct.mark().isEmpty()
                && ct.label().isEmpty()
                && ct.helper().isEmpty()
                && ct.nat().isEmpty();
        String action = OdpActionText.print(ct);
        if (!features.tracks()) {
            return no(Refusal.Code.UNSUPPORTED_ACTION, action, "the NIC tracks no connections");
        }
        if (!plain) {
            return no(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    action,
                    "the NIC knows packets of connections that are there, and changes neither those nor these");
        }
        if (inside) {
            return no(Refusal.Code.UNSUPPORTED_ACTION, action, "the NIC tracks no packets from inside a tunnel");
        }
        return Integer.toUnsignedLong(back) < ZONES
                ? Optional.empty()
                : no(
                        Refusal.Code.UNSUPPORTED_ACTION,
                        action,
                        "the NIC has chains from 0x" + Long.toHexString(ZONES) + " on for zones of connections");
    }

    /** The rule of a connection. */
    static RuleTranslator.Outcome rule(TrackedConnection connection, NicFeatures features) {
        if (!features.tracks()) {
            return new RuleTranslator.Outcome.No(
                    Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, "ct", "the NIC tracks no connections"));
        }
        FlowMask.Builder mask = connection.tuple().toBuilder().exact(FlowField.RECIRC_ID);
        if (connection.tcp()) {
            mask.set(FlowField.TCP_FLAGS, BEGIN_OR_END);
        }
        long[] key = new long[KeyBits.WORDS];
        long[] bits = new long[KeyBits.WORDS];
        NicMatchTable.place(
                connection.key().toBuilder()
                        .set(FlowField.RECIRC_ID, ZONES | connection.zone())
                        .set(FlowField.TCP_FLAGS, 0)
                        .build(),
                mask.build(),
                key,
                bits);
        NicRule rule = new NicRule(key, bits, new long[ActionBits.WORDS]);
        put(rule, ActionBits.GOTO, 1);
        put(rule, ActionBits.TRACKED, 1);
        put(rule, ActionBits.CT_STATE, connection.key().get(FlowField.CT_STATE));
        put(rule, ActionBits.CT_MARK, connection.key().get(FlowField.CT_MARK));
        put(rule, ActionBits.CT_LABEL_HIGH, connection.key().get(FlowField.CT_LABEL));
        put(rule, ActionBits.CT_LABEL_LOW, connection.key().getLow(FlowField.CT_LABEL));
        return new RuleTranslator.Outcome.Rule(rule, List.of(), List.of());
    }

    private static void put(NicRule rule, ActionBits bits, long value) {
        NicRule.put(rule.action(), bits.lsb(), bits.width(), value);
    }

    private static Optional<Refusal> no(Refusal.Code code, String subject, String sentence) {
        return Optional.of(Refusal.translate(code, subject, sentence));
    }

    private NicConnections() {}
}
