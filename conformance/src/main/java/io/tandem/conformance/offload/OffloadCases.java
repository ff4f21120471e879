package io.tandem.conformance.offload;

import io.tandem.action.OdpAction;
import io.tandem.conformance.ovs.FlowText;
import io.tandem.conformance.ovs.OffloadProgram;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Flows made of keys and of actions of two files, a line each; what stands behind a tab is left out. */
public final class OffloadCases {
    private static final Pattern IN_PORT = Pattern.compile("in_port\\([^)]*\\)");
    private static final String PLAIN_ACTIONS = "port2";
    /** Packets that between them have every header that an action can change. */
    private static final List<String> KEYS = List.of(
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x0800),"
                    + "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no),udp(src=1,dst=2)",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x0800),"
                    + "ipv4(src=10.0.0.1,dst=10.0.0.2,proto=6,tos=0,ttl=64,frag=no),tcp(src=1,dst=2)",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x86dd),"
                    + "ipv6(src=::1,dst=::2,label=0/0,proto=6,tclass=0,hlimit=64,frag=no),tcp(src=1,dst=2)",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x86dd),"
                    + "ipv6(src=::1,dst=::2,label=0/0,proto=58,tclass=0,hlimit=64,frag=no),icmpv6(type=128,code=0)",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x0806),"
                    + "arp(sip=1.2.3.4,tip=5.6.7.8,op=1,sha=00:0f:10:11:12:13,tha=00:14:15:16:17:18)",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x8100),vlan(vid=99,pcp=7),"
                    + "encap(eth_type(0x0800),ipv4(src=10.0.0.1,dst=10.0.0.2,proto=17,tos=0,ttl=64,frag=no),"
                    + "udp(src=1,dst=2))",
            "in_port(port1),eth(src=00:00:00:00:00:01,dst=00:00:00:00:00:02),eth_type(0x8847),"
                    + "mpls(label=100,tc=7,ttl=64,bos=1)");

    private final List<OffloadCase> cases = new ArrayList<>();
    private int unread;

    /** Each key of a file, with one output. */
    public OffloadCases keys(Path file) throws IOException {
        int line = 0;
        for (String key : lines(file)) {
            line++;
            if (!key.isEmpty()) {
                add(file.getFileName() + ":" + line, atDevice(key), PLAIN_ACTIONS);
            }
        }
        return this;
    }

    /** Each list of actions of a file, on each kind of packet; the last action is an output where there is none. */
    public OffloadCases actions(Path file) throws IOException {
        int line = 0;
        for (String actions : lines(file)) {
            line++;
            if (actions.isEmpty()) {
                continue;
            }
            for (int key = 0; key < KEYS.size(); key++) {
                String name = file.getFileName() + ":" + line + "/" + (key + 1);
                add(name, KEYS.get(key), actions);
                add(name + "+output", KEYS.get(key), actions + "," + PLAIN_ACTIONS);
            }
        }
        return this;
    }

    /** The flows, those with equal text once. */
    public List<OffloadCase> all() {
        return List.copyOf(cases);
    }

    /** Lines that Tandem does not read as a flow. */
    public int unread() {
        return unread;
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> line.startsWith("#") ? "" : line.split("\t", 2)[0])
                .toList();
    }

    private static String atDevice(String key) {
        String device = !key.startsWith("tunnel(") && !key.contains(",tunnel(")
                ? OffloadProgram.DEVICES.getFirst()
                : key.contains("geneve(") ? OffloadProgram.GENEVE_DEVICE : OffloadProgram.VXLAN_DEVICE;
        return IN_PORT.matcher(key).replaceAll("in_port(" + device + ")");
    }

    private void add(String name, String key, String actions) {
        PortNames names = OffloadPorts.names();
        try {
            OdpMatch match = OdpKeyText.parseMasked(key, names);
            List<OdpAction> list = OdpActionText.parse(actions, names);
            FlowText text = new FlowText(key.replaceAll("\\s", ""), OdpActionText.print(list, names));
            if (cases.stream().noneMatch(c -> c.text().equals(text))) {
                cases.add(new OffloadCase(name, text, Megaflow.of(match.key(), match.mask(), list)));
            }
        } catch (OdpParseException | IllegalArgumentException e) {
            unread++;
        }
    }
}
