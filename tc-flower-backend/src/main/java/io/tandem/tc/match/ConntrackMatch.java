package io.tandem.tc.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.host.TcCapabilities;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;

/**
 * What connection tracking said. Flower's bits are its own, and the kernel refuses states that no packet has. Source:
 * net/sched/cls_flower.c, fl_ct_info_to_flower_map and fl_validate_ct_state; net/openvswitch/conntrack.c.
 */
final class ConntrackMatch {
    private static final int TRACKED = CtStateFlag.TRACKED.bit();

    /** Which flag each bit of TCA_FLOWER_KEY_CT_FLAGS_* is, from the lowest. Source: linux/pkt_cls.h. */
    private static final List<CtStateFlag> FLOWER = List.of(
            CtStateFlag.NEW,
            CtStateFlag.ESTABLISHED,
            CtStateFlag.RELATED,
            CtStateFlag.TRACKED,
            CtStateFlag.INVALID,
            CtStateFlag.REPLY);

    /** Flower's bits that no flag has. */
    static final int UNKNOWN = -1 << 6;

    private static int flower(int state) {
        int bits = 0;
        for (int i = 0; i < FLOWER.size(); i++) {
            bits |= (state & FLOWER.get(i).bit()) != 0 ? 1 << i : 0;
        }
        return bits;
    }

    /** The datapath's bits of flower's. */
    static int state(int flower) {
        int bits = 0;
        for (int i = 0; i < FLOWER.size(); i++) {
            bits |= (flower & 1 << i) != 0 ? FLOWER.get(i).bit() : 0;
        }
        return bits;
    }

    static void add(MatchDraft draft, TcCapabilities capabilities) throws RefusedException {
        int mask = (int) draft.mask().get(FlowField.CT_STATE);
        int value = (int) draft.key().get(FlowField.CT_STATE);
        if ((mask & ~value & TRACKED) != 0) {
            untracked(draft, mask, value);
            return;
        }
        for (FlowField field : draft.leftFields()) {
            if (isTuple(field)) {
                throw MatchAccount.unsupported(field, "flower has no key for a connection's original direction");
            }
        }
        if (mask != 0) {
            state(draft, capabilities, mask, value);
        }
        draft.compare(FlowField.CT_ZONE);
        draft.compare(FlowField.CT_MARK);
        draft.compare(FlowField.CT_LABEL);
    }

    private static void untracked(MatchDraft draft, int mask, int value) throws RefusedException {
        if (value != 0) {
            throw impossible(value);
        }
        write(draft, mask & TRACKED, 0);
        for (FlowField field : FlowField.values()) {
            if (isTuple(field)
                    || field == FlowField.CT_ZONE
                    || field == FlowField.CT_MARK
                    || field == FlowField.CT_LABEL) {
                draft.alwaysZero(field, "an untracked packet has no connection");
            }
        }
    }

    private static boolean isTuple(FlowField field) {
        return field.attribute() == KeyAttribute.CT_TUPLE4 || field.attribute() == KeyAttribute.CT_TUPLE6;
    }

    private static void state(MatchDraft draft, TcCapabilities capabilities, int mask, int value)
            throws RefusedException {
        for (CtStateFlag flag : CtStateFlag.values()) {
            if ((mask & ~capabilities.conntrackStates() & flag.bit()) != 0) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        FlowField.CT_STATE.path(),
                        "flower on this kernel has no ct_state " + flag.text() + "; leave it wild");
            }
        }
        int related = CtStateFlag.RELATED.bit();
        if (capabilities.conntrackHelpers() && (mask & (related | CtStateFlag.NEW.bit())) != 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    FlowField.CT_STATE.path(),
                    "helpers of connection tracking are in use, and flower doesn't keep rel and new for connections that"
                            + " they expect");
        }
        boolean fresh = (value & CtStateFlag.NEW.bit()) != 0;
        int others = CtStateFlag.ESTABLISHED.bit() | CtStateFlag.REPLY.bit() | related;
        boolean invalid = (value & CtStateFlag.INVALID.bit()) != 0;
        if (fresh && (value & others) != 0 || invalid && (value & ~(TRACKED | CtStateFlag.INVALID.bit())) != 0) {
            throw impossible(value);
        }
        int tracked = value != 0 ? TRACKED : 0;
        write(draft, mask | tracked, value | tracked);
    }

    private static RefusedException impossible(int value) {
        return new RefusedException(
                Refusal.Code.PREREQUISITE,
                FlowField.CT_STATE.path(),
                "no packet in tc has the ct_state 0x" + Integer.toHexString(value)
                        + ", and the kernel refuses to look for it");
    }

    private static void write(MatchDraft draft, int mask, int value) {
        draft.values.put(FlowerKey.CT_STATE, FlowerValue.of(FlowerKey.CT_STATE, flower(value), flower(mask)));
        draft.answer(FlowField.CT_STATE);
    }

    private ConntrackMatch() {}
}
