package io.tandem.datapath.flowsets;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rules in order of which the first that matches decides, read bit by bit up to the first bit that differs. Its megaflows
 * match on what was read, so they are leaves of one decision tree and never overlap.
 */
public final class Policy {
    private static final List<FlowField> FIELDS = List.of(
            FlowField.ETH_TYPE,
            FlowField.IPV4_PROTO,
            FlowField.IPV4_SRC,
            FlowField.IPV4_DST,
            FlowField.UDP_SRC,
            FlowField.UDP_DST);

    private final List<Megaflow> rules = new ArrayList<>();

    public Policy(int count, SplittableRandom random) {
        for (int i = 0; i < count; i++) {
            FlowMask.Builder mask = FlowMask.builder();
            for (FlowField field : FIELDS) {
                int length = random.nextInt(3) == 0 ? random.nextInt(field.width() + 1) : 0;
                mask.set(field, field.ones() & ~(field.ones() >>> length));
            }
            rules.add(Megaflow.of(FlowKey.ofWords(RandomFlows.key(random)), mask.build(), List.of()));
        }
    }

    /** The megaflow of a packet. */
    public Megaflow decide(FlowKey packet) {
        FlowMask.Builder read = FlowMask.builder().exact(FlowField.IN_PORT).exact(FlowField.RECIRC_ID);
        for (Megaflow rule : rules) {
            if (matches(rule, packet, read)) {
                break;
            }
        }
        return Megaflow.of(packet, read.build(), List.of(new OdpAction.Output(2)));
    }

    private static boolean matches(Megaflow rule, FlowKey packet, FlowMask.Builder read) {
        for (FlowField field : FIELDS) {
            long mask = rule.mask().get(field);
            long differing = (rule.key().get(field) ^ packet.get(field)) & mask;
            if (differing != 0) {
                long first = Long.highestOneBit(differing);
                read.add(FlowMask.builder().set(field, mask & -first).build());
                return false;
            }
            read.add(FlowMask.builder().set(field, mask).build());
        }
        return true;
    }
}
