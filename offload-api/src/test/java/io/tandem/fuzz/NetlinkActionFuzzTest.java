package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.tandem.action.OdpAction;
import io.tandem.netlink.ActionDecoder;
import io.tandem.netlink.NetlinkDecodeException;
import java.util.List;

/** Netlink attributes of actions, any bytes. */
class NetlinkActionFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        List<OdpAction> actions;
        try {
            actions = ActionDecoder.decode(input);
        } catch (NetlinkDecodeException refused) {
            return;
        }
        RoundTrips.actions(actions);
    }
}
