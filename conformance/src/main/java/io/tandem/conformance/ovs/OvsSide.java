package io.tandem.conformance.ovs;

import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Side;
import io.tandem.conformance.guest.GuestException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The userspace datapath of Open vSwitch, in an ovs-vswitchd of one's own. All goes over its control socket, but for
 * meters and the cases that have {@linkplain DatapathCase#openflow OpenFlow actions}.
 */
public final class OvsSide implements Side, AutoCloseable {
    /**
     * The main loop answers at most ten requests of a connection (lib/unixctl.c, run_connection) before it lets the
     * datapath poll each of its ports; so after one more a packet that was queued before has been carried.
     */
    private static final int REQUESTS_AROUND_THE_LOOP = 11;

    private static final Pattern COUNTS =
            Pattern.compile("ufid:0{8}-0{4}-0{4}-0{4}-0{4}([0-9a-f]{8}),.* packets:(\\d+), bytes:(\\d+),");
    /** Milliseconds in which any meter fills, moved in one step. */
    private static final String REFILL = "100000";

    private VswitchDaemon daemon;
    private Unixctl control;
    private final List<PortCapture> captures = new ArrayList<>();

    private OvsSide(VswitchDaemon daemon) throws IOException {
        this.daemon = daemon;
        this.control = connect();
    }

    /** Starts Open vSwitch; where it is absent the error says what to install. */
    public static OvsSide start() throws IOException, InterruptedException, GuestException {
        return new OvsSide(VswitchDaemon.start(new DummySetup()));
    }

    private Unixctl connect() throws IOException {
        for (int port = 1; port <= PORTS; port++) {
            captures.add(new PortCapture(DummySetup.capture(daemon.folder(), port)));
        }
        Unixctl connected = daemon.control();
        try {
            connected.call("time/stop");
            return connected;
        } catch (UnixctlException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public List<Outcome> run(List<DatapathCase> cases) throws IOException, InterruptedException {
        try {
            addMeters(cases);
            List<Outcome> outcomes = new ArrayList<>();
            for (DatapathCase wanted : cases) {
                try {
                    outcomes.add(run(wanted));
                } catch (IOException e) {
                    if (daemon.running()) {
                        throw new IOException("Open vSwitch, in case " + wanted.name() + ": " + e.getMessage(), e);
                    }
                    outcomes.add(new Outcome.Refused("ovs-vswitchd ended: " + daemon.log()));
                    close();
                    daemon = VswitchDaemon.start(new DummySetup());
                    control = connect();
                    addMeters(cases);
                }
            }
            return outcomes;
        } catch (UnixctlException | GuestException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        for (PortCapture capture : captures) {
            capture.close();
        }
        captures.clear();
        control.close();
        daemon.close();
    }

    private Outcome run(DatapathCase wanted)
            throws IOException, InterruptedException, UnixctlException, GuestException {
        control.call("dpctl/del-flows", DummySetup.DATAPATH);
        control.call("dpctl/flush-conntrack");
        if (!wanted.meters().isEmpty()) {
            control.call("time/warp", REFILL);
        }
        boolean packetOut = !wanted.openflow().isEmpty();
        for (int i = packetOut ? 1 : 0; i < wanted.flows().size(); i++) {
            CaseFlow flow = wanted.flows().get(i);
            try {
                control.call("dpctl/add-flow", DummySetup.DATAPATH, ufid(i) + flow.key(), flow.actions());
            } catch (UnixctlException e) {
                return new Outcome.Refused(String.valueOf(e.getMessage()));
            }
        }
        Outcome.Builder outcome = new Outcome.Builder();
        for (CasePacket packet : wanted.packets()) {
            if (packetOut) {
                daemon.openflow(
                        "packet-out",
                        "in_port=" + packet.port() + " packet=" + packet.frame() + " actions=" + wanted.openflow());
            } else {
                control.call(
                        "netdev-dummy/receive",
                        "p" + packet.port(),
                        packet.frame().toString());
            }
            control.repeat(REQUESTS_AROUND_THE_LOOP, "version");
            for (int port = 1; port <= PORTS; port++) {
                for (byte[] frame : captures.get(port - 1).more()) {
                    outcome.sent(port, frame);
                }
            }
        }
        if (!packetOut) {
            count(wanted.flows().size(), outcome);
        }
        return outcome.build();
    }

    private void count(int flows, Outcome.Builder outcome) throws IOException, UnixctlException {
        Map<Integer, Matcher> found = new HashMap<>();
        for (String line :
                control.call("dpctl/dump-flows", "-m", DummySetup.DATAPATH).split("\n", -1)) {
            Matcher counts = COUNTS.matcher(line);
            if (counts.find()) {
                found.put(Integer.parseInt(counts.group(1), 16), counts);
            }
        }
        for (int i = 0; i < flows; i++) {
            Matcher counts = found.get(i);
            if (counts == null) {
                throw new IOException("flow " + i + " is not in the dump");
            }
            outcome.counted(Long.parseLong(counts.group(2)), Long.parseLong(counts.group(3)));
        }
    }

    /** Open vSwitch numbers the meters of the datapath itself, from zero on in the order in which they are made. */
    private void addMeters(List<DatapathCase> cases) throws IOException, InterruptedException, GuestException {
        Map<Integer, CaseMeter> meters = new TreeMap<>();
        cases.stream().map(DatapathCase::meters).flatMap(Collection::stream).forEach(m -> meters.put(m.id(), m));
        int next = 0;
        for (CaseMeter meter : meters.values()) {
            while (next <= meter.id()) {
                daemon.openflow(
                        "add-meter",
                        "meter=%d %s burst stats bands=type=drop rate=%d burst_size=%d"
                                .formatted(
                                        next + 1,
                                        meter.unit().name().toLowerCase(Locale.ROOT),
                                        meter.rate(),
                                        meter.burst()));
                next++;
            }
        }
    }

    private static String ufid(int flow) {
        return "ufid:00000000-0000-0000-0000-0000%08x,".formatted(flow);
    }
}
