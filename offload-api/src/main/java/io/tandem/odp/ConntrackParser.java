package io.tandem.odp;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads what follows {@code ct}. Source: Open vSwitch, parse_conntrack_action and scan_ct_nat in lib/odp-util.c.
 */
final class ConntrackParser {
    private static final String NAME_ENDS = ", \t\r\n)";
    private static final int LABEL_BYTES = 16;

    private final OdpScanner in;
    private boolean commit;
    private boolean force;
    private int zone;
    private Optional<CtMark> mark = Optional.empty();
    private Optional<CtLabel> label = Optional.empty();
    private String helper = "";
    private String timeout = "";
    private Optional<Nat> nat = Optional.empty();

    ConntrackParser(OdpScanner in) {
        this.in = in;
    }

    OdpAction parse() throws OdpParseException {
        int start = in.offset();
        if (in.take('(')) {
            while (!in.take(')')) {
                in.skipDelimiters();
                option();
            }
        }
        if (commit && force) {
            throw in.wrongAt(start, "ct", "commit or force_commit, not both");
        }
        return new OdpAction.Ct(
                commit ? CtCommit.COMMIT : force ? CtCommit.FORCE : CtCommit.NONE,
                zone,
                mark,
                label,
                helper,
                timeout,
                nat,
                OptionalInt.empty());
    }

    private void option() throws OdpParseException {
        if (in.take("commit")) {
            commit = true;
        } else if (in.take("force_commit")) {
            force = true;
        } else if (in.take("zone=")) {
            zone = (int) in.numberOf(10, 16, "ct.zone");
        } else if (in.take("mark=")) {
            int value = (int) in.numberOf(16, 32, "ct.mark");
            int bits = in.take('/') ? (int) in.numberOf(16, 32, "ct.mark mask") : -1;
            mark = bits == 0 ? Optional.empty() : Optional.of(new CtMark(value, bits));
        } else if (in.take("label=")) {
            label();
        } else if (in.take("helper=")) {
            helper = name("ct.helper", OdpAction.Ct.MOST_HELPER);
        } else if (in.take("timeout=")) {
            timeout = name("ct.timeout", OdpAction.Ct.MOST_TIMEOUT);
        } else if (in.take("nat")) {
            nat = Optional.of(nat());
        } else {
            throw in.wrong("ct", "commit, force_commit, zone=, mark=, label=, helper=, timeout= or nat");
        }
    }

    private void label() throws OdpParseException {
        ByteBuffer value = ByteBuffer.wrap(in.bytes(LABEL_BYTES, "ct.label"));
        byte[] whole = new byte[LABEL_BYTES];
        Arrays.fill(whole, (byte) -1);
        ByteBuffer bits = ByteBuffer.wrap(in.take('/') ? in.bytes(LABEL_BYTES, "ct.label mask") : whole);
        CtLabel read = new CtLabel(value.getLong(), value.getLong(), bits.getLong(), bits.getLong());
        label = (read.maskHigh() | read.maskLow()) == 0 ? Optional.empty() : Optional.of(read);
    }

    private String name(String field, int most) throws OdpParseException {
        int start = in.offset();
        String name = in.until(NAME_ENDS);
        if (name.isEmpty() || name.length() > most || !OdpAction.Ct.canBeName(name)) {
            throw in.wrongAt(start, field, "a name of 1 to " + most + " printable characters");
        }
        return name;
    }

    private Nat nat() throws OdpParseException {
        if (!in.take('(')) {
            return Nat.EXISTING;
        }
        int start = in.offset();
        boolean source = false;
        boolean destination = false;
        Bytes[] range = {Bytes.NONE, Bytes.NONE};
        int[] ports = {0, 0};
        Set<Nat.Option> options = EnumSet.noneOf(Nat.Option.class);
        while (!in.take(')')) {
            in.skipDelimiters();
            if (in.take("src")) {
                range(range, ports);
                source = true;
            } else if (in.take("dst")) {
                range(range, ports);
                destination = true;
            } else if (in.take("persistent")) {
                options.add(Nat.Option.PERSISTENT);
            } else if (in.take("hash")) {
                options.add(Nat.Option.HASH);
            } else if (in.take("random")) {
                options.add(Nat.Option.RANDOM);
            } else {
                throw in.wrong("ct.nat", "src, dst, persistent, hash or random");
            }
        }
        if (source && destination) {
            throw in.wrongAt(start, "ct.nat", "src or dst, not both");
        }
        if (order(range[1], range[0]) < 0 || (ports[1] != 0 && ports[1] < ports[0])) {
            throw in.wrongAt(start, "ct.nat", "a range from the lower to the higher end");
        }
        if (options.contains(Nat.Option.HASH) && options.contains(Nat.Option.RANDOM)) {
            throw in.wrongAt(start, "ct.nat", "hash or random, not both");
        }
        if (!source && !destination) {
            return Nat.EXISTING;
        }
        Nat.Direction direction = source ? Nat.Direction.SOURCE : Nat.Direction.DESTINATION;
        if (range[0].isEmpty()) {
            return new Nat(direction, Bytes.NONE, Bytes.NONE, 0, 0, Set.of());
        }
        int last = ports[0] != 0 && ports[1] > ports[0] ? ports[1] : 0;
        return new Nat(
                direction, range[0], order(range[1], range[0]) > 0 ? range[1] : Bytes.NONE, ports[0], last, options);
    }

    /** How an upper end, if there is one, compares with the lower one. */
    private static int order(Bytes upper, Bytes lower) {
        boolean none = upper.isEmpty() || upper.equals(Bytes.of(new byte[upper.size()]));
        return none ? 0 : Integer.signum(Arrays.compareUnsigned(upper.toArray(), lower.toArray()));
    }

    private void range(Bytes[] range, int[] ports) throws OdpParseException {
        if (!in.take('=')) {
            return;
        }
        if (in.ipv4()) {
            range[0] = address4();
            if (in.take('-')) {
                if (!in.ipv4()) {
                    throw in.wrong("ct.nat", "an IPv4 address as 10.0.0.1");
                }
                range[1] = address4();
            }
        } else {
            range[0] = address6();
            if (in.take('-')) {
                range[1] = address6();
            }
        }
        if (portFollows()) {
            ports[0] = (int) in.value() & 0xffff;
            if (in.take('-')) {
                ports[1] = (int) in.numberOf(10, 16, "ct.nat port");
            }
        }
    }

    private boolean portFollows() {
        int start = in.offset();
        if (in.take(':') && in.number(10)) {
            return true;
        }
        in.back(start);
        return false;
    }

    private Bytes address4() {
        int value = (int) in.value();
        return Bytes.of((byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value);
    }

    private Bytes address6() throws OdpParseException {
        boolean bracket = in.take('[');
        byte[] address = in.ipv6();
        if (address.length == 0) {
            throw in.wrong("ct.nat", "an IP address");
        }
        if (bracket) {
            in.expect(']', "ct.nat");
        }
        return Bytes.of(address);
    }
}
