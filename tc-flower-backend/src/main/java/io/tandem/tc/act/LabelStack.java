package io.tandem.tc.act;

import io.tandem.action.OdpAction;
import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.odp.OdpActionText;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.translate.RefusedException;
import java.util.OptionalInt;

/** MPLS labels: pushed, popped and rewritten. Source: net/sched/act_mpls.c. */
final class LabelStack {
    private static final int LABEL = 0xfffff000;
    private static final int TC = 0xe00;
    private static final int BOTTOM = 0x100;
    private static final int TTL = 0xff;

    static void push(ActionList list, int entry, int etherType, OdpAction action) throws RefusedException {
        checkEntry(action, entry);
        if (!EtherType.isMpls(etherType)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), "eth_type must be 0x8847 or 0x8848");
        }
        checkPlace(list, action);
        list.pipe(entry(MplsOperation.PUSH, etherType, entry, -1));
        list.state().networkHeader(etherType);
    }

    static void add(ActionList list, OdpAction.AddMpls add) throws RefusedException {
        if ((add.flags() & 1) == 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION,
                    OdpActionText.print(add),
                    "a label in front of the whole frame leaves a packet that no port of the datapath sends");
        }
        push(list, add.labelStackEntry(), add.etherType(), add);
    }

    static void pop(ActionList list, OdpAction.PopMpls pop) throws RefusedException {
        if (!EtherType.isMpls(list.state().etherType)) {
            throw ActionList.prerequisite(pop, "the packets aren't known to be MPLS at this point");
        }
        if (pop.etherType() < EtherType.MINIMUM) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(pop), "eth_type must be 0x0600 or more");
        }
        checkPlace(list, pop);
        list.pipe(new ActionBody.Mpls(
                MplsOperation.POP,
                pop.etherType(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                OptionalInt.empty()));
        list.state().networkHeader(EtherType.isMpls(pop.etherType()) ? pop.etherType() : -1);
    }

    static void set(ActionList list, OdpAction action, int entry, int mask) throws RefusedException {
        if (!EtherType.isMpls(list.state().etherType)) {
            throw ActionList.prerequisite(action, "the packets aren't known to be MPLS at this point");
        }
        checkPlace(list, action);
        for (int field : new int[] {LABEL, TC, BOTTOM, TTL}) {
            if ((mask & field) != 0 && (mask & field) != field) {
                throw new RefusedException(
                        Refusal.Code.UNSUPPORTED_MASK,
                        OdpActionText.print(action),
                        "tc rewrites label, tc, bos and ttl each whole or not at all");
            }
        }
        if ((mask & TTL) != 0) {
            checkEntry(action, entry);
        }
        list.flush();
        list.pipe(entry(MplsOperation.MODIFY, 0, entry, mask));
    }

    private static void checkEntry(OdpAction action, int entry) throws RefusedException {
        if ((entry & TTL) == 0) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_ACTION, OdpActionText.print(action), "tc writes no label with ttl=0");
        }
    }

    private static void checkPlace(ActionList list, OdpAction action) throws RefusedException {
        if (!list.state().networkHeaderFound() || !list.state().ethernet) {
            throw ActionList.prerequisite(
                    action,
                    "tc puts labels behind one VLAN tag at most; the flow must match that there is no second one");
        }
    }

    private static ActionBody entry(MplsOperation operation, int etherType, int entry, int mask) {
        return new ActionBody.Mpls(
                operation,
                etherType,
                field(entry >>> 12, mask & LABEL),
                field(entry >>> 9 & 7, mask & TC),
                field(entry & TTL, mask & TTL),
                field(entry >>> 8 & 1, mask & BOTTOM));
    }

    private static OptionalInt field(int value, int mask) {
        return mask == 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }

    private LabelStack() {}
}
