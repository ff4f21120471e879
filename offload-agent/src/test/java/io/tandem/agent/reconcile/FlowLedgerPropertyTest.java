package io.tandem.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** A ledger against a model that knows the truth. */
class FlowLedgerPropertyTest {
    enum Kind {
        COUNT,
        DUMP,
        LATE_DUMP,
        MODIFY,
        DELETE,
        INSTALL,
        RESET_AND_RECOVER,
        RESET_AND_LOSE
    }

    record Event(Kind kind, long packets, long bytes) {}

    /** Up to almost a whole turn of the narrowest counter at a time. */
    @Provide
    Arbitrary<List<Event>> events() {
        Arbitrary<Kind> kinds = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.of(Kind.COUNT)),
                Tuple.of(3, Arbitraries.of(Kind.DUMP)),
                Tuple.of(2, Arbitraries.of(Kind.class)));
        Arbitrary<Long> amounts =
                Arbitraries.longs().between(0, 0xffff_ffffL).edgeCases(e -> e.add(0L, 1L, 0x8000_0000L, 0xffff_ffffL));
        return Combinators.combine(kinds, amounts, amounts)
                .as(Event::new)
                .list()
                .ofMaxSize(60);
    }

    @Provide
    Arbitrary<Integer> widths() {
        return Arbitraries.of(32, 33, 40, 48, 64);
    }

    @Property(tries = 3000)
    void theTotalIsTheTruthWheneverAllWasRead(@ForAll("events") List<Event> events, @ForAll("widths") int width) {
        Model model = new Model(width);
        FlowStats before = model.ledger.hardware();
        for (Event event : events) {
            boolean allRead = model.take(event);
            FlowStats now = model.ledger.hardware();
            assertThat(now.packets()).isBetween(before.packets(), model.truth(true));
            assertThat(now.bytes()).isBetween(before.bytes(), model.truth(false));
            assertThat(now.usedNanos()).isGreaterThanOrEqualTo(before.usedNanos());
            if (allRead) {
                assertThat(now.packets()).isEqualTo(model.truth(true));
                assertThat(now.bytes()).isEqualTo(model.truth(false));
            }
            before = now;
        }
    }

    /** A rule with counters of a width, and the sums that no counter shows. */
    private static final class Model {
        private final FlowLedger ledger = new FlowLedger();
        private final int width;
        private boolean present;
        private long generation = 1;
        private long packets;
        private long bytes;
        private long finishedPackets;
        private long finishedBytes;
        private boolean unread;
        private long clock;
        private RawCounters lastRead = RawCounters.zero(32);
        private long lastReadGeneration;

        Model(int width) {
            this.width = width;
        }

        /** What was counted, less what was lost without ever being read. */
        long truth(boolean inPackets) {
            return inPackets ? finishedPackets + packets : finishedBytes + bytes;
        }

        /** True where every count has been read. */
        boolean take(Event event) {
            clock++;
            switch (event.kind()) {
                case COUNT -> count(event);
                case DUMP -> dump();
                case LATE_DUMP -> ledger.observe(lastReadGeneration - 1, raw());
                case MODIFY -> modify();
                case DELETE -> delete();
                case INSTALL -> install();
                case RESET_AND_RECOVER -> reset(true);
                case RESET_AND_LOSE -> reset(false);
            }
            return !unread;
        }

        private void count(Event event) {
            if (present && !unread) {
                packets += event.packets();
                bytes += event.bytes();
                unread = true;
            }
        }

        private RawCounters raw() {
            long mask = width == 64 ? -1L : (1L << width) - 1;
            return new RawCounters(packets & mask, bytes & mask, width, clock, 0);
        }

        private void dump() {
            if (present) {
                lastRead = raw();
                lastReadGeneration = generation;
                ledger.observe(generation, lastRead);
                unread = false;
            } else {
                ledger.observe(generation, lastRead);
            }
        }

        private void modify() {
            if (present) {
                ledger.retire(generation, raw());
                ledger.installed(generation);
                finish();
            }
        }

        private void delete() {
            if (present) {
                ledger.retire(generation, raw());
                finish();
                present = false;
            }
        }

        private void install() {
            if (!present) {
                ledger.installed(generation);
                present = true;
            }
        }

        private void reset(boolean lostIsKnown) {
            long old = generation++;
            if (!present) {
                return;
            }
            present = false;
            if (lostIsKnown) {
                ledger.retire(old, raw());
                finish();
            } else {
                ledger.ended();
                finishedPackets = ledger.hardware().packets();
                finishedBytes = ledger.hardware().bytes();
                packets = 0;
                bytes = 0;
                unread = false;
            }
        }

        private void finish() {
            finishedPackets += packets;
            finishedBytes += bytes;
            packets = 0;
            bytes = 0;
            unread = false;
        }
    }
}
