package io.tandem.agent.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.Marking;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens to flows and device, no packet is lost or counted twice, and no total goes backwards. */
class ConservationPropertyTest {
    private static final int FLOWS = 6;
    private static final int SIZE = 100;
    private static final Translation RULE = Translation.exact("rule");
    private static final Refusal NO_CT =
            Refusal.translate(Refusal.Code.UNSUPPORTED_ACTION, "ct", "the device tracks no connections");
    private static final Marking MARKING = new Marking(RULE, NO_CT);

    enum Kind {
        ADD,
        REMOVE,
        MODIFY,
        PACKETS,
        PLACE,
        DUMP,
        WAIT,
        LESS_ROOM,
        MORE_ROOM,
        FAIL,
        FAIL_IN_APPLY,
        FAIL_IN_DUMP,
        STAY_DOWN,
        REFUSE_DELETES,
        ALLOW_DELETES,
        MARKS_ONLY,
        REFUSE_MARKS,
        ALLOW_MARKS,
        OFF,
        ON
    }

    record Step(Kind kind, int flow, int packets) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(6, Arbitraries.of(Kind.PACKETS)),
                net.jqwik.api.Tuple.of(4, Arbitraries.of(Kind.ADD, Kind.PLACE, Kind.DUMP)),
                net.jqwik.api.Tuple.of(3, Arbitraries.of(Kind.class)));
        return Combinators.combine(
                        kinds,
                        Arbitraries.integers().between(0, FLOWS - 1),
                        Arbitraries.integers().between(1, 500))
                .as(Step::new)
                .list()
                .ofMaxSize(80);
    }

    @Property(tries = 1000)
    void everyPacketIsCountedOnce(@ForAll("steps") List<Step> steps) {
        // Counters so narrow that they wrap all the time; a step moves them by less than a whole turn.
        EngineRig rig = new EngineRig(16);
        Truth truth = new Truth(rig);
        for (Step step : steps) {
            truth.take(step);
            truth.neverBackwardsNorTooMuch();
        }
        truth.settle();
        assertThat(truth.counted()).isEqualTo(truth.packets);
        assertThat(truth.countedBytes()).isEqualTo(truth.packets * SIZE);
    }

    private static final class Truth {
        private final EngineRig rig;
        private final Map<Ufid, DatapathFlow> flows = new HashMap<>();
        private final Map<Ufid, Long> seen = new HashMap<>();
        /** Flows that the device only marks. */
        private final Set<Ufid> marked = new HashSet<>();

        private long packets;
        private long now;
        private long countedBefore;

        Truth(EngineRig rig) {
            this.rig = rig;
            rig.device.explanation = flow -> marked.contains(flow.ufid()) ? MARKING : RULE;
        }

        void take(Step step) {
            Ufid ufid = EngineRig.flow(step.flow()).ufid();
            switch (step.kind()) {
                case ADD -> flows.computeIfAbsent(ufid, u -> rig.add(step.flow()));
                case REMOVE -> {
                    rig.engine.remove(ufid);
                    flows.remove(ufid);
                    seen.remove(ufid);
                }
                case MODIFY -> rig.engine.modify(ufid, EngineRig.output(step.packets() % 4 + 1));
                case PACKETS -> arrive(ufid, step.packets());
                case PLACE -> rig.engine.runOnce();
                case DUMP -> rig.engine.dump();
                case WAIT -> {
                    rig.clock.advance(Duration.ofMinutes(5));
                    rig.engine.retryFailed();
                }
                case LESS_ROOM -> rig.device.room = 2;
                case MORE_ROOM -> rig.device.room = FLOWS;
                case FAIL -> rig.device.fail();
                case FAIL_IN_APPLY -> rig.device.failApplies = 1;
                case FAIL_IN_DUMP -> rig.device.failDumps = 1;
                case STAY_DOWN -> rig.device.failRecoveries = 1;
                case REFUSE_DELETES -> rig.device.refuseDeletes = true;
                case ALLOW_DELETES -> rig.device.refuseDeletes = false;
                case MARKS_ONLY -> {
                    if (!marked.remove(ufid)) {
                        marked.add(ufid);
                    }
                }
                case REFUSE_MARKS -> rig.device.refuseMarks = Optional.of(NO_CT);
                case ALLOW_MARKS -> rig.device.refuseMarks = Optional.empty();
                case OFF -> rig.engine.switchOff();
                case ON -> rig.engine.switchOn();
            }
        }

        /**
         * Hardware takes what it has a rule for that does all, also a rule whose flow is gone; software the rest of its flows,
         * and what hardware marks, though that counts it too.
         */
        private void arrive(Ufid ufid, int count) {
            // 500 packets of 100 bytes: counters of 16 bits are read before they can go round.
            rig.engine.dump();
            now++;
            if (rig.device.hit(ufid, count, (long) count * SIZE, now) && rig.device.mark(ufid) == 0) {
                packets += count;
                return;
            }
            DatapathFlow flow = flows.get(ufid);
            if (flow != null) {
                for (int i = 0; i < count; i++) {
                    flow.count(0, 1, SIZE, now, 0);
                }
                packets += count;
            }
        }

        void neverBackwardsNorTooMuch() {
            for (FlowView view : rig.engine.views()) {
                FlowStats total = view.total();
                long before = seen.getOrDefault(view.flow().ufid(), 0L);
                assertThat(total.packets()).isGreaterThanOrEqualTo(before);
                seen.put(view.flow().ufid(), total.packets());
            }
            assertThat(counted()).isBetween(countedBefore, packets);
            countedBefore = counted();
        }

        void settle() {
            rig.device.refuseDeletes = false;
            rig.device.failApplies = 0;
            rig.device.failDumps = 0;
            rig.device.failRecoveries = 0;
            for (int i = 0; i < 3; i++) {
                rig.clock.advance(Duration.ofMinutes(5));
                rig.engine.retryFailed();
                rig.engine.runOnce();
                rig.engine.dump();
                neverBackwardsNorTooMuch();
            }
        }

        long counted() {
            return rig.engine.counters().endedPackets()
                    + rig.engine.views().stream()
                            .mapToLong(v -> v.total().packets())
                            .sum();
        }

        long countedBytes() {
            return rig.engine.counters().endedBytes()
                    + rig.engine.views().stream()
                            .mapToLong(v -> v.total().bytes())
                            .sum();
        }
    }
}
