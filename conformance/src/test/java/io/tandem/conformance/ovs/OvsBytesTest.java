package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.action.ActionType;
import io.tandem.action.OdpAction;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.KernelForm;
import io.tandem.netlink.MatchAttributes;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.PortNames;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The bytes that Tandem makes of a flow's text against those that Open vSwitch sends to a kernel. */
class OvsBytesTest {
    /** Actions of userspace datapaths, whose numbers moved between Open vSwitch 3.1, which was recorded, and 4.0. */
    private static final Set<ActionType> RENUMBERED =
            EnumSet.of(ActionType.DROP, ActionType.LB_OUTPUT, ActionType.TNL_PUSH, ActionType.TNL_POP);

    @Test
    void makesTheBytesThatOpenVswitchMakes() throws Exception {
        List<RecordedFlow> flows = RecordedFlow.builtIn();
        assertThat(flows).hasSizeGreaterThanOrEqualTo(200);
        List<String> different = new ArrayList<>();
        for (RecordedFlow flow : flows) {
            MatchAttributes match = KernelForm.of(OdpKeyText.parse(flow.text().key(), PortNames.any()));
            List<OdpAction> list = OdpActionText.parse(flow.text().actions(), PortNames.any());
            compare(different, flow, "key", match.key(), flow.key());
            compare(different, flow, "mask", match.mask(), flow.mask().orElse(new byte[0]));
            if (list.stream().map(OdpAction::type).noneMatch(RENUMBERED::contains)) {
                compare(different, flow, "actions", ActionEncoder.encode(list), flow.actions());
            }
        }
        assertThat(different).isEmpty();
    }

    private static void compare(List<String> different, RecordedFlow flow, String part, byte[] found, byte[] wanted) {
        HexFormat hex = HexFormat.of();
        if (!hex.formatHex(found).equals(hex.formatHex(wanted))) {
            different.add(part + " of " + flow.text() + "\n  " + hex.formatHex(found) + "\n  " + hex.formatHex(wanted));
        }
    }
}
