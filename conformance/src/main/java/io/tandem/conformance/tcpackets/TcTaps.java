package io.tandem.conformance.tcpackets;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.conformance.datapath.Side;
import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.nativelib.TapDevice;
import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.QdiscAddition;
import io.tandem.tc.nativelib.KernelTransport;
import io.tandem.tc.transport.MessageConsumer;
import io.tandem.tc.transport.Rtnetlink;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcRequest;
import io.tandem.tc.transport.TransportException;
import io.tandem.tc.wire.FilterEncoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** Tap devices {@code port1} and on with a clsact qdisc each, and a transport to the kernel that has them. One thread. */
final class TcTaps implements AutoCloseable {
    /** The modules that must be loaded for them and for every rule that Tandem makes. */
    static final List<String> MODULES = FlowerModules.and("nf_conntrack", "nf_conntrack_netlink", "nf_nat", "tun");

    private static final int MTU = 65_000;
    /** Without it each device announces itself by frames of its own. */
    private static final Path NO_ADDRESSES = Path.of("/proc/sys/net/ipv6/conf/default/disable_ipv6");

    private final KernelTransport transport;
    private final FilterEncoder encoder = new FilterEncoder();
    private final List<TapDevice> taps = new ArrayList<>();
    private final List<Integer> indexes = new ArrayList<>();

    /** What has frames that left. */
    interface FrameConsumer {
        /** A frame that left by a port. */
        void frame(int port, byte[] frame);
    }

    private TcTaps(KernelTransport transport) {
        this.transport = transport;
    }

    /**
     * Makes them, 1 to {@value Side#PORTS}.
     *
     * @param busybox the program that sets devices up
     */
    static TcTaps open(Path busybox)
            throws IOException, InterruptedException, BackendUnavailableException, TransportException {
        TcTaps made = new TcTaps(KernelTransport.open());
        if (Files.exists(NO_ADDRESSES)) {
            Files.writeString(NO_ADDRESSES, "1\n");
        }
        IngressQdiscs qdiscs = new IngressQdiscs(made.transport);
        for (int port = 1; port <= Side.PORTS; port++) {
            String device = "port" + port;
            made.taps.add(TapDevice.create(device));
            setUp(busybox, device);
            int ifindex = Integer.parseInt(Files.readString(Path.of("/sys/class/net", device, "ifindex"))
                    .strip());
            made.indexes.add(ifindex);
            if (!(qdiscs.addClsact(ifindex) instanceof QdiscAddition.Added)) {
                throw new IOException(device + " got no clsact qdisc");
            }
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

    static String name(int port) {
        return "port" + port;
    }

    int ifindex(int port) {
        return indexes.get(port - 1);
    }

    AttachPoint ingress(int port) {
        return new AttachPoint.Ingress(ifindex(port));
    }

    FilterEncoder encoder() {
        return encoder;
    }

    /** Asks for a new object that nobody has. */
    TcAnswer create(int type, byte[] body) throws TransportException {
        return ask(type, Rtnetlink.NLM_F_CREATE | Rtnetlink.NLM_F_EXCL, body);
    }

    TcAnswer ask(int type, int flags, byte[] body) throws TransportException {
        return transport.send(List.of(new TcRequest(type, flags, body))).getFirst();
    }

    /** Deletes all filters of a chain; there may be none. */
    void clear(int port, int chain) throws TransportException {
        ask(
                Rtnetlink.RTM_DELTFILTER,
                0,
                encoder.filtersOfChain(ingress(port), chain).toBytes());
    }

    /** Reads what the filters of a port have counted; a terse dump does not say which actions are shared. */
    void dump(int port, boolean terse, MessageConsumer consumer) throws TransportException {
        AttributeWriter body = encoder.dump(ingress(port), OptionalInt.empty(), terse);
        transport.dump(new TcRequest(Rtnetlink.RTM_GETTFILTER, 0, body.toBytes()), consumer);
    }

    /** Has a frame come in. */
    void write(int port, byte[] frame) throws IOException {
        taps.get(port - 1).write(frame);
    }

    /** Takes the frames that left. */
    void drain(FrameConsumer consumer) throws IOException {
        for (int port = 1; port <= Side.PORTS; port++) {
            TapDevice tap = taps.get(port - 1);
            for (Optional<byte[]> frame = tap.read(); frame.isPresent(); frame = tap.read()) {
                consumer.frame(port, frame.get());
            }
        }
    }

    @Override
    public void close() {
        taps.forEach(TapDevice::close);
        transport.close();
    }
}
