package io.tandem.datapath.dpcls;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.flowsets.RandomFlows;
import io.tandem.datapath.table.DatapathFlow;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class CommonBitsTest {
    /** Why a node whose flows have doubled is left alone where none of the new ones differs from what it was built by. */
    @Property
    void noWordMoreTellsFlowsApartUntilOneIsNoticed(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int count) {
        SplittableRandom random = new SplittableRandom(seed);
        DatapathFlow[] flows = IntStream.range(0, count)
                .mapToObj(i -> RandomFlows.prepared(RandomFlows.flow(random)))
                .toArray(DatapathFlow[]::new);
        CommonBits before = new CommonBits(flows);
        for (int i = 0; i < 20; i++) {
            DatapathFlow further = RandomFlows.prepared(RandomFlows.flow(random));
            if (!before.toldApartBy(further)) {
                flows = Arrays.copyOf(flows, flows.length + 1);
                flows[flows.length - 1] = further;
            }
        }
        long more = new CommonBits(flows).telling().map() & ~before.telling().map();
        assertThat(more).isZero();
    }
}
