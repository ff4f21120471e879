package io.tandem.netlink;

import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads what OVS_ACTION_ATTR_CT holds. Source: linux/openvswitch.h, enum ovs_ct_attr and ovs_nat_attr. */
final class ConntrackDecoder {
    private static final int IPV4 = 4;
    private static final int IPV6 = 16;

    private CtCommit commit = CtCommit.NONE;
    private int zone;
    private Optional<CtMark> mark = Optional.empty();
    private Optional<CtLabel> label = Optional.empty();
    private String helper = "";
    private String timeout = "";
    private Optional<Nat> nat = Optional.empty();
    private OptionalInt events = OptionalInt.empty();

    static OdpAction decode(AttributeCursor cursor) throws NetlinkDecodeException {
        ConntrackDecoder decoder = new ConntrackDecoder();
        while (cursor.next()) {
            decoder.attribute(cursor);
        }
        ActionDecoder.complete(cursor, "ct");
        return new OdpAction.Ct(
                decoder.commit,
                decoder.zone,
                decoder.mark,
                decoder.label,
                decoder.helper,
                decoder.timeout,
                decoder.nat,
                decoder.events);
    }

    private void attribute(AttributeCursor cursor) throws NetlinkDecodeException {
        switch (cursor.type()) {
            case AbiNumbers.CT_COMMIT -> commit = commit == CtCommit.FORCE ? CtCommit.FORCE : CtCommit.COMMIT;
            case AbiNumbers.CT_FORCE_COMMIT -> commit = CtCommit.FORCE;
            case AbiNumbers.CT_ZONE -> {
                ActionDecoder.length(cursor, "ct.zone", Short.BYTES);
                zone = cursor.u16(0);
            }
            case AbiNumbers.CT_MARK -> {
                ActionDecoder.length(cursor, "ct.mark", 2 * Integer.BYTES);
                if (cursor.u32(4) == 0) {
                    throw ActionDecoder.wrong(cursor, "ct.mark", "the mask 0", "a mask that is not zero");
                }
                mark = Optional.of(new CtMark(cursor.u32(0), cursor.u32(4)));
            }
            case AbiNumbers.CT_LABELS -> label(cursor);
            case AbiNumbers.CT_HELPER -> helper = name(cursor, "ct.helper", OdpAction.Ct.MOST_HELPER);
            case AbiNumbers.CT_TIMEOUT -> timeout = name(cursor, "ct.timeout", OdpAction.Ct.MOST_TIMEOUT);
            case AbiNumbers.CT_NAT -> nat = Optional.of(nat(cursor.inside()));
            case AbiNumbers.CT_EVENTMASK -> {
                ActionDecoder.length(cursor, "ct.eventmask", Integer.BYTES);
                events = OptionalInt.of(cursor.u32(0));
            }
            default -> throw ActionDecoder.wrong(cursor, "ct", "attribute " + cursor.type(), "one from 1 to 9");
        }
    }

    private void label(AttributeCursor cursor) throws NetlinkDecodeException {
        ActionDecoder.length(cursor, "ct.label", 4 * Long.BYTES);
        ByteBuffer in = ByteBuffer.wrap(cursor.copy()).order(ByteOrder.LITTLE_ENDIAN);
        CtLabel read = new CtLabel(in.getLong(8), in.getLong(0), in.getLong(24), in.getLong(16));
        if ((read.maskHigh() | read.maskLow()) == 0) {
            throw ActionDecoder.wrong(cursor, "ct.label", "the mask 0", "a mask that is not zero");
        }
        label = Optional.of(read);
    }

    private static String name(AttributeCursor cursor, String field, int most) throws NetlinkDecodeException {
        String name = new String(cursor.copy(), StandardCharsets.ISO_8859_1);
        int end = name.indexOf(0);
        boolean plain = end > 0 && OdpAction.Ct.canBeName(name.substring(0, end));
        if (!plain || cursor.length() > most + 1) {
            throw ActionDecoder.wrong(
                    cursor, field, "'" + name + "'", "a name of up to " + most + " characters that ends with zero");
        }
        return name.substring(0, end);
    }

    private static Nat nat(AttributeCursor cursor) throws NetlinkDecodeException {
        Nat.Direction direction = Nat.Direction.EXISTING;
        Bytes first = Bytes.NONE;
        Bytes last = Bytes.NONE;
        int firstPort = 0;
        int lastPort = 0;
        Set<Nat.Option> options = EnumSet.noneOf(Nat.Option.class);
        while (cursor.next()) {
            switch (cursor.type()) {
                case AbiNumbers.NAT_SRC -> direction = Nat.Direction.SOURCE;
                case AbiNumbers.NAT_DST -> direction = Nat.Direction.DESTINATION;
                case AbiNumbers.NAT_IP_MIN -> first = address(cursor);
                case AbiNumbers.NAT_IP_MAX -> last = address(cursor);
                case AbiNumbers.NAT_PROTO_MIN -> firstPort = port(cursor);
                case AbiNumbers.NAT_PROTO_MAX -> lastPort = port(cursor);
                case AbiNumbers.NAT_PERSISTENT -> options.add(Nat.Option.PERSISTENT);
                case AbiNumbers.NAT_PROTO_HASH -> options.add(Nat.Option.HASH);
                case AbiNumbers.NAT_PROTO_RANDOM -> options.add(Nat.Option.RANDOM);
                default -> throw ActionDecoder.wrong(cursor, "ct.nat", "attribute " + cursor.type(), "one from 1 to 9");
            }
        }
        ActionDecoder.complete(cursor, "ct.nat");
        if (!last.isEmpty() && last.size() != first.size()) {
            throw new NetlinkDecodeException(
                    cursor.following(), "ct.nat", last.size() + " bytes of ip_max", first.size() + ", as in ip_min");
        }
        return new Nat(direction, first, last, firstPort, lastPort, options);
    }

    private static Bytes address(AttributeCursor cursor) throws NetlinkDecodeException {
        if (cursor.length() != IPV4 && cursor.length() != IPV6) {
            throw ActionDecoder.wrong(cursor, "ct.nat", cursor.length() + " bytes of address", "4 or 16");
        }
        return Bytes.of(cursor.copy());
    }

    private static int port(AttributeCursor cursor) throws NetlinkDecodeException {
        ActionDecoder.length(cursor, "ct.nat", Short.BYTES);
        return cursor.u16(0);
    }

    private ConntrackDecoder() {}
}
