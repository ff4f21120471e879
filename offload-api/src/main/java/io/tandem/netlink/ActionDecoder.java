package io.tandem.netlink;

import io.tandem.action.ActionType;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.KeyAttribute;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Reads actions from netlink attributes. What is read is well-formed; whether a datapath takes it for a given flow is
 * another question. Stateless.
 */
public final class ActionDecoder {
    private static final int MOST_NESTED = 32;
    private static final int TUNNEL_PUSH_FIXED = 16;
    private static final int MOST_HEADER = 512;
    private static final int MOST_COOKIE = 16;
    private static final int MOST_METADATA = 244;
    private static final int CONTEXTS = 16;

    /**
     * The list of these attributes.
     *
     * @throws NetlinkDecodeException where an action is unknown or malformed, or bytes are left over
     */
    public static List<OdpAction> decode(byte[] attributes) throws NetlinkDecodeException {
        return list(new AttributeCursor(attributes), 1);
    }

    private static List<OdpAction> list(AttributeCursor cursor, int depth) throws NetlinkDecodeException {
        if (depth > MOST_NESTED) {
            throw new NetlinkDecodeException(
                    cursor.following(), "actions", "actions nested deeper", "at most " + MOST_NESTED + " levels");
        }
        List<OdpAction> actions = new ArrayList<>();
        while (cursor.next()) {
            actions.add(action(cursor, depth));
        }
        complete(cursor, "actions");
        return actions;
    }

    static void complete(AttributeCursor cursor, String field) throws NetlinkDecodeException {
        if (cursor.leftover() > 0) {
            throw new NetlinkDecodeException(
                    cursor.following(), field, cursor.leftover() + " bytes that are no attribute", "an attribute");
        }
    }

    private static OdpAction action(AttributeCursor cursor, int depth) throws NetlinkDecodeException {
        int start = cursor.start();
        int number = cursor.type();
        ActionType type = ActionType.ofType(number)
                .orElseThrow(() -> new NetlinkDecodeException(
                        start, "actions", "action " + number, "an action from 1 to " + ActionType.values().length));
        if (type.size() != ActionType.VARIABLE && type.size() != cursor.length()) {
            throw wrong(cursor, type.text(), cursor.length() + " bytes", type.size() + " bytes");
        }
        return switch (type) {
            case OUTPUT -> new OdpAction.Output(cursor.u32(0));
            case LB_OUTPUT -> new OdpAction.LbOutput(cursor.u32(0));
            case TRUNC -> new OdpAction.Trunc(cursor.u32(0));
            case METER -> new OdpAction.Meter(cursor.u32(0));
            case RECIRC -> new OdpAction.Recirc(cursor.u32(0));
            case TNL_POP -> new OdpAction.TnlPop(cursor.u32(0));
            case DROP -> new OdpAction.Drop(cursor.u32(0));
            case POP_VLAN -> new OdpAction.PopVlan();
            case POP_ETH -> new OdpAction.PopEth();
            case POP_NSH -> new OdpAction.PopNsh();
            case CT_CLEAR -> new OdpAction.CtClear();
            case HASH -> new OdpAction.Hash(cursor.u32(0), cursor.u32(4));
            case PUSH_VLAN -> new OdpAction.PushVlan(cursor.be16(0), cursor.be16(2));
            case PUSH_MPLS -> new OdpAction.PushMpls(cursor.be32(0), cursor.be16(4));
            case ADD_MPLS -> new OdpAction.AddMpls(cursor.be32(0), cursor.be16(4), cursor.u16(6));
            case POP_MPLS -> new OdpAction.PopMpls(cursor.be16(0));
            case PUSH_ETH ->
                new OdpAction.PushEth(
                        (long) cursor.be32(0) << 16 & 0xffff_ffff_ffffL | cursor.be16(4),
                        (long) cursor.be32(6) << 16 & 0xffff_ffff_ffffL | cursor.be16(10));
            case SET -> set(cursor, false);
            case SET_MASKED -> set(cursor, true);
            case USERSPACE -> userspace(cursor.inside());
            case TNL_PUSH -> tunnelPush(cursor);
            case PUSH_NSH -> pushNsh(cursor);
            case PSAMPLE -> psample(cursor.inside());
            case SAMPLE -> sample(cursor.inside(), depth);
            case CLONE -> new OdpAction.Clone(list(cursor.inside(), depth + 1));
            case CHECK_PKT_LEN -> checkPktLen(cursor.inside(), depth);
            case DEC_TTL -> decTtl(cursor.inside(), depth);
            case CT -> ConntrackDecoder.decode(cursor.inside());
        };
    }

    static NetlinkDecodeException wrong(AttributeCursor cursor, String field, String found, String expected) {
        return new NetlinkDecodeException(cursor.start(), field, found, expected);
    }

    /** Checks the length of the current attribute. */
    static void length(AttributeCursor cursor, String field, int bytes) throws NetlinkDecodeException {
        if (cursor.length() != bytes) {
            throw wrong(cursor, field, cursor.length() + " bytes", bytes + " bytes");
        }
    }

    private static OdpAction set(AttributeCursor outer, boolean masked) throws NetlinkDecodeException {
        AttributeCursor cursor = outer.inside();
        if (!cursor.next()) {
            throw wrong(outer, "set", "no key attribute", "one");
        }
        Optional<KeyAttribute> known = KeyAttribute.ofType(cursor.type());
        if (known.isEmpty()) {
            throw wrong(cursor, "set", "key attribute " + cursor.type(), "a known one");
        }
        KeyAttribute attribute = known.get();
        int size = masked ? cursor.length() / 2 : cursor.length();
        byte[] payload = cursor.copy();
        boolean mpls = attribute != KeyAttribute.MPLS || MplsEntries.count(size) > 0;
        if (!attribute.fits(size) || !mpls || (masked && !attribute.nests() && cursor.length() % 2 != 0)) {
            throw wrong(cursor, attribute.path(), cursor.length() + " bytes", (masked ? "twice " : "") + "its size");
        }
        if (cursor.next() || cursor.leftover() > 0) {
            throw wrong(cursor, "set", "more than one key attribute", "one");
        }
        if (!masked) {
            AttributeCheck.inside(attribute, new AttributeCursor(payload));
            return new OdpAction.Set(attribute, Bytes.of(payload));
        }
        if (attribute == KeyAttribute.NSH) {
            return nsh(new AttributeCursor(payload));
        }
        byte[] value = Arrays.copyOf(payload, size);
        byte[] bits = Arrays.copyOfRange(payload, size, payload.length);
        AttributeCheck.inside(attribute, new AttributeCursor(value));
        AttributeCheck.inside(attribute, new AttributeCursor(bits));
        if (value.length != bits.length) {
            throw wrong(cursor, attribute.path(), payload.length + " bytes", "as many bytes of mask as of value");
        }
        return new OdpAction.SetMasked(attribute, Bytes.of(value), Bytes.of(bits));
    }

    /** In a masked set of nsh each attribute inside holds value and mask. */
    private static OdpAction nsh(AttributeCursor cursor) throws NetlinkDecodeException {
        AttributeWriter values = new AttributeWriter();
        AttributeWriter masks = new AttributeWriter();
        while (cursor.next()) {
            KeyAttribute attribute = KeyAttribute.NSH.nested(cursor.type()).orElse(KeyAttribute.NSH_MD2);
            if (attribute.size() * 2 != cursor.length()) {
                throw wrong(
                        cursor,
                        "set(nsh)",
                        cursor.length() + " bytes in attribute " + cursor.type(),
                        "base or md1, twice");
            }
            byte[] both = cursor.copy();
            values.put(cursor.type(), Arrays.copyOf(both, attribute.size()));
            masks.put(cursor.type(), Arrays.copyOfRange(both, attribute.size(), both.length));
        }
        complete(cursor, "set(nsh)");
        return new OdpAction.SetMasked(KeyAttribute.NSH, Bytes.of(values.toBytes()), Bytes.of(masks.toBytes()));
    }

    private static OdpAction userspace(AttributeCursor cursor) throws NetlinkDecodeException {
        OptionalInt pid = OptionalInt.empty();
        Optional<Bytes> userdata = Optional.empty();
        OptionalInt port = OptionalInt.empty();
        boolean actions = false;
        while (cursor.next()) {
            switch (cursor.type()) {
                case AbiNumbers.USERSPACE_PID -> {
                    length(cursor, "userspace.pid", Integer.BYTES);
                    pid = OptionalInt.of(cursor.u32(0));
                }
                case AbiNumbers.USERSPACE_USERDATA -> userdata = Optional.of(Bytes.of(cursor.copy()));
                case AbiNumbers.USERSPACE_TUNNEL_PORT -> {
                    length(cursor, "userspace.tunnel_out_port", Integer.BYTES);
                    port = OptionalInt.of(cursor.u32(0));
                }
                case AbiNumbers.USERSPACE_ACTIONS -> actions = true;
                default -> throw wrong(cursor, "userspace", "attribute " + cursor.type(), "one from 1 to 4");
            }
        }
        complete(cursor, "userspace");
        if (pid.isEmpty()) {
            throw new NetlinkDecodeException(cursor.following(), "userspace", "no pid", "a pid");
        }
        return new OdpAction.Userspace(pid.getAsInt(), userdata, actions, port);
    }

    private static OdpAction tunnelPush(AttributeCursor cursor) throws NetlinkDecodeException {
        if (cursor.length() < TUNNEL_PUSH_FIXED) {
            throw wrong(cursor, "tnl_push", cursor.length() + " bytes", "at least " + TUNNEL_PUSH_FIXED);
        }
        int size = cursor.u32(8);
        if (size < 0 || size > MOST_HEADER || size > cursor.length() - TUNNEL_PUSH_FIXED) {
            throw wrong(
                    cursor,
                    "tnl_push",
                    "a header of " + Integer.toUnsignedString(size) + " bytes",
                    "at most " + Math.min(MOST_HEADER, cursor.length() - TUNNEL_PUSH_FIXED));
        }
        byte[] header = Arrays.copyOfRange(cursor.copy(), TUNNEL_PUSH_FIXED, TUNNEL_PUSH_FIXED + size);
        return new OdpAction.TnlPush(cursor.u32(0), cursor.u32(4), cursor.u32(12), Bytes.of(header));
    }

    private static OdpAction pushNsh(AttributeCursor outer) throws NetlinkDecodeException {
        AttributeCursor nested = outer.inside();
        if (!nested.next() || nested.type() != KeyAttribute.NSH.netlinkType()) {
            throw wrong(outer, "push_nsh", "no nsh attribute", "one");
        }
        AttributeCursor cursor = nested.inside();
        if (!cursor.next() || cursor.type() != KeyAttribute.NSH_BASE.netlinkType()) {
            throw wrong(nested, "push_nsh", "no base", "base, then md1 or md2");
        }
        length(cursor, "push_nsh.base", KeyAttribute.NSH_BASE.size());
        int flags = cursor.u8(0);
        int ttl = cursor.u8(1);
        int type = cursor.u8(2);
        int next = cursor.u8(3);
        int path = cursor.be32(4);
        Bytes metadata = Bytes.NONE;
        if (cursor.next()) {
            boolean first = cursor.type() == KeyAttribute.NSH_MD1.netlinkType() && cursor.length() == CONTEXTS;
            boolean second = cursor.type() == KeyAttribute.NSH_MD2.netlinkType()
                    && cursor.length() <= MOST_METADATA
                    && cursor.length() % 4 == 0;
            if (type == 1 ? !first : type != 2 || !second) {
                throw wrong(
                        cursor,
                        "push_nsh",
                        cursor.length() + " bytes of metadata in attribute " + cursor.type() + " for mdtype=" + type,
                        "16 bytes in md1 or a multiple of 4 in md2");
            }
            metadata = Bytes.of(cursor.copy());
        }
        if (type != 2 && metadata.isEmpty()) {
            throw wrong(nested, "push_nsh", "no metadata for mdtype=" + type, "md1 with mdtype=1");
        }
        if (cursor.next() || cursor.leftover() > 0 || nested.next() || nested.leftover() > 0) {
            throw wrong(nested, "push_nsh", "more attributes", "base and one of md1, md2");
        }
        return new OdpAction.PushNsh(flags, ttl, type, next, path >>> 8, path & 0xff, metadata);
    }

    private static OdpAction psample(AttributeCursor cursor) throws NetlinkDecodeException {
        OptionalInt group = OptionalInt.empty();
        Bytes cookie = Bytes.NONE;
        while (cursor.next()) {
            if (cursor.type() == AbiNumbers.PSAMPLE_GROUP) {
                length(cursor, "psample.group", Integer.BYTES);
                group = OptionalInt.of(cursor.u32(0));
            } else if (cursor.type() == AbiNumbers.PSAMPLE_COOKIE && cursor.length() <= MOST_COOKIE) {
                cookie = Bytes.of(cursor.copy());
            } else {
                throw wrong(
                        cursor,
                        "psample",
                        "attribute " + cursor.type() + " of " + cursor.length() + " bytes",
                        "group, or cookie of up to " + MOST_COOKIE + " bytes");
            }
        }
        complete(cursor, "psample");
        if (group.isEmpty()) {
            throw new NetlinkDecodeException(cursor.following(), "psample", "no group", "a group");
        }
        return new OdpAction.Psample(group.getAsInt(), cookie);
    }

    private static OdpAction sample(AttributeCursor cursor, int depth) throws NetlinkDecodeException {
        OptionalInt probability = OptionalInt.empty();
        Optional<List<OdpAction>> actions = Optional.empty();
        while (cursor.next()) {
            if (cursor.type() == AbiNumbers.SAMPLE_PROBABILITY) {
                length(cursor, "sample.probability", Integer.BYTES);
                probability = OptionalInt.of(cursor.u32(0));
            } else if (cursor.type() == AbiNumbers.SAMPLE_ACTIONS) {
                actions = Optional.of(list(cursor.inside(), depth + 1));
            } else {
                throw wrong(cursor, "sample", "attribute " + cursor.type(), "probability (1) or actions (2)");
            }
        }
        complete(cursor, "sample");
        if (probability.isEmpty() || actions.isEmpty()) {
            throw new NetlinkDecodeException(
                    cursor.following(), "sample", "one attribute missing", "probability and actions");
        }
        return new OdpAction.Sample(probability.getAsInt(), actions.get());
    }

    private static OdpAction checkPktLen(AttributeCursor cursor, int depth) throws NetlinkDecodeException {
        OptionalInt length = OptionalInt.empty();
        Optional<List<OdpAction>> greater = Optional.empty();
        Optional<List<OdpAction>> lessOrEqual = Optional.empty();
        while (cursor.next()) {
            switch (cursor.type()) {
                case AbiNumbers.CHECK_LENGTH -> {
                    length(cursor, "check_pkt_len.size", Short.BYTES);
                    length = OptionalInt.of(cursor.u16(0));
                }
                case AbiNumbers.CHECK_GREATER -> greater = Optional.of(list(cursor.inside(), depth + 1));
                case AbiNumbers.CHECK_LESS_OR_EQUAL -> lessOrEqual = Optional.of(list(cursor.inside(), depth + 1));
                default -> throw wrong(cursor, "check_pkt_len", "attribute " + cursor.type(), "one from 1 to 3");
            }
        }
        complete(cursor, "check_pkt_len");
        if (length.isEmpty() || greater.isEmpty() || lessOrEqual.isEmpty()) {
            throw new NetlinkDecodeException(
                    cursor.following(), "check_pkt_len", "an attribute missing", "size, gt and le");
        }
        return new OdpAction.CheckPktLen(length.getAsInt(), greater.get(), lessOrEqual.get());
    }

    private static OdpAction decTtl(AttributeCursor cursor, int depth) throws NetlinkDecodeException {
        List<OdpAction> expired = List.of();
        while (cursor.next()) {
            if (cursor.type() != AbiNumbers.DEC_TTL_ACTION) {
                throw wrong(cursor, "dec_ttl", "attribute " + cursor.type(), "action (1)");
            }
            expired = list(cursor.inside(), depth + 1);
        }
        complete(cursor, "dec_ttl");
        return new OdpAction.DecTtl(expired);
    }

    private ActionDecoder() {}
}
