package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.netlink.MatchAttributes;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.charset.StandardCharsets;

/** ODP text of a match, any characters. */
class KeyTextFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        MatchAttributes match;
        try {
            match = OdpKeyText.parse(text, PortNames.any());
        } catch (OdpParseException refused) {
            return;
        }
        RoundTrips.attributes(match);
        RoundTrips.packed(match);
    }
}
