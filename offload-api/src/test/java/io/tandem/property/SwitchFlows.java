package io.tandem.property;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Flows with masks as switches make them. */
public final class SwitchFlows {
    private final Set<FlowField> rare;

    /**
     * @param rare fields that are seldom looked at, because a backend refuses them and few rules would be left
     */
    public SwitchFlows(Set<FlowField> rare) {
        this.rare = Set.copyOf(rare);
    }

    /** A flow of those packets, that outputs to port 2. */
    public Megaflow flow(FlowKey key, Random random) {
        return Megaflow.of(key, mask(key, random), List.of(new OdpAction.Output(2)));
    }

    /** Masks as switches make them, each field whole, in part or wild; and now and then without its prerequisites. */
    private FlowMask mask(FlowKey key, Random random) {
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.RECIRC_ID).exact(FlowField.IN_PORT);
        int dense = 1 + random.nextInt(6);
        boolean strict = random.nextInt(4) != 0;
        if (random.nextInt(8) != 0) {
            mask.exact(FlowField.ETH_TYPE);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.VLAN_TPID).exact(FlowField.VLAN_CFI);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.CVLAN_TPID).exact(FlowField.CVLAN_CFI);
        }
        if (random.nextInt(3) != 0) {
            mask.exact(FlowField.IPV4_PROTO);
        }
        for (FlowField field : FlowField.values()) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            boolean tunnel = field.word() >= FlowField.TUNNEL_ID.word();
            if (random.nextInt(8) >= dense || strict && !meant || tunnel && key.isZero(FlowField.TUNNEL_FAMILY)) {
                continue;
            }
            if (rare.contains(field) && random.nextInt(16) != 0) {
                continue;
            }
            if (field.attribute() == KeyAttribute.CT_TUPLE4 || field.attribute() == KeyAttribute.CT_TUPLE6) {
                continue;
            }
            if (field.words() > 2 || field == FlowField.TUNNEL_OPTIONS_LENGTH || field == FlowField.RECIRC_ID) {
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
}
