package io.tandem.conformance.traffic;

import io.tandem.datapath.port.PortKind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Two hosts, each a network namespace with one interface. What that is joined to is Tandem's: the other end of a veth
 * pair, or a TAP that Tandem has made and {@link #adopt} gives to the host.
 */
final class Hosts implements AutoCloseable {
    static final String LEFT = "10.213.0.1";
    static final String RIGHT = "10.213.0.2";
    static final String NATTED = "10.213.0.100";
    static final String LEFT_MAC = "02:00:00:00:0a:01";
    static final String RIGHT_MAC = "02:00:00:00:0a:02";
    /** The underlay of the tunnel: Tandem's end and the second host's. */
    static final String TUNNEL_LOCAL = "192.0.2.1";

    static final String TUNNEL_REMOTE = "192.0.2.2";
    static final String TUNNEL_MAC = "02:00:00:00:0b:01";
    static final int VNI = 42;

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final String INSIDE = "host0";
    private static final int INNER_MTU = 1450;

    private final String name;
    private final Between between;
    private final PortKind kind;

    /** Makes the namespaces, and the links where Tandem does not. */
    Hosts(PortKind kind, Between between) throws IOException, InterruptedException, TrafficException {
        this.name = "tdm" + ProcessHandle.current().pid() % 100_000;
        this.between = between;
        this.kind = kind;
        for (int host = 1; host <= 2; host++) {
            ip("netns", "add", namespace(host));
            if (kind != PortKind.TAP) {
                ip("link", "add", port(host), "type", "veth", "peer", "name", INSIDE, "netns", namespace(host));
                ip("link", "set", port(host), "up");
                configure(host);
            }
        }
    }

    /** The interface that is Tandem's, for the first or the second host. */
    String port(int host) {
        return name + "p" + host;
    }

    /**
     * Lets the hosts send each segment as a packet of its own, so that packets are the same whoever counts them, and
     * nothing of IPv6, so that they send only what they are told to.
     */
    void quieten() throws IOException, InterruptedException, TrafficException {
        String quiet = "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6";
        for (int host = 1; host <= 2; host++) {
            Command.run(LIMIT, at(host, List.of("sh", "-c", quiet)).toArray(String[]::new));
            inside(host, "link", "set", INSIDE, "gso_max_segs", "1");
        }
    }

    /** Gives the TAPs that Tandem has made to their hosts; links of other kinds are theirs already. */
    void adopt() throws IOException, InterruptedException, TrafficException {
        if (kind == PortKind.TAP) {
            for (int host = 1; host <= 2; host++) {
                ip("link", "set", port(host), "netns", namespace(host));
                inside(host, "link", "set", port(host), "name", INSIDE);
                configure(host);
            }
        }
    }

    private void configure(int host) throws IOException, InterruptedException, TrafficException {
        boolean tunnelled = between == Between.VXLAN && host == 2;
        String mac = host == 1 ? LEFT_MAC : RIGHT_MAC;
        String address = host == 1 ? LEFT : RIGHT;
        inside(host, "link", "set", "lo", "up");
        inside(host, "link", "set", INSIDE, "address", mac);
        inside(host, "address", "add", (tunnelled ? TUNNEL_REMOTE : address) + "/24", "dev", INSIDE);
        inside(host, "link", "set", INSIDE, "up");
        if (between == Between.VXLAN && host == 1) {
            inside(host, "link", "set", INSIDE, "mtu", String.valueOf(INNER_MTU));
        }
        if (tunnelled) {
            inside(host, "neighbour", "add", TUNNEL_LOCAL, "lladdr", TUNNEL_MAC, "dev", INSIDE);
            inside(
                    host,
                    "link",
                    "add",
                    "vx0",
                    "type",
                    "vxlan",
                    "id",
                    String.valueOf(VNI),
                    "local",
                    TUNNEL_REMOTE,
                    "remote",
                    TUNNEL_LOCAL,
                    "dstport",
                    "4789");
            inside(host, "address", "add", address + "/24", "dev", "vx0");
            inside(host, "link", "set", "vx0", "up");
        }
        if (between == Between.NAT && host == 2) {
            inside(host, "neighbour", "add", NATTED, "lladdr", LEFT_MAC, "dev", INSIDE);
        }
    }

    /** The words that run a program at a host. */
    List<String> at(int host, List<String> words) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace(host)));
        all.addAll(words);
        return all;
    }

    private String namespace(int host) {
        return name + "h" + host;
    }

    private void inside(int host, String... words) throws IOException, InterruptedException, TrafficException {
        String[] all = new String[words.length + 2];
        all[0] = "-n";
        all[1] = namespace(host);
        System.arraycopy(words, 0, all, 2, words.length);
        ip(all);
    }

    private static void ip(String... words) throws IOException, InterruptedException, TrafficException {
        String[] all = new String[words.length + 1];
        all[0] = "ip";
        System.arraycopy(words, 0, all, 1, words.length);
        Command.run(LIMIT, all);
    }

    @Override
    public void close() throws IOException {
        for (int host = 1; host <= 2; host++) {
            remove("ip", "netns", "delete", namespace(host));
            if (kind != PortKind.TAP) {
                remove("ip", "link", "delete", port(host));
            }
        }
    }

    /** What is not there any more need not be removed. */
    private static void remove(String... words) throws IOException {
        try (Command command = Command.start(List.of(words))) {
            command.output(LIMIT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TrafficException e) {
            if (!e.toString().contains("No such file") && !e.toString().contains("Cannot find device")) {
                throw new IOException(e);
            }
        }
    }
}
