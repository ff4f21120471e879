package io.tandem.tc.act;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.Bytes;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.CtFlag;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.match.PacketFacts;
import io.tandem.translate.RefusedException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * {@code ct(...)} as ct. The events that a commit reports are no matter of packets, and act_ct reports all of them.
 * Source: net/sched/act_ct.c, tcf_ct_fill_params.
 */
final class ConnectionTracking {
    static ActionBody.Ct of(OdpAction.Ct ct, PacketFacts facts) throws RefusedException {
        refuse(!ct.helper().isEmpty(), "helper", "tc gives no connection a helper");
        refuse(!ct.timeout().isEmpty(), "timeout", "tc gives no connection a timeout policy");
        boolean commit = ct.commit() != CtCommit.NONE;
        refuse(ct.mark().isPresent() && !commit, "mark", "only a committed connection can be marked; add commit");
        refuse(ct.label().isPresent() && !commit, "label", "only a committed connection can be labelled; add commit");
        refuse(
                ct.commit() == CtCommit.FORCE && !isTracked(facts, ct.zone()),
                "force_commit",
                "tc forces only the connection that a packet was looked up in before; match ct_state=+trk and ct_zone");
        int flags =
                switch (ct.commit()) {
                    case NONE -> 0;
                    case COMMIT -> CtFlag.COMMIT.bit();
                    case FORCE -> CtFlag.COMMIT.bit() | CtFlag.FORCE.bit();
                };
        Optional<ActionBody.Ct.NatRange> range = Optional.empty();
        if (ct.nat().isPresent()) {
            Nat nat = ct.nat().get();
            for (Nat.Option option : nat.options()) {
                refuse(
                        true,
                        "nat(" + option.text() + ")",
                        "tc chooses addresses and ports its own way, not " + option.text());
            }
            boolean existing = nat.direction() == Nat.Direction.EXISTING;
            refuse(!existing && !commit, "nat", "only a committed connection gets new addresses; add commit");
            flags |= CtFlag.NAT.bit()
                    | switch (nat.direction()) {
                        case EXISTING -> 0;
                        case SOURCE -> CtFlag.NAT_SRC.bit();
                        case DESTINATION -> CtFlag.NAT_DST.bit();
                    };
            range = existing ? Optional.empty() : range(nat);
        }
        return new ActionBody.Ct(
                flags,
                OptionalInt.of(ct.zone()),
                ct.mark().map(mark -> new ActionBody.Ct.Masked(mark.value(), mark.mask())),
                ct.label().map(ConnectionTracking::label),
                range);
    }

    /**
     * True where every packet comes with its connection of that zone. Source: net/sched/act_ct.c, tcf_ct_skb_nfct_cached,
     * which does not look a connection up to find out its direction, as net/openvswitch/conntrack.c, skb_nfct_cached, does.
     */
    static boolean isTracked(PacketFacts facts, int zone) {
        long tracked = facts.key().get(FlowField.CT_STATE) & facts.mask().get(FlowField.CT_STATE);
        return facts.recirculated()
                && (tracked & CtStateFlag.TRACKED.bit()) != 0
                && facts.mask().isExact(FlowField.CT_ZONE)
                && facts.key().get(FlowField.CT_ZONE) == zone;
    }

    private static Optional<ActionBody.Ct.NatRange> range(Nat nat) {
        if (nat.first().isEmpty() && nat.firstPort() == 0) {
            return Optional.empty();
        }
        Bytes last = nat.last().isEmpty() ? nat.first() : nat.last();
        return Optional.of(new ActionBody.Ct.NatRange(nat.first(), last, nat.firstPort(), nat.lastPort()));
    }

    private static FlowerValue label(CtLabel label) {
        return new FlowerValue(bytes(label.high(), label.low()), bytes(label.maskHigh(), label.maskLow()));
    }

    private static Bytes bytes(long high, long low) {
        return Bytes.of(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(Long.reverseBytes(low))
                .putLong(Long.reverseBytes(high))
                .array());
    }

    private static void refuse(boolean wrong, String part, String sentence) throws RefusedException {
        if (wrong) {
            throw new RefusedException(Refusal.Code.UNSUPPORTED_ACTION, "ct(" + part + ")", sentence);
        }
    }

    private ConnectionTracking() {}
}
