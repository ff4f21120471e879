package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.action.OdpAction;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** ODP text of actions, any characters. */
class ActionTextFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        List<OdpAction> actions;
        try {
            actions = OdpActionText.parse(text, PortNames.any());
        } catch (OdpParseException refused) {
            return;
        }
        RoundTrips.actions(actions);
    }
}
