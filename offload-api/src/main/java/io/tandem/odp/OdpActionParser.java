package io.tandem.odp;

import io.tandem.action.ActionType;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.netlink.MatchAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Reads one list of actions. Used once. Source: Open vSwitch, parse_odp_action__ in lib/odp-util.c. */
final class OdpActionParser {
    private static final int MOST_BYTES = 65_535;
    private static final String DELIMITERS = ", \t\r\n";

    private static final String EXPECTED = "an action: a port number, "
            + Arrays.stream(ActionType.values())
                    .map(ActionType::text)
                    .distinct()
                    .filter(t -> !t.equals(ActionType.OUTPUT.text()))
                    .collect(Collectors.joining(", "));

    private final OdpScanner in;
    private final PortNames ports;
    private final AttributeWriter measure = new AttributeWriter();
    private int depth;

    OdpActionParser(OdpScanner in, PortNames ports) {
        this.in = in;
        this.ports = ports;
    }

    List<OdpAction> parse() throws OdpParseException {
        List<OdpAction> actions = new ArrayList<>();
        if (in.takeIgnoringCase("drop")) {
            if (in.atEnd()) {
                return List.of(new OdpAction.Drop());
            }
            in.back(0);
        }
        in.skipDelimiters();
        while (!in.atEnd()) {
            int start = in.offset();
            OdpAction action = action();
            bounded(action, start);
            actions.add(action);
            if (!in.atDelimiter()) {
                throw in.wrong(action.type().text(), "',' or the end of the actions");
            }
            in.skipDelimiters();
        }
        return actions;
    }

    private void bounded(OdpAction action, int start) throws OdpParseException {
        if (!ActionEncoder.fits(action)) {
            throw in.wrongAt(start, action.type().text(), "an action of at most " + MOST_BYTES + " bytes");
        }
        ActionEncoder.encode(measure, action);
        if (measure.size() > MOST_BYTES) {
            throw in.wrongAt(start, action.type().text(), "actions of at most " + MOST_BYTES + " bytes");
        }
    }

    /** Reads actions up to the closing parenthesis, and takes it. */
    private List<OdpAction> nested() throws OdpParseException {
        List<OdpAction> actions = new ArrayList<>();
        in.skipDelimiters();
        while (!in.take(')')) {
            if (in.atEnd()) {
                throw in.wrong("actions", "')'");
            }
            actions.add(action());
            in.skipDelimiters();
        }
        return actions;
    }

    private OdpAction action() throws OdpParseException {
        if (++depth == OdpKeyParser.MOST_NESTED) {
            throw in.wrong("", "at most " + (OdpKeyParser.MOST_NESTED - 1) + " levels of nesting");
        }
        OdpAction action = any();
        depth--;
        return action;
    }

    private OdpAction any() throws OdpParseException {
        int start = in.offset();
        if (in.number(0)) {
            int port = (int) in.value();
            if (!ports.exists(port)) {
                throw in.wrongAt(start, "output", ports.describe());
            }
            return new OdpAction.Output(port);
        }
        OptionalInt named = ports.number(in.until(DELIMITERS + ")"));
        if (named.isPresent()) {
            return new OdpAction.Output(named.getAsInt());
        }
        in.back(start);
        if (in.take("set(")) {
            return set();
        }
        if (in.take("userspace(pid=")) {
            return new UserspaceText(in, ports).read();
        }
        if (in.take("tnl_push(tnl_port(")) {
            return new TunnelPushParser(in, ports).parse();
        }
        if (in.take("push_nsh(")) {
            return PushNshText.read(in);
        }
        if (in.take("psample(")) {
            return psample();
        }
        return nesting(start);
    }

    private OdpAction nesting(int start) throws OdpParseException {
        if (in.take("sample(sample=")) {
            int probability = ProbabilityText.read(in);
            in.expect("%,actions(", "sample");
            List<OdpAction> actions = nested();
            in.expect(')', "sample");
            return new OdpAction.Sample(probability, actions);
        }
        if (in.take("clone(")) {
            return new OdpAction.Clone(nested());
        }
        if (in.take("check_pkt_len(size=")) {
            int length = (int) in.number(16, "check_pkt_len");
            in.expect(",gt(", "check_pkt_len");
            List<OdpAction> greater = branch();
            in.expect(",le(", "check_pkt_len");
            List<OdpAction> lessOrEqual = branch();
            in.expect(')', "check_pkt_len");
            return new OdpAction.CheckPktLen(length, greater, lessOrEqual);
        }
        if (in.take("dec_ttl(le_1(")) {
            List<OdpAction> expired = nested();
            in.expect(')', "dec_ttl");
            return new OdpAction.DecTtl(expired);
        }
        return plain(start);
    }

    /** A branch of check_pkt_len, where {@code drop} alone stands for no action. */
    private List<OdpAction> branch() throws OdpParseException {
        int start = in.offset();
        if (in.takeIgnoringCase("drop") && in.take(')')) {
            return List.of();
        }
        in.back(start);
        return nested();
    }

    private OdpAction plain(int start) throws OdpParseException {
        if (in.take("pop_vlan")) {
            return new OdpAction.PopVlan();
        }
        if (in.take("ct_clear")) {
            return new OdpAction.CtClear();
        }
        if (in.take("pop_eth")) {
            return new OdpAction.PopEth();
        }
        if (in.take("pop_nsh")) {
            in.take("()");
            return new OdpAction.PopNsh();
        }
        if (in.take("drop")) {
            return new OdpAction.Drop();
        }
        if (in.take("push_vlan(")) {
            return pushVlan();
        }
        if (in.take("push_mpls(")) {
            return mpls("push_mpls", false);
        }
        if (in.take("add_mpls(")) {
            return mpls("add_mpls", true);
        }
        if (in.take("pop_mpls(eth_type=")) {
            return new OdpAction.PopMpls((int) closed(in.numberOf(16, 16, "pop_mpls"), "pop_mpls"));
        }
        if (in.take("push_eth(src=")) {
            return pushEth();
        }
        if (in.take("hash(")) {
            return hash();
        }
        return numbered(start);
    }

    private OdpAction numbered(int start) throws OdpParseException {
        if (in.take("lb_output(")) {
            return new OdpAction.LbOutput((int) closed(in.numberOf(10, 32, "lb_output"), "lb_output"));
        }
        if (in.take("trunc(")) {
            return new OdpAction.Trunc((int) closed(in.number(32, "trunc"), "trunc"));
        }
        if (in.take("recirc(")) {
            boolean hex = in.peek() == '0' && (in.peek(1) == 'x' || in.peek(1) == 'X');
            return new OdpAction.Recirc((int) closed(in.numberOf(hex ? 16 : 10, 32, "recirc"), "recirc"));
        }
        if (in.take("meter(")) {
            return new OdpAction.Meter((int) closed(in.saturated("meter"), "meter"));
        }
        if (in.take("tnl_pop(")) {
            return new OdpAction.TnlPop((int) closed(in.port(ports, "tnl_pop"), "tnl_pop"));
        }
        if (in.take("ct")) {
            return new ConntrackParser(in).parse();
        }
        throw in.wrongAt(start, "", EXPECTED);
    }

    private long closed(long value, String name) throws OdpParseException {
        in.expect(')', name);
        return value;
    }

    private OdpAction set() throws OdpParseException {
        int start = in.offset();
        MatchAttributes written = new OdpKeyParser(in, PortNames.any(), depth).parseOne();
        in.expect(')', "set");
        AttributeCursor key = written.keyCursor();
        AttributeCursor mask = written.maskCursor();
        key.next();
        mask.next();
        KeyAttribute attribute = KeyAttribute.ofType(key.type()).orElseThrow();
        byte[] value = key.copy();
        byte[] bits = mask.copy();
        if (attribute == KeyAttribute.NSH) {
            return new OdpAction.SetMasked(attribute, Bytes.of(value), Bytes.of(sameAttributes(value, bits)));
        }
        boolean masked = value.length == bits.length && !ones(bits) && attribute != KeyAttribute.TUNNEL;
        if (!masked) {
            return new OdpAction.Set(attribute, Bytes.of(value));
        }
        if (value.length * 2 > AttributeWriter.MOST) {
            throw in.wrongAt(start, "set", "an attribute of at most " + AttributeWriter.MOST + " bytes with its mask");
        }
        return new OdpAction.SetMasked(attribute, Bytes.of(value), Bytes.of(bits));
    }

    /** The mask's attributes that the value has too, as masks of nsh hold the contexts in any case. */
    private static byte[] sameAttributes(byte[] value, byte[] bits) {
        return Arrays.copyOf(bits, value.length);
    }

    private static boolean ones(byte[] bits) {
        for (byte b : bits) {
            if (b != -1) {
                return false;
            }
        }
        return true;
    }

    private OdpAction pushVlan() throws OdpParseException {
        int tpid = EtherType.VLAN_8021Q;
        if (in.take("tpid=")) {
            tpid = (int) in.number(16, "push_vlan.tpid");
            in.expect(',', "push_vlan");
        }
        in.expect("vid=", "push_vlan");
        int vid = ranged(12, "push_vlan.vid");
        in.expect(",pcp=", "push_vlan");
        int pcp = ranged(3, "push_vlan.pcp");
        int present = OdpAction.VLAN_PRESENT;
        if (in.take(",cfi=")) {
            present = in.number(32, "push_vlan.cfi") != 0 ? OdpAction.VLAN_PRESENT : 0;
        }
        in.expect(')', "push_vlan");
        return new OdpAction.PushVlan(tpid, vid | pcp << 13 | present);
    }

    private int ranged(int bits, String field) throws OdpParseException {
        int start = in.offset();
        int value = (int) in.number(32, field);
        if ((value & ~OdpScanner.ones(bits)) != 0) {
            throw in.wrongAt(start, field, "a number of " + bits + " bits");
        }
        return value;
    }

    private OdpAction mpls(String name, boolean add) throws OdpParseException {
        in.expect("label=", name);
        int label = (int) in.number(32, name + ".label");
        in.expect(",tc=", name);
        int trafficClass = (int) in.numberOf(10, 8, name + ".tc");
        in.expect(",ttl=", name);
        int ttl = (int) in.numberOf(10, 8, name + ".ttl");
        in.expect(",bos=", name);
        int bottom = (int) in.numberOf(10, 8, name + ".bos");
        int entry = label << 12 | trafficClass << 9 | ttl | bottom << 8;
        int type = EtherType.MPLS_UNICAST;
        if (add || in.looksAt(',')) {
            in.expect(",eth_type=0x", name);
            type = (int) in.numberOf(16, 16, name + ".eth_type");
        }
        int flags = add && in.take(",l3") ? 1 : 0;
        in.expect(')', name);
        return add ? new OdpAction.AddMpls(entry, type, flags) : new OdpAction.PushMpls(entry, type);
    }

    private OdpAction pushEth() throws OdpParseException {
        long source = mac("push_eth.src");
        in.expect(",dst=", "push_eth");
        long destination = mac("push_eth.dst");
        in.expect(')', "push_eth");
        return new OdpAction.PushEth(source, destination);
    }

    private long mac(String field) throws OdpParseException {
        if (!in.mac()) {
            throw in.wrong(field, "an Ethernet address as 00:11:22:33:44:55");
        }
        return in.value();
    }

    private OdpAction hash() throws OdpParseException {
        int algorithm = in.take("sym_l4(") ? 1 : 0;
        if (algorithm == 0) {
            in.expect("l4(", "hash");
        }
        int basis = (int) in.number(32, "hash");
        in.expect("))", "hash");
        return new OdpAction.Hash(algorithm, basis);
    }

    private OdpAction psample() throws OdpParseException {
        OptionalInt group = OptionalInt.empty();
        Bytes cookie = Bytes.NONE;
        while (!in.looksAt(')')) {
            in.skipDelimiters();
            if (group.isEmpty() && in.take("group=")) {
                group = OptionalInt.of((int) in.number(32, "psample.group"));
            } else if (cookie.isEmpty() && in.take("cookie=0x")) {
                int start = in.offset();
                String digits = in.those("0123456789abcdefABCDEF", 32);
                if (digits.isEmpty()) {
                    throw in.wrongAt(start, "psample.cookie", "up to 16 bytes in hexadecimal");
                }
                cookie = PushNshText.bytes(digits);
            } else {
                throw in.wrong("psample", "group= once, cookie=0x once");
            }
        }
        in.next();
        if (group.isEmpty()) {
            throw in.wrong("psample", "group= before this");
        }
        return new OdpAction.Psample(group.getAsInt(), cookie);
    }
}
