package io.tandem.datapath.flowsets;

import io.tandem.action.OdpAction;
import io.tandem.datapath.execute.Step;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.table.MaskWords;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.SplittableRandom;

/** Keys and megaflows from small ranges, so that many keys match, all on in_port 1. */
public final class RandomFlows {
    private static final List<FlowMask> MASKS = List.of(
            mask().build(),
            mask().exact(FlowField.TCP_DST).build(),
            mask().exact(FlowField.IPV4_PROTO)
                    .set(FlowField.IPV4_SRC, 0xffffff00L)
                    .build(),
            mask().set(FlowField.TCP_SRC, 0xfff8).exact(FlowField.ETH_TYPE).build(),
            mask().exact(FlowField.IPV4_SRC)
                    .exact(FlowField.IPV4_DST)
                    .exact(FlowField.TCP_DST)
                    .build());

    private static FlowMask.Builder mask() {
        return FlowMask.builder().exact(FlowField.IN_PORT).exact(FlowField.RECIRC_ID);
    }

    /** A key as a packet might have it. */
    public static long[] key(SplittableRandom random) {
        return FlowKey.builder()
                .set(FlowField.IN_PORT, 1)
                .set(FlowField.RECIRC_ID, random.nextInt(2))
                .set(FlowField.ETH_TYPE, random.nextBoolean() ? 0x0800 : 0x86dd)
                .set(FlowField.IPV4_SRC, 0x0a000000 | random.nextInt(2) << 8 | random.nextInt(3))
                .set(FlowField.IPV4_DST, random.nextInt(3))
                .set(FlowField.IPV4_PROTO, random.nextBoolean() ? 6 : 17)
                .set(FlowField.TCP_SRC, random.nextInt(20))
                .set(FlowField.TCP_DST, random.nextInt(8))
                .build()
                .toWords();
    }

    /** A megaflow that such a key matches. */
    public static Megaflow flow(SplittableRandom random) {
        FlowMask mask = MASKS.get(random.nextInt(MASKS.size()));
        return Megaflow.of(FlowKey.ofWords(key(random)), mask, List.of(new OdpAction.Output(2)));
    }

    /** The flow as packets meet it. */
    public static DatapathFlow prepared(Megaflow flow) {
        return new DatapathFlow(flow, MaskWords.of(flow.mask(), 0), Step.prepare(flow.actions()), 1, 1);
    }

    private RandomFlows() {}
}
