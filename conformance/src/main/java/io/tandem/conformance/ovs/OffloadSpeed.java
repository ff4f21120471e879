package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.GuestException;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpKeyText;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long Open vSwitch takes to offload flows to TC, and to dump them. Runs in the guest. */
public final class OffloadSpeed {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RETRY_MILLIS = 200;

    private OffloadSpeed() {}

    /** Nanoseconds of all flows together. */
    public record Times(long insertNanos, long dumpNanos) {}

    /**
     * Starts Open vSwitch, puts the flows by one {@code dpctl/add-flows}, dumps them by one {@code dpctl/dump-flows}, and
     * stops it.
     *
     * @param flows from port 1, the first device, to port 2, the second
     * @param devices that are there
     */
    public static Times measure(List<Megaflow> flows, List<String> devices)
            throws IOException, InterruptedException, GuestException {
        try (VswitchDaemon daemon = VswitchDaemon.start(new OffloadSetup(devices));
                Unixctl control = daemon.control()) {
            awaitOffload(control, devices, daemon);
            Path script = Files.createTempFile("flows", ".txt");
            write(flows, names(OffloadProgram.ports(control), devices), script);
            long start = System.nanoTime();
            control.call("dpctl/add-flows", OffloadSetup.DATAPATH, script.toString());
            long insert = System.nanoTime() - start;
            start = System.nanoTime();
            String dump = control.call("dpctl/dump-flows", OffloadSetup.DATAPATH, "type=tc");
            long took = System.nanoTime() - start;
            long lines = dump.lines().count();
            if (lines != flows.size()) {
                throw new IOException("Open vSwitch offloads " + lines + " of " + flows.size() + " flows");
            }
            Files.delete(script);
            return new Times(insert, took);
        } catch (UnixctlException e) {
            throw new IOException("Open vSwitch: " + e.getMessage(), e);
        }
    }

    /** Waits until a flow between the first two devices is offloaded, and takes it away. */
    private static void awaitOffload(Unixctl control, List<String> devices, VswitchDaemon daemon)
            throws IOException, InterruptedException, UnixctlException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Map<Integer, String> ports = names(OffloadProgram.ports(control), devices);
            String key =
                    "ufid:00000000-0000-0000-0000-000000000001,in_port(" + ports.get(1) + "),eth(),eth_type(0x1234)";
            boolean put = put(control, key, String.valueOf(ports.get(2)));
            boolean offloaded = !control.call("dpctl/dump-flows", OffloadSetup.DATAPATH, "type=tc")
                    .isBlank();
            if (put) {
                control.call("dpctl/del-flows", OffloadSetup.DATAPATH);
            }
            if (offloaded) {
                return;
            }
            if (System.nanoTime() > end) {
                throw new IOException("Open vSwitch offloads nothing: " + daemon.log());
            }
            Thread.sleep(RETRY_MILLIS);
        }
    }

    /** False where the ports are not there yet. */
    private static boolean put(Unixctl control, String key, String actions) throws IOException {
        try {
            control.call("dpctl/add-flow", OffloadSetup.DATAPATH, key, actions);
            return true;
        } catch (UnixctlException e) {
            return false;
        }
    }

    private static Map<Integer, String> names(Map<String, String> ports, List<String> devices) {
        Map<Integer, String> numbers = new HashMap<>();
        for (int i = 0; i < devices.size(); i++) {
            numbers.put(i + 1, ports.getOrDefault(devices.get(i), devices.get(i)));
        }
        return numbers;
    }

    /** A line for each flow: key and actions, ports by the datapath's numbers. */
    private static void write(List<Megaflow> flows, Map<Integer, String> ports, Path script) throws IOException {
        try (BufferedWriter file = Files.newBufferedWriter(script)) {
            for (Megaflow flow : flows) {
                String key = OdpKeyText.print(flow.key(), flow.mask());
                file.write("ufid:" + flow.ufid() + "," + key.replace("in_port(1)", "in_port(" + ports.get(1) + ")"));
                file.write(" " + ports.get(2));
                file.newLine();
            }
        }
    }
}
