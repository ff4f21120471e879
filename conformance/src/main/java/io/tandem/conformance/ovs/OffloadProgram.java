package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.conformance.verdict.CaseFileException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The program that runs in the guest: has Open vSwitch put flows, each alone, with hardware offload on, and writes which
 * became filters of TC, and those.
 */
public final class OffloadProgram {
    /** The devices that are ports. */
    public static final List<String> DEVICES = List.of("port1", "port2", "port3", "port4", "port5");

    /** The device that VXLAN packets come by. */
    public static final String VXLAN_DEVICE = OffloadSetup.VXLAN_DEVICE;

    /** The device that Geneve packets come by. */
    public static final String GENEVE_DEVICE = OffloadSetup.GENEVE_DEVICE;

    /** The modules that it takes. */
    public static final List<String> MODULES = FlowerModules.and("openvswitch", "tun", "vxlan", "geneve");

    private static final String UFID = "ufid:00000000-0000-0000-0000-000000000001,";
    private static final int ANSWER_MILLIS = 20_000;
    private static final int RETRY_MILLIS = 100;
    /** A line of {@code dpctl/show}: {@code port 2: vxlan_sys_4789 (vxlan: ...)}. */
    private static final Pattern PORT = Pattern.compile("port (\\d+): (\\S+)");

    private static final Pattern WORD = Pattern.compile("[a-z]\\w+");

    private OffloadProgram() {}

    /** Arguments: the file of flows, the file to write, where busybox is. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, CaseFileException, GuestException, NetlinkSocketException,
                    NetlinkFormatException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected FLOWS VERDICTS BUSYBOX");
        }
        List<FlowText> flows = FlowText.read(arguments[0], Files.readString(Path.of(arguments[0])));
        List<TapDevice> taps = new ArrayList<>();
        for (String device : DEVICES) {
            taps.add(TapDevice.create(device));
            command(arguments[2], "ip", "link", "set", device, "up");
        }
        try (VswitchDaemon daemon = VswitchDaemon.start(new OffloadSetup(DEVICES));
                Unixctl control = daemon.control();
                TcDump dump = TcDump.open();
                GrowingLog log = GrowingLog.of(daemon.logFile());
                BufferedWriter verdicts = Files.newBufferedWriter(Path.of(arguments[1]))) {
            unlimited(control);
            awaitPorts(control, dump, log, daemon);
            Map<String, String> ports = ports(control);
            for (FlowText flow : flows) {
                verdicts.write(put(numbered(flow, ports), control, dump, log).toLine());
                verdicts.newLine();
                verdicts.flush();
            }
        } finally {
            taps.forEach(TapDevice::close);
        }
    }

    private static OffloadVerdict put(FlowText flow, Unixctl control, TcDump dump, GrowingLog log)
            throws IOException, NetlinkSocketException, NetlinkFormatException {
        log.more();
        try {
            control.call("dpctl/add-flow", OffloadSetup.DATAPATH, UFID + flow.key(), flow.actions());
        } catch (UnixctlException e) {
            return new OffloadVerdict.Refused(String.valueOf(e.getMessage()));
        }
        Map<String, List<byte[]>> filters = filters(dump);
        try {
            control.call("dpctl/del-flows", OffloadSetup.DATAPATH);
        } catch (UnixctlException e) {
            throw new IOException("cannot delete the flow " + flow.key() + ": " + e.getMessage(), e);
        }
        return filters.isEmpty() ? new OffloadVerdict.InKernel(log.more()) : new OffloadVerdict.InTc(filters);
    }

    private static Map<String, List<byte[]>> filters(TcDump dump)
            throws IOException, NetlinkSocketException, NetlinkFormatException {
        Map<String, List<byte[]>> filters = new TreeMap<>();
        List<String> devices = new ArrayList<>(DEVICES);
        devices.add(VXLAN_DEVICE);
        devices.add(GENEVE_DEVICE);
        for (String device : devices) {
            List<byte[]> bodies = dump.ingress(device);
            if (!bodies.isEmpty()) {
                filters.put(device, bodies);
            }
        }
        return filters;
    }

    /** The offload of a port begins some time after the port is there: a flow that TC takes shows that it has. */
    private static void awaitPorts(Unixctl control, TcDump dump, GrowingLog log, VswitchDaemon daemon)
            throws IOException, InterruptedException, NetlinkSocketException, NetlinkFormatException {
        FlowText simple = new FlowText("in_port(port1),eth(),eth_type(0x1234)", "port2");
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ANSWER_MILLIS);
        OffloadVerdict last = put(numbered(simple, ports(control)), control, dump, log);
        while (!(last instanceof OffloadVerdict.InTc)) {
            if (System.nanoTime() > end) {
                throw new IOException("Open vSwitch offloads nothing: " + last.toLine() + "; " + daemon.log());
            }
            Thread.sleep(RETRY_MILLIS);
            last = put(numbered(simple, ports(control)), control, dump, log);
        }
    }

    private static void unlimited(Unixctl control) throws IOException {
        try {
            control.call("vlog/disable-rate-limit", OffloadSetup.REASONS);
        } catch (UnixctlException e) {
            throw new IOException("the log's limits stay: " + e.getMessage(), e);
        }
    }

    /** The datapath's number of each port, by the name of its device. */
    static Map<String, String> ports(Unixctl control) throws IOException {
        try {
            return PORT.matcher(control.call("dpctl/show", OffloadSetup.DATAPATH))
                    .results()
                    .collect(Collectors.toMap(m -> m.group(2), m -> m.group(1)));
        } catch (UnixctlException e) {
            throw new IOException("no ports: " + e.getMessage(), e);
        }
    }

    /** The flow with numbers for names; the parser of actions knows no names. */
    private static FlowText numbered(FlowText flow, Map<String, String> ports) {
        return new FlowText(numbered(flow.key(), ports), numbered(flow.actions(), ports));
    }

    private static String numbered(String text, Map<String, String> ports) {
        return WORD.matcher(text).replaceAll(m -> ports.getOrDefault(m.group(), m.group()));
    }

    private static void command(String... words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).inheritIO().start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("failed: " + String.join(" ", words));
        }
    }
}
