package io.tandem.conformance.tcpackets;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.conformance.datapath.CaseReader;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.kernel.Conntrack;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.odp.OdpParseException;
import io.tandem.tc.device.TcBackend;
import io.tandem.tc.device.TcDevice;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The program that runs in the guest: each trial's flows on a device of TC flower, then its packets. */
public final class MatrixProgram {
    /** The modules that it takes. */
    static final List<String> MODULES = Stream.concat(
                    TcTaps.MODULES.stream(), List.of("vxlan", "geneve", "ip_gre", "ip6_gre").stream())
            .toList();

    private static final List<String> SETUP = List.of(
            "ip link set port5 address 02:00:00:00:00:02",
            "ip addr add 10.1.1.2/24 dev port5",
            "ip neigh add 10.1.1.1 lladdr 02:00:00:00:00:01 dev port5",
            "ip link add vx0 up type vxlan external dstport 4789 gbp",
            "ip link add gnv0 up type geneve external",
            "ip link add tap-gre up type gretap external",
            "ip link add tap-erspan up type erspan external",
            "ip link add tap-gre6 up type ip6gretap external");
    /** Port 5 has no IPv6 address itself, for which it would send packets of its own. */
    private static final List<String> SETUP6 = List.of(
            "ip link set lo up",
            "ip addr add 2001:db8::2/128 dev lo",
            "ip route add 2001:db8::/64 dev port5",
            "ip neigh add 2001:db8::1 lladdr 02:00:00:00:00:01 dev port5");

    private static final String PORTS =
            "1=port1,2=port2,3=port3,4=port4,5=port5,4789=vx0,6081=gnv0,6=tap-gre,7=tap-erspan,8=tap-gre6";

    /** What comes out of a tunnel device goes through a queue of its own (GRO cells), which ksoftirqd may empty later. */
    private static final long SETTLE_MILLIS = 20;

    /** The meter of the case of that name. */
    private static final String METERS = "1=kbps:1:16";

    private final TcTaps taps;
    private final Conntrack conntrack;
    private final TcDevice device;
    private final ShownRules shown;

    private MatrixProgram(TcTaps taps, Conntrack conntrack, TcDevice device, ShownRules shown) {
        this.taps = taps;
        this.conntrack = conntrack;
        this.device = device;
        this.shown = shown;
    }

    /** Arguments: the file of cases, the file to write, where busybox is. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected CASES ANSWERS BUSYBOX");
        }
        List<DatapathCase> cases =
                CaseReader.read(arguments[0], Files.readString(Path.of(arguments[0])), name -> Optional.empty());
        try (TcTaps taps = TcTaps.open(Path.of(arguments[2]));
                Conntrack conntrack = Conntrack.open();
                BufferedWriter answers = Files.newBufferedWriter(Path.of(arguments[1]))) {
            for (String command : SETUP) {
                ShownRules.command(command);
            }
            ShownRules.command("ip link set port5 addrgenmode none");
            for (String device : List.of("lo", "port5")) {
                Files.writeString(Path.of("/proc/sys/net/ipv6/conf", device, "disable_ipv6"), "0\n");
            }
            // ip6gretap gives the host what is inside whatever MAC address it is for (ip6_tunnel.c, __ip6_tnl_rcv)
            Files.writeString(Path.of("/proc/sys/net/ipv4/conf/tap-gre6/rp_filter"), "1\n");
            for (String command : SETUP6) {
                ShownRules.command(command);
            }
            try (TcDevice device = new TcBackend()
                            .open(new DeviceConfig(
                                    "tc",
                                    Map.of(
                                            "ports",
                                            PORTS,
                                            "meters",
                                            METERS,
                                            "policy",
                                            "skip_hw",
                                            "constant-tunnel-flags",
                                            "true",
                                            "exact-option-length",
                                            "true")));
                    ShownRules shown = ShownRules.open()) {
                MatrixProgram program = new MatrixProgram(taps, conntrack, device, shown);
                for (DatapathCase wanted : cases) {
                    answers.write(program.answer(wanted).print());
                    answers.flush();
                }
            }
        }
    }

    private MatrixAnswer answer(DatapathCase wanted) throws Exception {
        List<Megaflow> flows = new ArrayList<>();
        for (CaseFlow flow : wanted.flows()) {
            try {
                flows.add(flow.toMegaflow());
            } catch (OdpParseException e) {
                throw new IOException("case " + wanted.name() + ": " + e.getMessage(), e);
            }
        }
        conntrack.flush();
        taps.drain((port, frame) -> {});
        try {
            Optional<String> refusal = install(flows);
            return refusal.isPresent()
                    ? new MatrixAnswer(refusal.get(), "", "", new Outcome.Refused(refusal.get()))
                    : new MatrixAnswer("", readBack(flows), shown(wanted), send(flows, wanted.packets()));
        } finally {
            device.flush();
        }
    }

    /** A flow that misses its packet differs from one that was shown in one bit. */
    private String shown(DatapathCase wanted) throws Exception {
        return wanted.name().endsWith(MatrixRows.MISSED) ? "" : shown.difference();
    }

    private Optional<String> install(List<Megaflow> flows) throws DeviceException {
        List<OffloadOperation> puts = flows.stream()
                .map(flow -> (OffloadOperation) new OffloadOperation.Put(flow))
                .toList();
        for (OffloadResult result : device.apply(puts)) {
            if (result instanceof OffloadResult.Refused refused) {
                return Optional.of(
                        refused.refusal().code() + " " + refused.refusal().sentence());
            }
        }
        return Optional.empty();
    }

    private String readBack(List<Megaflow> flows) throws DeviceException {
        List<String> differences = new ArrayList<>();
        device.dump(flows.stream().map(Megaflow::ufid).collect(Collectors.toSet()), rule -> {
            if (!(rule.readback() instanceof Readback.Same)) {
                differences.add(rule.readback().toString());
            }
        });
        return String.join("; ", differences);
    }

    private Outcome send(List<Megaflow> flows, List<CasePacket> packets)
            throws IOException, DeviceException, InterruptedException {
        Outcome.Builder outcome = new Outcome.Builder();
        for (CasePacket packet : packets) {
            taps.write(packet.port(), packet.frame().toArray());
            taps.drain(outcome::sent);
        }
        Thread.sleep(SETTLE_MILLIS);
        taps.drain(outcome::sent);
        Map<Ufid, RuleSnapshot> rules = new HashMap<>();
        device.dump(Set.of(), rule -> rules.put(rule.ufid(), rule));
        for (Megaflow flow : flows) {
            Optional<RuleSnapshot> rule = Optional.ofNullable(rules.get(flow.ufid()));
            outcome.counted(
                    rule.map(r -> r.counters().packets()).orElse(-1L),
                    rule.map(r -> r.counters().bytes()).orElse(-1L));
        }
        return outcome.build();
    }
}
