package io.tandem.conformance.kernel;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.KernelEncoding;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Side;
import io.tandem.conformance.kernel.OpenVswitch.PortType;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A datapath of the running kernel between tap devices. Closing it deletes it. */
final class KernelDatapath implements AutoCloseable {
    /** The modules that must be loaded. */
    static final List<String> MODULES = List.of("openvswitch", Conntrack.MODULE, "tun");

    private static final String NAME = "carry";
    private static final int MTU = 65_000;
    private static final int ATTR_STATS = 3;
    private static final int OVS_HEADER = 4;
    /** Without it each device announces itself by frames of its own. */
    private static final Path NO_ADDRESSES = Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6");

    private final OpenVswitch module;
    private final OpenVswitch.Datapath datapath;
    private final Conntrack conntrack;
    private final List<TapDevice> taps = new ArrayList<>();

    private KernelDatapath() throws IOException, KernelException, NetlinkSocketException, NetlinkFormatException {
        module = OpenVswitch.open();
        conntrack = Conntrack.open();
        datapath = module.createDatapath(NAME);
    }

    /**
     * Makes it, with devices 1 to {@value Side#PORTS}.
     *
     * @param busybox the program that sets devices up
     */
    static KernelDatapath open(Path busybox)
            throws IOException, InterruptedException, KernelException, NetlinkSocketException, NetlinkFormatException {
        KernelDatapath made = new KernelDatapath();
        if (Files.exists(NO_ADDRESSES)) {
            Files.writeString(NO_ADDRESSES, "1\n");
        }
        for (int port = 1; port <= Side.PORTS; port++) {
            String device = "port" + port;
            made.taps.add(TapDevice.create(device));
            setUp(busybox, device);
            made.datapath.addPort(port, PortType.NETDEV, device);
        }
        return made;
    }

    private static void setUp(Path busybox, String device) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        busybox.toString(), "ip", "link", "set", device, "up", "mtu", Integer.toString(MTU))
                .inheritIO()
                .start();
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            throw new IOException("cannot set up " + device);
        }
    }

    /** Carries out a case. */
    Outcome run(DatapathCase wanted)
            throws IOException, KernelException, NetlinkSocketException, NetlinkFormatException {
        datapath.flush();
        conntrack.flush();
        drain(new Outcome.Builder());
        try {
            for (CaseMeter meter : wanted.meters()) {
                datapath.setMeter(meter.id(), meter.unit() == CaseMeter.Unit.KBPS, meter.rate(), meter.burst());
            }
            return carry(wanted);
        } finally {
            datapath.flush();
            for (CaseMeter meter : wanted.meters()) {
                datapath.deleteMeter(meter.id());
            }
        }
    }

    private Outcome carry(DatapathCase wanted) throws IOException, NetlinkSocketException, NetlinkFormatException {
        List<FlowBytes> flows = new ArrayList<>();
        for (CaseFlow flow : wanted.flows()) {
            FlowBytes bytes;
            try {
                bytes = encode(flow.toMegaflow(), flows.size());
            } catch (OdpParseException e) {
                return new Outcome.Refused("Tandem does not read it: " + e.getMessage());
            }
            Answer answer = datapath.putFlow(bytes, NetlinkMessage.CREATE | NetlinkMessage.EXCL);
            if (!answer.ok()) {
                return new Outcome.Refused("flow %d: errno %d%s"
                        .formatted(
                                flows.size(),
                                answer.errno(),
                                answer.words().map(w -> ", " + w).orElse("")));
            }
            flows.add(bytes);
        }
        Outcome.Builder outcome = new Outcome.Builder();
        for (CasePacket packet : wanted.packets()) {
            taps.get(packet.port() - 1).write(packet.frame().toArray());
            drain(outcome);
        }
        for (FlowBytes flow : flows) {
            count(flow, outcome);
        }
        return outcome.build();
    }

    private void drain(Outcome.Builder outcome) throws IOException {
        for (int port = 1; port <= Side.PORTS; port++) {
            TapDevice tap = taps.get(port - 1);
            for (Optional<byte[]> frame = tap.read(); frame.isPresent(); frame = tap.read()) {
                outcome.sent(port, frame.get());
            }
        }
    }

    /** Reads struct ovs_flow_stats, which is absent where it is all zero. */
    private void count(FlowBytes flow, Outcome.Builder outcome) throws NetlinkSocketException, NetlinkFormatException {
        Answer answer = datapath.getFlow(flow, 0);
        byte[] stats = new byte[2 * Long.BYTES];
        for (NetlinkMessage message : answer.messages()) {
            stats = AttributeReader.read(message.attributes(OVS_HEADER)).getOrDefault(ATTR_STATS, stats);
        }
        ByteBuffer numbers = ByteBuffer.wrap(stats).order(ByteOrder.nativeOrder());
        outcome.counted(numbers.getLong(0), numbers.getLong(Long.BYTES));
    }

    private static FlowBytes encode(Megaflow flow, int number) {
        KernelEncoding encoding = KernelEncoding.of(flow);
        byte[] ufid = ByteBuffer.allocate(16).putInt(12, number + 1).array();
        return new FlowBytes(
                encoding.key(), Optional.of(encoding.mask()), Optional.of(encoding.actions()), Optional.of(ufid));
    }

    @Override
    public void close() throws KernelException, NetlinkSocketException, NetlinkFormatException {
        try {
            datapath.delete();
        } finally {
            taps.forEach(TapDevice::close);
            conntrack.close();
            module.close();
        }
    }
}
