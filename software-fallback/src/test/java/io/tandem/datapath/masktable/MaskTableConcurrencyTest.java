package io.tandem.datapath.masktable;

import static io.tandem.operation.PutFlag.CREATE;
import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.stats.FlowStats;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Readers look up while a writer adds and removes flows, masks and buckets. */
final class MaskTableConcurrencyTest {
    private static final int READERS = 3;
    private static final int FLOWS = 1500;
    /** Flows below this number are never removed. */
    private static final int STEADY = 500;

    private static final int CHANGES = 60_000;
    private static final int MASKS = 24;

    private final AtomicLong clock = new AtomicLong();
    private final MaskTableDatapath datapath = FlowSpace.datapath(clock);
    private final FlowKey[] keys = new FlowKey[FLOWS];
    private final AtomicBoolean done = new AtomicBoolean();
    /** Grows at each change of the flow: odd while it may be there, even while it is surely gone. */
    private final AtomicIntegerArray changes = new AtomicIntegerArray(FLOWS);

    /** Each flow has a mask of some bits of the destination beside the whole source, so that keys tell flows apart. */
    private static Put put(int number) {
        FlowKey key = key(number);
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.IPV4_SRC)
                .set(FlowField.IPV4_DST, number < STEADY ? 1 : number % MASKS + 1)
                .build();
        return FlowSpace.put(number % 2 == 0 ? FlowSpace.ufid(number) : Optional.empty(), key, mask, number, CREATE);
    }

    private static FlowKey key(int number) {
        return FlowKey.builder()
                .set(FlowField.IPV4_SRC, number)
                .set(FlowField.IPV4_DST, number * 77 & 0xff)
                .build();
    }

    @Test
    void readerNeverMeetsAFlowThatIsGoneOrDoesNotMatchAndNeverMissesOneThatStays() throws Exception {
        Arrays.setAll(keys, MaskTableConcurrencyTest::key);
        for (int i = 0; i < STEADY; i++) {
            FlowSpace.stored(datapath.put(put(i)));
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                MaskLookup lookup = datapath.openLookup();
                int seed = reader;
                readers.add(threads.submit(() -> read(lookup, new SplittableRandom(seed))));
            }
            try {
                write(new SplittableRandom(99));
            } finally {
                done.set(true);
            }
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        MaskLookupCounters counters = datapath.counters();
        assertThat(counters.found()).isPositive();
        assertThat(counters.missed()).isPositive();
    }

    @Test
    void packetsOfAllThreadsAreCounted() throws Exception {
        int packets = 100_000;
        FlowSpace.stored(datapath.put(put(2)));
        FlowStats all = countTogether(2, packets);
        assertThat(all).isEqualTo(new FlowStats((long) packets * READERS, 64L * packets * READERS, packets, 7, true));
    }

    private FlowStats countTogether(int number, int packets) throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<?>> counting = new ArrayList<>();
            for (int reader = 0; reader < READERS; reader++) {
                MaskLookup lookup = datapath.openLookup();
                assertThat(lookup.find(key(number), 0)).isTrue();
                MaskFlow flow = lookup.flow();
                int bit = 1 << reader;
                counting.add(threads.submit(() -> {
                    for (int i = 1; i <= packets; i++) {
                        flow.count(64, i, bit);
                    }
                }));
            }
            for (Future<?> thread : counting) {
                thread.get();
            }
        }
        return FlowSpace.found(datapath, put(number).id()).stats();
    }

    private void write(SplittableRandom random) {
        boolean[] there = new boolean[FLOWS];
        for (int change = 0; change < CHANGES; change++) {
            int number = random.nextInt(STEADY, FLOWS);
            if (there[number]) {
                FlowId id = put(number).id();
                assertThat(datapath.delete(id)).isInstanceOf(Deleted.class);
                changes.incrementAndGet(number);
            } else {
                changes.incrementAndGet(number);
                FlowSpace.stored(datapath.put(put(number)));
            }
            there[number] = !there[number];
            if (change % 500 == 0) {
                clock.addAndGet(MaskTable.REHASH_NANOS + 1);
                datapath.rebalance();
            }
        }
    }

    private long read(MaskLookup lookup, SplittableRandom random) {
        long lookups = 0;
        while (!done.get()) {
            int number = random.nextInt(FLOWS);
            int before = changes.get(number);
            boolean found = lookup.find(keys[number], random.nextInt(4) == 0 ? 0 : number + 1);
            int after = changes.get(number);
            if (found) {
                MaskFlow flow = lookup.flow();
                assertThat(flow.key().matches(keys[number], flow.mask())).isTrue();
                assertThat(flow.actions()).isEqualTo(FlowSpace.output(number));
                assertThat(number >= STEADY && before == after && before % 2 == 0)
                        .as("flow %s was gone", number)
                        .isFalse();
            } else {
                assertThat(number).as("a flow that stays").isGreaterThanOrEqualTo(STEADY);
            }
            lookups++;
        }
        return lookups;
    }
}
