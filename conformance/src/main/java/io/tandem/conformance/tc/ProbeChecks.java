package io.tandem.conformance.tc;

import io.tandem.backend.DeviceCapabilities;
import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.flow.FlowField;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Whether a device finds out what its kernel can, and leaves nothing of it behind. */
final class ProbeChecks {
    private static final List<String> SHOWN =
            List.of("ip -o link show", "tc qdisc show", "tc actions ls action police");

    private ProbeChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("knows-what-its-kernel-can", ProbeChecks::abilities);
        checks.put("probe-leaves-nothing", ProbeChecks::leavesNothing);
        return checks;
    }

    /** What Linux 6.1 can and cannot, by its sources. */
    private static void abilities() throws Exception {
        try (Bed bed = Bed.make()) {
            DeviceCapabilities can = bed.device().capabilities();
            Set<String> actions = Set.of(
                    "output",
                    "drop",
                    "recirc",
                    "ct",
                    "meter",
                    "psample",
                    "set(tunnel)",
                    "set(ipv4)",
                    "push_vlan",
                    "push_mpls",
                    "check_pkt_len",
                    "set(skb_mark)");
            Expect.that(can.actions().containsAll(actions), "actions: " + can.actions());
            for (FlowField field : List.of(
                    FlowField.ETH_SRC,
                    FlowField.IPV6_DST,
                    FlowField.TCP_FLAGS,
                    FlowField.CT_MARK,
                    FlowField.CT_STATE)) {
                Expect.equal(field.path(), MaskSupport.ANY, can.fields().getOrDefault(field, MaskSupport.EXACT));
            }
            for (FlowField field : List.of(FlowField.MPLS_LABEL2, FlowField.CVLAN_VID, FlowField.TUNNEL_GBP_ID)) {
                Expect.that(can.fields().containsKey(field), field.path() + " is missing");
            }
            for (FlowField field : List.of(FlowField.TUNNEL_FLAGS, FlowField.NSH_SPI, FlowField.IPV6_LABEL)) {
                Expect.that(!can.fields().containsKey(field), field.path() + " is there");
            }
            Expect.equal("ports", Set.of(1, 2), can.ports());
        }
    }

    private static void leavesNothing() throws Exception {
        try (Bed bed = Bed.make()) {
            Map<String, String> before = shown();
            bed.restart();
            Expect.equal("what is there", before, shown());
        }
    }

    private static Map<String, String> shown() throws Exception {
        Map<String, String> shown = new LinkedHashMap<>();
        for (String command : SHOWN) {
            shown.put(command, Commands.run(command));
        }
        return shown;
    }
}
