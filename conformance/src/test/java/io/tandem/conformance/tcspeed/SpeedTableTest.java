package io.tandem.conformance.tcspeed;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tandem.conformance.tcspeed.SpeedSuite.Time;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpeedTableTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void comparesEachRoundWithItsOwn() {
        List<String> lines = new SpeedTable(List.of(
                        new Time("tandem", "insert", 100, 1, SECOND),
                        new Time("tandem", "flush", 100, 1, SECOND),
                        new Time("tc", "insert", 100, 1, 2 * SECOND),
                        new Time("tandem", "insert", 100, 1, 4 * SECOND),
                        new Time("tandem", "flush", 100, 1, SECOND),
                        new Time("tc", "insert", 100, 1, 4 * SECOND),
                        new Time("tandem", "insert", 100, 20, SECOND),
                        new Time("ovs", "insert", 100, 20, 3 * SECOND)))
                .lines();
        assertEquals(
                List.of(
                        "   rules  masks what    who       a second              of tc's    of Open vSwitch's",
                        "     100      1 insert  tandem          63  1.50 (1.00 to 2.00)",
                        "     100      1 flush   tandem         100",
                        "     100      1 insert  tc              38",
                        "     100     20 insert  tandem         100                       3.00 (3.00 to 3.00)",
                        "     100     20 insert  ovs             33"),
                lines);
    }
}
