package io.tandem.conformance.tc;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.flow.Megaflow;
import io.tandem.stats.RawCounters;
import io.tandem.tc.device.TcBackend;
import io.tandem.tc.device.TcDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A TCP connection through rules, whose sender leaves it to the device to cut packets up. The kernel looks such a packet up
 * once, counts it as the segments that it will be, and its bytes as they are: one header, where each segment will have one.
 * Source: net/core/dev.c, sch_handle_ingress; include/net/sch_generic.h, bstats_update.
 */
final class SegmentChecks {
    private static final String SENDER = "far1";
    private static final String RECEIVER = "far2";
    private static final int PAYLOAD = 4 << 20;
    /** Ethernet, IPv4, and TCP with its timestamps. */
    private static final int HEADERS = 14 + 20 + 32;

    private static final int FIRST_OPTIONS = 64;
    private static final int TRIALS = 5;
    private static final int TCP_PORT = 5001;

    private SegmentChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("counts-segments", () -> transferWithoutRepetition("on"));
        checks.put("counts-segments-cut-before", () -> transferWithoutRepetition("off"));
        return checks;
    }

    /**
     * A transfer in which TCP sends a segment again has more bytes than its payload tells, and one in which it sends each
     * by itself shows nothing of packets that hold several.
     */
    private static void transferWithoutRepetition(String segmentation) throws Exception {
        for (int i = 0; i < TRIALS; i++) {
            if (transfer(segmentation)) {
                return;
            }
        }
        throw new CheckFailedException(
                "TCP sent segments again, or each by itself, in each of " + TRIALS + " transfers");
    }

    /** Sends through two veths, which rules join; false where what TCP did shows nothing. */
    private static boolean transfer(String segmentation) throws Exception {
        List<String> names = List.of(SENDER, RECEIVER);
        for (int i = 0; i < names.size(); i++) {
            String host = names.get(i);
            Commands.run("ip netns add " + host);
            Commands.run("ip link add " + host + "-port up type veth peer name wire netns " + host);
            Commands.run("ip -n " + host + " link set wire address 02:00:00:00:00:0" + (i + 1));
            Commands.run("ip -n " + host + " addr add 10.7.0." + (i + 1) + "/24 dev wire");
            Commands.run("ip -n " + host + " link set wire up");
            Commands.run("ip -n " + host + " neigh add 10.7.0." + (2 - i) + " lladdr 02:00:00:00:00:0" + (2 - i)
                    + " dev wire");
        }
        if (segmentation.equals("off")) {
            Commands.run("ip -n " + SENDER + " link set wire gso_max_segs 1");
        }
        Path file = Files.createTempFile("payload", "");
        Files.write(file, new byte[PAYLOAD]);
        try (TcDevice device = new TcBackend()
                .open(new DeviceConfig("tc0", Map.of("ports", "1=far1-port,2=far2-port", "policy", "skip_hw")))) {
            Megaflow there = flow(1, "2");
            Megaflow back = flow(2, "1");
            device.apply(List.of(new OffloadOperation.Put(there), new OffloadOperation.Put(back)));
            send(file);
            RawCounters counted = last(device, there);
            long segments = sent("OutSegs");
            if (sent("RetransSegs") != 0) {
                return false;
            }
            Expect.equal("packets", segments, counted.packets());
            long whole = PAYLOAD + segments * HEADERS;
            // the first segment's options are longer by 8 bytes, as there are no data with them
            boolean eachByItself = Math.abs(whole - counted.bytes()) <= FIRST_OPTIONS;
            if (segmentation.equals("off")) {
                Expect.that(
                        eachByItself,
                        "counted " + counted.bytes() + " bytes of " + whole + " in " + segments + " segments");
            } else if (eachByItself) {
                return false;
            } else {
                Expect.that(
                        counted.bytes() < whole && counted.bytes() > PAYLOAD,
                        "counted " + counted.bytes() + " bytes of " + whole + " in " + segments + " segments");
            }
            return true;
        } finally {
            Files.delete(file);
            for (String host : names) {
                Commands.run("ip netns del " + host);
            }
        }
    }

    private static Megaflow flow(int port, String actions) throws Exception {
        return Bed.megaflow("recirc_id(0),in_port(" + port + "),eth(),eth_type(0x0800),ipv4(proto=6,frag=no)", actions);
    }

    private static void send(Path file) throws IOException, InterruptedException, CheckFailedException {
        Process receiver = in(RECEIVER, "busybox nc -l -p " + TCP_PORT)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Thread.sleep(1000);
        Process sender = in(SENDER, "busybox nc 10.7.0.2 " + TCP_PORT)
                .redirectInput(file.toFile())
                .start();
        Expect.that(
                sender.waitFor(2, TimeUnit.MINUTES) && receiver.waitFor(2, TimeUnit.MINUTES),
                "the transfer does not end");
    }

    private static ProcessBuilder in(String host, String words) {
        return new ProcessBuilder(List.of(("ip netns exec " + host + " " + words).split(" ", -1)));
    }

    private static RawCounters last(TcDevice device, Megaflow flow) throws Exception {
        return device.apply(List.of(new OffloadOperation.Delete(flow.ufid()))).stream()
                .filter(OffloadResult.Deleted.class::isInstance)
                .map(OffloadResult.Deleted.class::cast)
                .findFirst()
                .orElseThrow()
                .last();
    }

    /** What TCP of the sender has counted. Source: Documentation/networking/snmp_counter.rst. */
    private static long sent(String counter) throws IOException, InterruptedException {
        List<String> lines = Commands.run("ip netns exec " + SENDER + " cat /proc/net/snmp")
                .lines()
                .filter(line -> line.startsWith("Tcp:"))
                .toList();
        List<String> names = List.of(lines.getFirst().split(" ", -1));
        return Long.parseLong(lines.getLast().split(" ", -1)[names.indexOf(counter)]);
    }
}
