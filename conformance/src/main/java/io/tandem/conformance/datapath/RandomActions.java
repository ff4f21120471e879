package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseMeter;
import io.tandem.flow.EtherType;
import io.tandem.flow.IpProto;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Lists of actions in ODP text, of those that Open vSwitch reads and whose outcome is no matter of chance. */
final class RandomActions {
    private static final int DEEPEST = 2;
    private static final int MOST = 6;
    private static final int KINDS = 17;
    private static final int LONGEST_CUT = 400;
    /** What lists may meter with: the case's second packet is the last that passes, or an earlier one. */
    static final CaseMeter METER = new CaseMeter(0, CaseMeter.Unit.PKTPS, 1, 3);

    private final RandomGenerator random;
    private final PacketShape shape;
    private boolean tagged;

    RandomActions(RandomGenerator random, PacketShape shape) {
        this.random = random;
        this.shape = shape;
    }

    /** A list for a packet of the shape: a drop now and then, else actions of which the last outputs. */
    String list() {
        tagged = shape.tagged();
        return random.nextInt(50) == 0 ? "drop" : actions(0) + "," + port();
    }

    private String actions(int depth) {
        List<String> actions = new ArrayList<>();
        int count = random.nextInt(1, MOST);
        for (int i = 0; i < count; i++) {
            actions.add(action(depth));
        }
        return String.join(",", actions);
    }

    private String action(int depth) {
        return switch (random.nextInt(KINDS)) {
            case 0, 1, 2 -> Integer.toString(port());
            case 3 -> ethernet();
            case 4, 5 -> network();
            case 6, 7 -> transport();
            case 8 -> vlan();
            case 9 -> "trunc(%d),%d".formatted(random.nextInt(14, LONGEST_CUT), port());
            case 10 -> "recirc(1)";
            case 11 -> "ct_clear";
            case 12 -> "userspace(pid=1)";
            case 13 -> "meter(%d),%d".formatted(METER.id(), port());
            default -> depth == DEEPEST ? Integer.toString(port()) : nested(depth + 1);
        };
    }

    /** A list on a copy of the packet, whose tags are its own. */
    private String nested(int depth) {
        boolean before = tagged;
        String text =
                switch (random.nextInt(4)) {
                    case 0 -> "sample(sample=100%%,actions(%s))".formatted(actions(depth));
                    case 1 -> "sample(sample=0%%,actions(%s))".formatted(actions(depth));
                    case 2 -> "clone(%s)".formatted(actions(depth));
                    default -> {
                        String greater = actions(depth);
                        tagged = before;
                        yield "check_pkt_len(size=%d,gt(%s),le(%s))"
                                .formatted(random.nextInt(LONGEST_CUT), greater, actions(depth));
                    }
                };
        tagged = before;
        return text;
    }

    private String vlan() {
        tagged = !tagged;
        if (!tagged) {
            return "pop_vlan";
        }
        String type = random.nextBoolean() ? "tpid=0x88a8," : "";
        return "push_vlan(%svid=%d,pcp=%d)".formatted(type, random.nextInt(4096), random.nextInt(8));
    }

    private String network() {
        return switch (shape.etherType()) {
            case EtherType.IPV4 ->
                switch (random.nextInt(4)) {
                    case 0 -> "set(ipv4(ttl=%d))".formatted(random.nextInt(1, 256));
                    case 1 -> "set(ipv4(tos=0x%x/0xfc))".formatted(random.nextInt(256) & 0xfc);
                    case 2 -> "set(ipv4(src=%s))".formatted(ipv4());
                    default -> "set(ipv4(dst=%s,ttl=%d))".formatted(ipv4(), random.nextInt(1, 256));
                };
            case EtherType.IPV6 ->
                switch (random.nextInt(5)) {
                    case 0 -> "set(ipv6(hlimit=%d))".formatted(random.nextInt(1, 256));
                    case 1 -> "set(ipv6(tclass=0x%x/0xfc))".formatted(random.nextInt(256) & 0xfc);
                    case 2 -> "set(ipv6(label=0x%x))".formatted(random.nextInt(1 << 20));
                    case 3 -> "set(ipv6(src=2001:db8::%x:%x))".formatted(random.nextInt(1 << 16), random.nextInt(9));
                    default -> "set(ipv6(dst=2001:db8::%x:%x))".formatted(random.nextInt(1 << 16), random.nextInt(9));
                };
            default -> Integer.toString(port());
        };
    }

    private String transport() {
        String name =
                switch (shape.protocol()) {
                    case IpProto.TCP -> "tcp";
                    case IpProto.UDP -> "udp";
                    case IpProto.SCTP -> "sctp";
                    default -> "";
                };
        if (!shape.transport() || name.isEmpty()) {
            return Integer.toString(port());
        }
        int port = random.nextInt(1 << 16);
        return random.nextBoolean()
                ? "set(%s(src=%d))".formatted(name, port)
                : "set(%s(dst=%d/0xff0))".formatted(name, port & 0xff0);
    }

    private String ipv4() {
        return "%d.%d.%d.%d".formatted(random.nextInt(1, 224), random.nextInt(256), random.nextInt(256), 7);
    }

    private String ethernet() {
        return switch (random.nextInt(3)) {
            case 0 -> "set(eth(src=%s))".formatted(mac());
            case 1 -> "set(eth(dst=%s))".formatted(mac());
            default -> "set(eth(src=%s,dst=%s))".formatted(mac(), mac());
        };
    }

    private String mac() {
        return "02:%02x:%02x:00:00:%02x".formatted(random.nextInt(256), random.nextInt(256), random.nextInt(256));
    }

    private int port() {
        return random.nextInt(2, Side.PORTS + 1);
    }
}
