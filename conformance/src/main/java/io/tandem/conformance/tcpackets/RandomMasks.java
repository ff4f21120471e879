package io.tandem.conformance.tcpackets;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;

/** Masks such as switches make them for a packet's key: fields whole, in part or wild, some without what they need. */
final class RandomMasks {
    /** A rule can match none of these, so that few flows with one in them are worth making. */
    private static final Set<FlowField> RARE = EnumSet.of(
            FlowField.IPV6_LABEL, FlowField.IPV6_EXTHDRS, FlowField.ND_TARGET, FlowField.ND_SLL, FlowField.ND_TLL);

    private static final int STEPS = 8;

    private final SplittableRandom random;

    RandomMasks(SplittableRandom random) {
        this.random = random;
    }

    /** A mask that has ingress port and recirculation id whole. */
    FlowMask make(FlowKey key) {
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.RECIRC_ID).exact(FlowField.IN_PORT);
        int dense = 1 + random.nextInt(STEPS - 2);
        boolean meantOnly = random.nextInt(4) != 0;
        often(mask, STEPS, FlowField.ETH_TYPE);
        often(mask, 3, FlowField.VLAN_TPID, FlowField.VLAN_CFI);
        often(mask, 3, FlowField.CVLAN_TPID, FlowField.CVLAN_CFI);
        often(mask, 3, FlowField.IPV4_PROTO);
        often(mask, 2, FlowField.IPV4_FRAG);
        for (FlowField field : FlowField.values()) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            boolean skipped = random.nextInt(STEPS) >= dense || meantOnly && !meant || neverThere(field);
            if (skipped || RARE.contains(field) && random.nextInt(16) != 0) {
                continue;
            }
            if (!field.maskable() || field.wide() || random.nextInt(3) != 0) {
                mask.exact(field);
            } else {
                mask.set(field, field.ones() & (random.nextBoolean() ? random.nextLong() : 3));
            }
        }
        return mask.build();
    }

    /** All of the fields, but for one time in {@code times}. */
    private void often(FlowMask.Builder mask, int times, FlowField... fields) {
        if (random.nextInt(times) != 0) {
            for (FlowField field : fields) {
                mask.exact(field);
            }
        }
    }

    private static boolean neverThere(FlowField field) {
        return field.word() >= FlowField.TUNNEL_ID.word()
                || field.attribute() == KeyAttribute.CT_TUPLE4
                || field.attribute() == KeyAttribute.CT_TUPLE6
                || field == FlowField.RECIRC_ID;
    }
}
