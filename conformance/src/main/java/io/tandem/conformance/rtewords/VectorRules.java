package io.tandem.conformance.rtewords;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.rte.host.GroupNumbers;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.rte.host.RteMeters;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.text.RulePrinter;
import io.tandem.rte.text.RuleText;
import io.tandem.rte.translate.MegaflowTranslator;
import io.tandem.rte.translate.RteOutcome;
import io.tandem.rte.translate.RteTranslation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Rules of every match of odp-wildcarded.txt with every list of odp-actions.txt, as testpmd's lines, each once. Lists that
 * push a tunnel's header and send the packet nowhere are taken once more with an output behind, and each match for rules that only mark. Datapath
 * ports 1 to 3 are DPDK's 0 to 2; 4 is a VXLAN tunnel, 5 a Geneve one, 6 a GRE one and 7 a GTP-U one, whose flows, which
 * the vectors have none of, are here.
 */
public final class VectorRules {
    private static final RtePorts PORTS = RtePorts.of(List.of(
            RtePort.of(1, "p1", 0),
            RtePort.of(2, "p2", 1),
            RtePort.of(3, "p3", 2),
            new RtePort(4, "vxlan0", 0, RtePort.Kind.VXLAN),
            new RtePort(5, "geneve0", 0, RtePort.Kind.GENEVE),
            new RtePort(6, "gre0", 0, RtePort.Kind.GRE),
            new RtePort(7, "gtpu0", 0, RtePort.Kind.GTPU)));

    private static final List<String> GTPU_TUNNELS = List.of(
            "tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,tos=0,ttl=64,flags(+key)",
            "tun_id=0x7b/0xff00,src=1.1.2.92,dst=1.1.2.88,ttl=64,gtpu(flags=0x30,msgtype=255),flags(-df-csum)",
            "ipv6_src=2001:db8::1,ipv6_dst=2001:db8::2/ffff::,ttl=1,tp_src=9,tp_dst=2152,gtpu(flags=0x30/0xf7)");

    private static final List<String> GTPU_PACKETS = List.of(
            "packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(dst=10.0.0.0/255.0.0.0,frag=no)",
            "packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(proto=6,frag=no),tcp(dst=80)",
            "packet_type(ns=1,id=0x86dd),eth_type(0x86dd),ipv6(proto=17,frag=no),udp(dst=53)");

    private static final List<String> GTPU_ACTIONS = List.of(
            "drop",
            "recirc(0x7)",
            "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2",
            "meter(9),push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),push_vlan(vid=5,pcp=1),2,3");

    private static final int MARK = 7;

    private static final PortNames NAMES =
            PortNames.of(Map.of("n1", 1, "int-br", 2, "p1", 1, "p2", 2, "p3", 3, "br0", 8));

    private final MegaflowTranslator translator;
    private final Map<String, RuleText> rules = new LinkedHashMap<>();
    private int refused;

    private VectorRules() {
        RteCapabilities capabilities = RteCapabilities.ALL.withConstantTunnelFlags(true);
        RteMeters meters = id -> id > 0 ? OptionalInt.of(id) : OptionalInt.empty();
        translator = new MegaflowTranslator(capabilities, PORTS, new GroupNumbers(capabilities.lastGroup()), meters);
    }

    /** The rules of the vectors in that folder. */
    public static VectorRules of(Path vectors) throws IOException {
        VectorRules all = new VectorRules();
        List<Megaflow> matches = new ArrayList<>();
        for (String line : lines(vectors.resolve("odp-wildcarded.txt"))) {
            matches.addAll(match(line));
        }
        List<List<OdpAction>> lists = new ArrayList<>();
        for (String line : lines(vectors.resolve("odp-actions.txt"))) {
            actions(line).ifPresent(list -> {
                lists.add(list);
                if (!list.isEmpty() && list.getLast() instanceof OdpAction.TnlPush) {
                    lists.add(Stream.concat(list.stream(), Stream.of(new OdpAction.Output(2)))
                            .toList());
                }
            });
        }
        for (Megaflow match : matches) {
            all.add(all.translator.mark(match, MARK, List.of(0)));
            all.add(all.translator.mark(match, MARK, List.of(0, 1, 2)));
            for (List<OdpAction> list : lists) {
                all.add(all.translator.translate(match.withActions(list)));
            }
        }
        gtpu(all);
        return all;
    }

    private static void gtpu(VectorRules all) {
        for (String tunnel : GTPU_TUNNELS) {
            for (String packet : GTPU_PACKETS) {
                for (Megaflow match : match("tunnel(" + tunnel + ")," + packet)) {
                    for (String list : GTPU_ACTIONS) {
                        all.add(all.translator.translate(
                                match.withActions(actions(list).orElseThrow())));
                    }
                }
            }
        }
    }

    /** The rules, each once. */
    public List<RuleText> rules() {
        return List.copyOf(rules.values());
    }

    /** Flows that there is no rule for. */
    public int refused() {
        return refused;
    }

    private void add(RteOutcome outcome) {
        switch (outcome) {
            case RteOutcome.Refused _ -> refused++;
            case RteTranslation made -> {
                RuleText text = RulePrinter.print(made.ethdev(), made.rule());
                rules.putIfAbsent(text.toString(), text);
            }
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.substring(0, line.indexOf('\t') < 0 ? line.length() : line.indexOf('\t')))
                .toList();
    }

    private static List<Megaflow> match(String text) {
        try {
            OdpMatch match = OdpKeyText.parseMasked(text, NAMES);
            FlowMask mask = match.mask().toBuilder()
                    .exact(FlowField.IN_PORT)
                    .exact(FlowField.RECIRC_ID)
                    .build();
            return ports(match.key()).stream()
                    .map(port ->
                            match.key().toBuilder().set(FlowField.IN_PORT, port).build())
                    .map(key -> Megaflow.of(key, mask, List.of()))
                    .toList();
        } catch (OdpParseException e) {
            return List.of();
        }
    }

    private static List<Integer> ports(FlowKey key) {
        if (key.isZero(FlowField.TUNNEL_FAMILY)) {
            return List.of(1);
        }
        if (!key.isZero(FlowField.PACKET_TYPE_NS)) {
            return List.of(7);
        }
        return key.isZero(FlowField.TUNNEL_OPTIONS_LENGTH) ? List.of(4, 6) : List.of(5);
    }

    private static Optional<List<OdpAction>> actions(String text) {
        try {
            return Optional.of(OdpActionText.parse(text, NAMES));
        } catch (OdpParseException e) {
            return Optional.empty();
        }
    }
}
