package io.tandem.datapath.masktable;

import static io.tandem.datapath.masktable.FlowSpace.output;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RehashTest {
    private static final FlowMask SOURCE =
            FlowMask.builder().exact(FlowField.IPV4_SRC).build();

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final AtomicInteger seedsGiven = new AtomicInteger();
    private final MaskTable table = new MaskTable(seedsGiven::incrementAndGet, clock::get);

    private static FlowKey source(int address) {
        return FlowKey.builder().set(FlowField.IPV4_SRC, address).build();
    }

    private static FlowId ufid(int number) {
        return FlowId.of(new Ufid(0, number));
    }

    private void insert(int from, int to) {
        for (int i = from; i < to; i++) {
            table.insert(i % 2 == 0 ? ufid(i) : FlowId.of(source(i)), source(i), SOURCE, output(1));
        }
    }

    @Test
    void bucketsDoubleWithANewSeedWhenThereAreMoreFlowsThanBuckets() {
        insert(0, 1024);
        assertThat(table.keys().size()).isEqualTo(1024);
        assertThat(seedsGiven).hasValue(2);
        insert(1024, 1025);
        assertThat(table.keys().size()).isEqualTo(2048);
        assertThat(seedsGiven).hasValue(3);
        assertThat(table.ufids().size()).as("half of the flows have a ufid").isEqualTo(1024);
        insert(1025, 2049);
        assertThat(table.keys().size()).isEqualTo(4096);
        assertThat(table.ufids().size()).isEqualTo(2048);
        everyFlowIsThere(2049);
    }

    @Test
    void tableWithBucketsEnoughGetsANewSeedEveryTenMinutes() {
        insert(0, 10);
        clock.addAndGet(MaskTable.REHASH_NANOS);
        Buckets before = table.keys();
        insert(10, 11);
        assertThat(table.keys()).isSameAs(before);
        clock.addAndGet(1);
        insert(11, 12);
        assertThat(table.keys()).isNotSameAs(before);
        assertThat(table.keys().size()).isEqualTo(1024);
        Buckets after = table.keys();
        insert(12, 13);
        assertThat(table.keys()).isSameAs(after);
        everyFlowIsThere(13);
    }

    @Test
    void bucketsStayWhenFlowsGoAndAreFewAgainAfterAFlush() {
        insert(0, 1100);
        for (int i = 0; i < 1100; i += 2) {
            remove(ufid(i));
        }
        assertThat(table.keys().size()).isEqualTo(2048);
        assertThat(table.flows()).isEqualTo(550);
        table.flush();
        assertThat(table.keys().size()).isEqualTo(1024);
        assertThat(table.flows()).isZero();
        assertThat(table.masks().count()).isZero();
        insert(0, 1025);
        everyFlowIsThere(1025);
    }

    @Test
    void removedFlowsFreeTheirPlaceInTheCountOfUfids() {
        for (int i = 0; i < 3000; i++) {
            table.insert(ufid(i), source(i), SOURCE, output(1));
            remove(ufid(i));
        }
        assertThat(table.keys().size()).isEqualTo(1024);
        assertThat(table.ufids().size()).isEqualTo(1024);
    }

    @Test
    void chainSurvivesTheRemovalOfAnyOfItsFlows() {
        for (int removed = 0; removed < 3; removed++) {
            Buckets buckets = new Buckets(1, 0);
            SharedMask mask = new SharedMask(SOURCE);
            List<MaskFlow> flows = List.of(
                    new MaskFlow(ufid(0), source(0), mask, output(0)),
                    new MaskFlow(ufid(1), source(1), mask, output(1)),
                    new MaskFlow(ufid(2), source(2), mask, output(2)));
            flows.forEach(f -> buckets.insert(f, f.hash()));
            MaskFlow gone = flows.get(removed);
            buckets.remove(gone, gone.hash());
            Set<MaskFlow> left = new HashSet<>();
            buckets.forEach(left::add);
            assertThat(left).hasSize(2).doesNotContain(gone);
            assertThatThrownBy(() -> buckets.remove(gone, gone.hash())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void readerOnAFlowThatIsTakenOutFindsThoseBehindIt() {
        Buckets buckets = new Buckets(1, 0);
        SharedMask mask = new SharedMask(SOURCE);
        for (int i = 0; i < 3; i++) {
            MaskFlow flow = new MaskFlow(ufid(i), source(i), mask, output(i));
            buckets.insert(flow, flow.hash());
        }
        Buckets.Node first = next(buckets.chain(0));
        Buckets.Node second = next(first.next());
        buckets.remove(second.flow(), second.hash());
        buckets.remove(first.flow(), first.hash());
        assertThat(next(second.next()).flow().id()).isEqualTo(ufid(0));
        assertThat(next(buckets.chain(0)).flow().id()).isEqualTo(ufid(0));
    }

    private static Buckets.Node next(Buckets.@Nullable Node node) {
        if (node == null) {
            throw new AssertionError("the chain ends");
        }
        return node;
    }

    /** Vectors from lookup3 by its author's rules, checked there with his own "Four score" sentence. */
    @Test
    void wordIsHashedAsTheKernelDoes() {
        assertThat(JenkinsHash.of(0, 0)).isEqualTo(0x049396b8);
        assertThat(JenkinsHash.of(1, 0)).isEqualTo(0x72a82a9b);
        assertThat(JenkinsHash.of(0x12345678, 0x9abcdef0)).isEqualTo(0x7509aa6d);
        assertThat(JenkinsHash.of(-1, -1)).isEqualTo(0xeae46760);
    }

    private void remove(FlowId id) {
        MaskFlow flow = table.find(id);
        assertThat(flow).isNotNull();
        table.remove(flow);
    }

    private void everyFlowIsThere(int count) {
        assertThat(table.flows()).isEqualTo(count);
        for (int i = 0; i < count; i++) {
            MaskFlow flow = MaskTable.under(
                    table.masks().mask(0), table.keys(), source(i).toWords(), 0);
            assertThat(flow).isNotNull();
            assertThat(flow.key()).isEqualTo(source(i));
            assertThat(table.find(flow.id())).isSameAs(flow);
        }
        Set<MaskFlow> told = new HashSet<>();
        table.keys().forEach(f -> assertThat(told.add(f)).isTrue());
        assertThat(told).hasSize(count);
    }
}
