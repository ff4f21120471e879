package io.tandem.rte.translate;

import io.tandem.backend.Refusal;
import io.tandem.backend.TrackedConnection;
import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.TcpFlag;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.GroupPlace;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteGroups;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.match.MatchTranslator;
import io.tandem.rte.match.RuleMatch;
import io.tandem.rte.track.ConnectionTag;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Makes the rule of a connection in a group where packets are looked up among those of its zone: it sets the tags, and sends
 * packets on to where those of connections are. Packets that begin or end a connection find no such rule, nor do tagged ones.
 * Thread-safe where {@link RteGroups} is.
 */
public final class ConnectionTranslator {
    private static final long BEGIN_OR_END = TcpFlag.SYN.bit() | TcpFlag.FIN.bit() | TcpFlag.RST.bit();

    private final RteCapabilities capabilities;
    private final RteGroups groups;

    /** For one device. */
    public ConnectionTranslator(RteCapabilities capabilities, RteGroups groups) {
        this.capabilities = capabilities;
        this.groups = groups;
    }

    /**
     * The rule of a connection, or the reason why there is none.
     *
     * @param port where its packets come in
     * @param group where they are looked up
     * @param place that the group stands for
     */
    public RteOutcome translate(TrackedConnection connection, RtePort port, int group, GroupPlace.BeforeLookup place) {
        try {
            return rule(connection, port, group, place);
        } catch (RefusedException e) {
            return new RteOutcome.Refused(e.refusal());
        }
    }

    private RteTranslation rule(TrackedConnection connection, RtePort port, int group, GroupPlace.BeforeLookup place)
            throws RefusedException {
        FlowMask.Builder mask = connection.tuple().toBuilder();
        if (connection.tcp()) {
            mask.set(FlowField.TCP_FLAGS, BEGIN_OR_END);
        }
        FlowMask whole = mask.build();
        FlowKey key = connection.key().masked(whole);
        RuleMatch match = MatchTranslator.translate(key, whole, port, capabilities, true);
        OptionalInt behind = groups.groupOf(new GroupPlace.OfConnection(place.recirculationId()));
        if (behind.isEmpty()) {
            throw new RefusedException(
                    Refusal.Code.CHAIN_PARENT, "ct", "all groups of the device are taken by other recirculations");
        }
        List<RteAction> actions = new ArrayList<>();
        if (capabilities.actions().contains(RteActionType.COUNT)) {
            actions.add(RteAction.of(RteActionType.COUNT, 0));
        }
        for (int i = 0; i < Math.min(capabilities.tags(), ConnectionTag.TAGS); i++) {
            actions.add(set(i, ConnectionTag.tag(i, connection.key())));
        }
        actions.add(RteAction.of(RteActionType.JUMP, behind.getAsInt()));
        Set<Traffic> traffic = EnumSet.of(capabilities.transfer() ? Traffic.TRANSFER : Traffic.INGRESS);
        return new RteTranslation(
                port.ethdev(),
                new RteRule(group, 0, traffic, match.pattern(), actions),
                MegaflowTranslator.fit(match),
                match.narrowedIn(),
                List.of(behind.getAsInt()));
    }

    /** A value of a tag is of the host's byte order, as in its item. Source: rte_flow.h, struct rte_flow_action_modify_data. */
    private static RteAction set(int index, long value) {
        Bytes bytes = Bytes.of(ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.nativeOrder())
                .putInt((int) value)
                .array());
        return new ModifyField(
                ModifyField.Operation.SET,
                new ModifyField.FieldRange(PacketField.TAG, index, 0),
                new ModifyField.Immediate(bytes),
                Integer.SIZE);
    }
}
