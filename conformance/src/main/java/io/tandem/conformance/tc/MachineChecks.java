package io.tandem.conformance.tc;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.RuleSnapshot;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.flow.Megaflow;
import io.tandem.tc.device.TcBackend;
import io.tandem.tc.device.TcDevice;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A packet of a virtual machine, which comes in whole and leaves as segments. Nobody has told the kernel how many there will
 * be, it has not counted them itself where rules look, and adds none to a rule's packets; the bytes are those of the packet
 * behind its Ethernet header. Source: linux/virtio_net.h, virtio_net_hdr_to_skb; include/net/sch_generic.h, bstats_update.
 */
final class MachineChecks {
    private static final int ETHERNET = 14;
    private static final int HEADERS = ETHERNET + 20 + 20;
    private static final int SEGMENT = 1000;
    private static final int SEGMENTS = 10;

    private MachineChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("counts-bytes-of-machines", MachineChecks::segments);
        return checks;
    }

    private static void segments() throws Exception {
        try (TapDevice machine = TapDevice.createOfMachine("vm0");
                TapDevice out = TapDevice.create("out0")) {
            Commands.run("ip link set vm0 up");
            Commands.run("ip link set out0 up");
            try (TcDevice device = new TcBackend()
                    .open(new DeviceConfig("tc0", Map.of("ports", "1=vm0,2=out0", "policy", "skip_hw")))) {
                Megaflow flow =
                        Bed.megaflow("recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(proto=6,frag=no)", "2");
                device.apply(List.of(new OffloadOperation.Put(flow)));
                machine.writeToSegment(frame(), HEADERS, SEGMENT);
                int left = 0;
                for (Optional<byte[]> frame = out.read(); frame.isPresent(); frame = out.read()) {
                    left += frame.get().length == HEADERS + SEGMENT ? 1 : 0;
                }
                Expect.equal("segments that left", SEGMENTS, left);
                List<RuleSnapshot> rules = new ArrayList<>();
                device.dump(Set.of(), rules::add);
                Expect.counts(
                        "rule",
                        0,
                        HEADERS - ETHERNET + SEGMENT * SEGMENTS,
                        rules.getFirst().counters());
            }
        }
    }

    private static byte[] frame() {
        int payload = SEGMENT * SEGMENTS;
        ByteBuffer out = ByteBuffer.allocate(HEADERS + payload);
        out.put(new byte[] {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1}).putShort((short) 0x0800);
        out.put((byte) 0x45).put((byte) 0).putShort((short) (20 + 20 + payload)).putInt(0);
        out.put((byte) 64).put((byte) 6).putShort((short) 0).putInt(0x0a000001).putInt(0x0a000002);
        int sum = 0;
        for (int at = 14; at < 34; at += 2) {
            sum += out.getShort(at) & 0xffff;
        }
        out.putShort(24, (short) ~((sum & 0xffff) + (sum >>> 16)));
        out.putShort((short) 1000).putShort((short) 2000).putInt(1).putInt(1);
        out.put((byte) 0x50).put((byte) 0x10).putShort((short) 1000);
        int pseudo = 0x0a00 + 1 + 0x0a00 + 2 + 6 + 20 + payload;
        out.putShort((short) ((pseudo & 0xffff) + (pseudo >>> 16)));
        return out.array();
    }
}
