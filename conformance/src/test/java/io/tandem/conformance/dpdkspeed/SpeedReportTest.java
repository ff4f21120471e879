package io.tandem.conformance.dpdkspeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.conformance.dpdkspeed.Turn.Who;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedReportTest {
    private static final Scenario EMC = new Scenario(1_000, true, 0);
    private static final Scenario NO_EMC = new Scenario(10_000, false, 20);

    /** Of a million packets, at so many million a second of processor time. */
    private static Turn turn(Who who, Scenario scenario, double rate, int hits, double share) {
        long busy = Math.round(1e9 / rate);
        return new Turn(who, scenario, 1_000_000, hits, busy, Math.round(busy / share));
    }

    @Test
    void hasMediansAndTheRatiosOfTheRounds() {
        List<String> lines = new SpeedReport(
                        List.of(
                                turn(Who.TANDEM, EMC, 10, 1_000_000, 1),
                                turn(Who.OVS, EMC, 20, 900_000, 1),
                                turn(Who.TANDEM, NO_EMC, 8, 0, 1),
                                turn(Who.OVS, NO_EMC, 4, 0, 1),
                                turn(Who.TANDEM, EMC, 12, 1_000_000, 0.5),
                                turn(Who.OVS, EMC, 15, 800_000, 1),
                                turn(Who.TANDEM, EMC, 12.5, 1_000_000, 1),
                                turn(Who.OVS, EMC, 16, 1_000_000, 1)),
                        2_600)
                .lines();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0).split(" +"))
                .containsExactly(
                        "scenario", "Mpps", "ovs", "cycles", "ovs", "EMC", "ovs", "ratio", "from", "to", "core");
        assertThat(lines.get(1).split(" {2,}"))
                .containsExactly(
                        "emc-1000", "12.00", "16.00", "217", "163", "100 %", "90 %", "0.78", "0.50", "0.80", "50 %");
        assertThat(lines.get(2).split(" {2,}"))
                .containsExactly(
                        "no-emc-10000-20-masks",
                        "8.00",
                        "4.00",
                        "325",
                        "650",
                        "0 %",
                        "0 %",
                        "2.00",
                        "2.00",
                        "2.00",
                        "100 %");
    }
}
