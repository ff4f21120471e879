package io.tandem.datapath.masktable;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowCount;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.FlowSnapshot;
import io.tandem.operation.PutFlag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Random operations on the table and on {@link NaiveTable}: every answer and every mask must be the same. */
final class MaskTableModelTest {
    enum Kind {
        PUT,
        DELETE,
        GET,
        LOOKUP,
        DUMP,
        REBALANCE,
        FLUSH
    }

    record Step(Kind kind, int ufid, int key, int mask, int port, Set<PutFlag> flags, int hash) {
        Optional<Ufid> identity() {
            return ufid == 0 ? Optional.empty() : FlowSpace.ufid(ufid);
        }

        FlowKey flowKey() {
            return FlowSpace.key(key);
        }

        FlowMask flowMask() {
            return FlowSpace.MASKS.get(mask);
        }

        FlowId id() {
            return identity().map(FlowId::of).orElseGet(() -> FlowId.of(flowKey()));
        }

        Put put() {
            FlowKey given = hash % 2 == 0 ? flowKey() : flowKey().masked(flowMask());
            return new Put(identity(), given, flowMask(), FlowSpace.output(port), flags);
        }
    }

    @Provide
    static Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(12, Kind.PUT),
                Tuple.of(4, Kind.DELETE),
                Tuple.of(4, Kind.GET),
                Tuple.of(10, Kind.LOOKUP),
                Tuple.of(1, Kind.DUMP),
                Tuple.of(1, Kind.REBALANCE),
                Tuple.of(1, Kind.FLUSH));
        Arbitrary<Set<PutFlag>> flags = Arbitraries.of(
                Set.of(PutFlag.CREATE),
                Set.of(PutFlag.CREATE, PutFlag.PROBE),
                Set.of(PutFlag.MODIFY),
                Set.of(PutFlag.MODIFY, PutFlag.ZERO_STATS),
                Set.of(PutFlag.CREATE, PutFlag.MODIFY),
                Set.of(PutFlag.CREATE, PutFlag.MODIFY, PutFlag.ZERO_STATS));
        // The masks that match least come first, and often.
        Arbitrary<Integer> masks = Arbitraries.of(0, 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5);
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, 4),
                        Arbitraries.integers().between(0, FlowSpace.KEYS - 1),
                        masks,
                        Arbitraries.integers().between(0, 9),
                        flags,
                        Arbitraries.of(0, 0, 1, 2, 3, 0x01010101, 0x02020202, 0x03010201, -1))
                .as(Step::new)
                .list()
                .ofMaxSize(150);
    }

    @Property(tries = 400)
    void answersAsANaiveTableDoes(@ForAll("steps") List<Step> steps) {
        new Both().play(steps);
    }

    /** Both tables. */
    private static final class Both {
        private final MaskTableDatapath table = FlowSpace.datapath();
        private final List<MaskLookup> readers = List.of(table.openLookup(), table.openLookup());
        private final NaiveTable model = new NaiveTable();

        void play(List<Step> steps) {
            for (Step step : steps) {
                switch (step.kind()) {
                    case PUT -> compare(table.put(step.put()), model.put(step.put()));
                    case DELETE -> compare(table.delete(step.id()), model.delete(step.id()));
                    case GET -> compare(table.get(step.id()), model.get(step.id()));
                    case LOOKUP -> lookUp(step);
                    case DUMP -> compareDumps();
                    case REBALANCE -> {
                        table.rebalance();
                        model.rebalance();
                    }
                    case FLUSH -> {
                        compare(table.flush(), new Done());
                        model.flush();
                    }
                }
                assertThat(table.masks()).isEqualTo(model.masks());
                assertThat(table.flows()).isEqualTo(model.flows.size());
            }
            compareDumps();
            long lookups = steps.stream().filter(s -> s.kind() == Kind.LOOKUP).count();
            assertThat(table.counters().found() + table.counters().missed()).isEqualTo(lookups);
        }

        private static void compare(FlowOperationResult actual, FlowOperationResult expected) {
            if (actual instanceof Failed failed && expected instanceof Failed other) {
                assertThat(failed.errno()).isEqualTo(other.errno());
                assertThat(failed.sentence()).isNotBlank();
            } else {
                assertThat(actual).isEqualTo(expected);
            }
        }

        /** Which of several flows the cache leads to is open, as it is in the kernel; without a cache it is not. */
        private void lookUp(Step step) {
            FlowKey packet = step.flowKey();
            MaskLookup reader = readers.get(step.port() % readers.size());
            boolean found = reader.find(packet, step.hash());
            List<NaiveTable.Flow> matching = model.flows.stream()
                    .filter(f -> f.key.matches(packet, f.mask))
                    .toList();
            assertThat(found).isEqualTo(!matching.isEmpty());
            if (!found) {
                assertThat(reader.masksProbed()).isEqualTo(model.masks().size());
                return;
            }
            NaiveTable.Flow flow = model.find(reader.flow().id()).orElseThrow();
            assertThat(matching).contains(flow);
            if (step.hash() == 0) {
                assertThat(model.lookup(packet)).hasValue(flow);
                assertThat(reader.masksProbed()).isEqualTo(model.place(flow.mask) + 1);
                assertThat(reader.cacheHit()).isFalse();
            } else {
                model.used(flow.mask);
                assertThat(reader.masksProbed()).isBetween(1, model.masks().size());
                assertThat(reader.cacheHit() && reader.masksProbed() != 1).isFalse();
            }
            flow.count(60 + step.key(), step.ufid(), step.key());
            reader.flow().count(60 + step.key(), step.ufid(), step.key());
        }

        private void compareDumps() {
            List<FlowSnapshot> full = new ArrayList<>();
            List<FlowCount> terse = new ArrayList<>();
            compare(table.dump(full::add), new Done());
            compare(table.dumpTerse(terse::add), new Done());
            assertThat(full)
                    .containsExactlyInAnyOrderElementsOf(
                            model.flows.stream().map(NaiveTable.Flow::snapshot).collect(Collectors.toList()));
            assertThat(terse)
                    .containsExactlyInAnyOrderElementsOf(full.stream()
                            .map(f -> new FlowCount(f.id(), f.stats()))
                            .toList());
        }
    }
}
