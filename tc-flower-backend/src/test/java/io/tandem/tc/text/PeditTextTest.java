package io.tandem.tc.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** Words that pedit takes more than once. */
class PeditTextTest {
    private final TcCommandParser parser = new TcCommandParser(DeviceNames.none());

    @Test
    void itsNameMayStandBeforeAnyMunge() throws TcParseException {
        assertEquals(
                parser.parseActions("tc actions add action pedit munge ip ttl set 1 munge ip tos set 4 pipe"),
                parser.parseActions(
                        "tc actions add action pedit pedit munge ip ttl set 1 pedit munge ip tos set 4 pipe"));
    }

    @Test
    void exIsBeforeTheFirstMunge() {
        assertThrows(
                TcParseException.class,
                () -> parser.parseActions(
                        "tc actions add action pedit munge ip ttl set 1 pedit ex munge ip ttl set 1 pipe"));
    }
}
