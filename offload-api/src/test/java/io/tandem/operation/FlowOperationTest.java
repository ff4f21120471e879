package io.tandem.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowOperation.Delete;
import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperation.Get;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.stats.FlowStats;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class FlowOperationTest {
    private static final FlowMask MASK =
            FlowMask.builder().exact(FlowField.IN_PORT).build();
    private static final FlowKey KEY = FlowKey.builder()
            .set(FlowField.IN_PORT, 1)
            .set(FlowField.RECIRC_ID, 7)
            .build();

    @Test
    void putHasTheUfidForIdentityAndElseTheWholeKey() {
        Ufid ufid = new Ufid(1, 2);
        assertThat(new Put(Optional.of(ufid), KEY, MASK, List.of(), Set.of(PutFlag.CREATE)).id())
                .isEqualTo(FlowId.of(ufid));
        assertThat(new Put(Optional.empty(), KEY, MASK, List.of(), Set.of(PutFlag.MODIFY)).id())
                .isEqualTo(FlowId.of(KEY))
                .isNotEqualTo(FlowId.of(KEY.masked(MASK)));
    }

    @Test
    void keyIdentityShowsADigestOfEveryBit() {
        assertThat(FlowId.of(KEY).ufid())
                .isEqualTo(FlowId.of(KEY).ufid())
                .isNotEqualTo(FlowId.of(KEY.masked(MASK)).ufid());
    }

    @Test
    void putThatMayDoNothingIsNone() {
        assertThatThrownBy(() ->
                        new Put(Optional.empty(), KEY, MASK, List.of(), Set.of(PutFlag.PROBE, PutFlag.ZERO_STATS)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void packetOfAnExecuteCannotBeChangedFromOutside() {
        byte[] frame = {1, 2, 3};
        Execute execute = new Execute(frame, KEY, List.of(), false);
        frame[0] = 9;
        execute.packet()[1] = 9;
        assertThat(execute.packet()).containsExactly(1, 2, 3);
    }

    @Test
    void snapshotIsAMegaflowWithStatistics() {
        FlowSnapshot snapshot = new FlowSnapshot(FlowId.of(KEY), KEY, MASK, List.of(), FlowStats.ZERO);
        assertThat(snapshot.key()).isEqualTo(KEY.masked(MASK));
        assertThat(snapshot.megaflow()).isEqualTo(new Megaflow(FlowId.of(KEY).ufid(), KEY, MASK, List.of()));
    }

    @Test
    void eachSingleOperationIsABatchOfOne() {
        FlowOperations echo = new FlowOperations() {
            @Override
            public List<FlowOperationResult> operate(List<? extends FlowOperation> operations) {
                assertThat(operations).hasSize(1);
                return List.of(
                        switch (operations.getFirst()) {
                            case Put ignored -> new FlowOperationResult.Stored(FlowStats.ZERO);
                            case Delete ignored -> new Deleted(FlowStats.ZERO);
                            case Get ignored ->
                                new FlowOperationResult.Found(
                                        new FlowSnapshot(FlowId.of(KEY), KEY, MASK, List.of(), FlowStats.ZERO));
                            case Execute ignored -> new Done();
                        });
            }

            @Override
            public FlowOperationResult dump(Consumer<? super FlowSnapshot> consumer) {
                return new Done();
            }

            @Override
            public FlowOperationResult dumpTerse(Consumer<? super FlowCount> consumer) {
                return new Done();
            }

            @Override
            public FlowOperationResult flush() {
                return new Done();
            }
        };
        Megaflow flow = Megaflow.of(KEY, MASK, List.of());
        assertThat(echo.put(Put.of(flow, PutFlag.CREATE))).isInstanceOf(FlowOperationResult.Stored.class);
        assertThat(echo.delete(FlowId.of(KEY))).isInstanceOf(Deleted.class);
        assertThat(echo.get(FlowId.of(KEY))).isInstanceOf(FlowOperationResult.Found.class);
        assertThat(echo.execute(new Execute(new byte[14], KEY, List.of(), true)))
                .isInstanceOf(Done.class);
    }
}
