package io.tandem.agent.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.stats.FlowStats;
import io.tandem.stats.RawCounters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlowLedgerTest {
    private final FlowLedger ledger = new FlowLedger();

    @BeforeEach
    void aRuleStartsToCount() {
        ledger.installed(1);
    }

    private static RawCounters raw(long packets, long bytes, int width) {
        return new RawCounters(packets, bytes, width, packets, 0);
    }

    @Test
    void aSmallerValueInTheSameLifeHasWrapped() {
        ledger.observe(1, raw(0xffff_fff0L, 0xffff_ff00L, 32));
        ledger.observe(1, raw(0x10, 0x100, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(0x1_0000_0010L);
        assertThat(ledger.hardware().bytes()).isEqualTo(0x1_0000_0100L);
    }

    @Test
    void aSmallerValueInANewLifeHasStartedAgainHoweverSmallTheJump() {
        ledger.observe(1, raw(10, 1000, 32));
        ledger.installed(2);
        ledger.observe(2, raw(9, 900, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(19);
        assertThat(ledger.hardware().bytes()).isEqualTo(1900);
    }

    @Test
    void eachCounterWrapsForItself() {
        ledger.observe(1, raw(10, 0xffff_ffffL, 32));
        ledger.observe(1, raw(11, 99, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(11);
        assertThat(ledger.hardware().bytes()).isEqualTo(0x1_0000_0000L + 99);
    }

    @Test
    void countersOfAllSixtyFourBitsAreUnsigned() {
        ledger.observe(1, raw(Long.MAX_VALUE, Long.MAX_VALUE, 64));
        ledger.observe(1, raw(Long.MIN_VALUE, Long.MIN_VALUE, 64));

        assertThat(ledger.hardware().packets()).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void aLateReadFromTheLifeBeforeAddsNothing() {
        ledger.observe(1, raw(10, 1000, 32));
        ledger.installed(2);
        ledger.observe(1, raw(20, 2000, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(10);
    }

    @Test
    void theFinalReadCountsAndNothingAfterIt() {
        ledger.observe(1, raw(10, 1000, 32));
        ledger.retire(1, raw(12, 1200, 32));
        ledger.observe(1, raw(30, 3000, 32));
        ledger.retire(1, raw(30, 3000, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(12);
        assertThat(ledger.hardware().bytes()).isEqualTo(1200);
        assertThat(ledger.counting()).isFalse();
    }

    @Test
    void aRuleThatEndedWithoutAFinalReadKeepsWhatWasRead() {
        ledger.observe(1, raw(10, 1000, 32));
        ledger.ended();
        ledger.observe(1, raw(30, 3000, 32));

        assertThat(ledger.hardware().packets()).isEqualTo(10);
        assertThat(ledger.counting()).isFalse();
    }

    @Test
    void theLaterUseCounts() {
        ledger.observe(1, new RawCounters(1, 100, 32, 50, 0));
        ledger.observe(1, new RawCounters(2, 200, 32, FlowStats.NEVER, 0));

        assertThat(ledger.hardware().usedNanos()).isEqualTo(50);
        FlowStats software = new FlowStats(1, 60, 40, 0, true);
        assertThat(software.plus(ledger.hardware()).usedNanos()).isEqualTo(50);
    }

    @Test
    void flagsAreUnknownOnceHardwareCarriedAPacket() {
        FlowStats software = new FlowStats(3, 180, 40, 0x12, true);
        ledger.observe(1, raw(0, 0, 32));
        assertThat(software.plus(ledger.hardware()).tcpFlagsComplete()).isTrue();

        ledger.observe(1, raw(1, 60, 32));

        assertThat(software.plus(ledger.hardware()).tcpFlagsComplete()).isFalse();
        assertThat(software.plus(ledger.hardware()).tcpFlags()).isEqualTo(0x12);
    }
}
