package io.tandem.netlink;

import io.tandem.action.ActionType;
import io.tandem.action.CtCommit;
import io.tandem.action.CtLabel;
import io.tandem.action.CtMark;
import io.tandem.action.Nat;
import io.tandem.action.OdpAction;
import io.tandem.flow.KeyAttribute;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Writes actions as netlink attributes. Source: linux/openvswitch.h; the order inside is that of Open vSwitch. */
public final class ActionEncoder {
    /** The attributes of a list, which fit into one attribute each; see {@link #fits}. */
    public static byte[] encode(List<OdpAction> actions) {
        AttributeWriter out = new AttributeWriter();
        actions.forEach(action -> encode(out, action));
        return out.toBytes();
    }

    /** Adds the attribute of one action. */
    public static void encode(AttributeWriter out, OdpAction action) {
        int type = action.type().netlinkType();
        switch (action) {
            case OdpAction.Output output -> out.putU32(type, output.port());
            case OdpAction.LbOutput output -> out.putU32(type, output.bond());
            case OdpAction.Trunc trunc -> out.putU32(type, trunc.maxLength());
            case OdpAction.Meter meter -> out.putU32(type, meter.id());
            case OdpAction.Recirc recirc -> out.putU32(type, recirc.id());
            case OdpAction.TnlPop pop -> out.putU32(type, pop.port());
            case OdpAction.Drop drop -> out.putU32(type, drop.reason());
            case OdpAction.PopVlan _, OdpAction.PopEth _, OdpAction.PopNsh _, OdpAction.CtClear _ -> out.flag(type);
            case OdpAction.Hash hash ->
                out.put(
                        type,
                        host(8).putInt(hash.algorithm()).putInt(hash.basis()).array());
            case OdpAction.PushVlan push ->
                out.put(
                        type,
                        network(4)
                                .putShort((short) push.tpid())
                                .putShort((short) push.tci())
                                .array());
            case OdpAction.PushMpls push ->
                out.put(
                        type,
                        network(8)
                                .putInt(push.labelStackEntry())
                                .putShort((short) push.etherType())
                                .array());
            case OdpAction.AddMpls add -> addMpls(out, add);
            case OdpAction.PopMpls pop -> out.putBe16(type, pop.etherType());
            case OdpAction.PushEth push -> out.put(type, addresses(push));
            case OdpAction.Set set -> {
                int start = out.start(type);
                out.put(set.attribute().netlinkType(), set.payload().toArray()).end(start);
            }
            case OdpAction.SetMasked set -> setMasked(out, set);
            case OdpAction.Userspace userspace -> userspace(out, userspace);
            case OdpAction.TnlPush push -> tunnelPush(out, push);
            case OdpAction.PushNsh push -> pushNsh(out, push);
            case OdpAction.Psample sample -> {
                int start = out.start(type);
                out.putU32(AbiNumbers.PSAMPLE_GROUP, sample.group());
                if (!sample.cookie().isEmpty()) {
                    out.put(AbiNumbers.PSAMPLE_COOKIE, sample.cookie().toArray());
                }
                out.end(start);
            }
            case OdpAction.Sample sample -> {
                int start = out.start(type);
                out.putU32(AbiNumbers.SAMPLE_PROBABILITY, sample.probability());
                nested(out, AbiNumbers.SAMPLE_ACTIONS, sample.actions());
                out.end(start);
            }
            case OdpAction.Clone clone -> nested(out, type, clone.actions());
            case OdpAction.CheckPktLen check -> {
                int start = out.start(type);
                out.putU16(AbiNumbers.CHECK_LENGTH, check.length());
                nested(out, AbiNumbers.CHECK_GREATER, check.greater());
                nested(out, AbiNumbers.CHECK_LESS_OR_EQUAL, check.lessOrEqual());
                out.end(start);
            }
            case OdpAction.DecTtl dec -> {
                int start = out.start(type);
                nested(out, AbiNumbers.DEC_TTL_ACTION, dec.expired());
                out.end(start);
            }
            case OdpAction.Ct ct -> connection(out, ct);
        }
    }

    /** Bytes that the attribute of an action takes, its header and padding included. */
    public static int size(OdpAction action) {
        int payload =
                switch (action) {
                    case OdpAction.Sample sample -> 8 + AttributeCursor.HEADER + size(sample.actions());
                    case OdpAction.Clone clone -> size(clone.actions());
                    case OdpAction.CheckPktLen check ->
                        8 + 2 * AttributeCursor.HEADER + size(check.greater()) + size(check.lessOrEqual());
                    case OdpAction.DecTtl dec -> AttributeCursor.HEADER + size(dec.expired());
                    case OdpAction.Userspace userspace ->
                        8
                                + userspace
                                        .userdata()
                                        .map(u -> AttributeCursor.HEADER + AttributeCursor.align(u.size()))
                                        .orElse(0)
                                + (userspace.tunnelOutPort().isPresent() ? 8 : 0)
                                + (userspace.actions() ? AttributeCursor.HEADER : 0);
                    case OdpAction.Set set ->
                        AttributeCursor.HEADER + set.payload().size();
                    case OdpAction.SetMasked set ->
                        AttributeCursor.HEADER
                                + set.payload().size()
                                + set.bits().size();
                    default -> 0;
                };
        return AttributeCursor.HEADER + AttributeCursor.align(payload);
    }

    /** True where the action's attribute, and each inside it, is not longer than an attribute can be. */
    public static boolean fits(OdpAction action) {
        boolean inside =
                switch (action) {
                    case OdpAction.Sample sample -> fits(sample.actions());
                    case OdpAction.Clone clone -> fits(clone.actions());
                    case OdpAction.CheckPktLen check -> fits(check.greater()) && fits(check.lessOrEqual());
                    case OdpAction.DecTtl dec -> fits(dec.expired());
                    default -> true;
                };
        return inside && size(action) - AttributeCursor.HEADER <= AttributeWriter.MOST;
    }

    private static boolean fits(List<OdpAction> actions) {
        return actions.stream().allMatch(ActionEncoder::fits) && size(actions) <= AttributeWriter.MOST;
    }

    private static int size(List<OdpAction> actions) {
        return actions.stream()
                .mapToInt(a -> a.type().size() == ActionType.VARIABLE
                        ? size(a)
                        : AttributeCursor.HEADER
                                + AttributeCursor.align(a.type().size()))
                .sum();
    }

    private static void nested(AttributeWriter out, int type, List<OdpAction> actions) {
        int start = out.start(type);
        actions.forEach(action -> encode(out, action));
        out.end(start);
    }

    private static void addMpls(AttributeWriter out, OdpAction.AddMpls add) {
        byte[] payload = network(8)
                .putInt(add.labelStackEntry())
                .putShort((short) add.etherType())
                .array();
        payload[6] = (byte) add.flags();
        payload[7] = (byte) (add.flags() >>> 8);
        out.put(add.type().netlinkType(), payload);
    }

    private static byte[] addresses(OdpAction.PushEth push) {
        byte[] payload = new byte[KeyAttribute.ETHERNET.size()];
        KeyAttribute.ETHERNET.fields().getFirst().slot().put(payload, 0, push.source(), 0);
        KeyAttribute.ETHERNET.fields().getLast().slot().put(payload, 0, push.destination(), 0);
        return payload;
    }

    private static void setMasked(AttributeWriter out, OdpAction.SetMasked set) {
        int start = out.start(set.type().netlinkType());
        byte[] value = set.payload().toArray();
        byte[] bits = set.bits().toArray();
        if (set.attribute() == KeyAttribute.NSH) {
            int inner = out.start(KeyAttribute.NSH.netlinkType());
            AttributeCursor values = new AttributeCursor(value);
            AttributeCursor masks = new AttributeCursor(bits);
            while (values.next() && masks.next()) {
                out.put(values.type(), join(values.copy(), masks.copy()));
            }
            out.end(inner);
        } else {
            out.put(set.attribute().netlinkType(), join(value, bits));
        }
        out.end(start);
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static void userspace(AttributeWriter out, OdpAction.Userspace action) {
        int start = out.start(action.type().netlinkType());
        out.putU32(AbiNumbers.USERSPACE_PID, action.pid());
        action.userdata().ifPresent(userdata -> out.put(AbiNumbers.USERSPACE_USERDATA, userdata.toArray()));
        action.tunnelOutPort().ifPresent(port -> out.putU32(AbiNumbers.USERSPACE_TUNNEL_PORT, port));
        if (action.actions()) {
            out.flag(AbiNumbers.USERSPACE_ACTIONS);
        }
        out.end(start);
    }

    private static void tunnelPush(AttributeWriter out, OdpAction.TnlPush push) {
        byte[] header = push.header().toArray();
        out.put(
                push.type().netlinkType(),
                host(16 + header.length)
                        .putInt(push.tunnelPort())
                        .putInt(push.outPort())
                        .putInt(header.length)
                        .putInt(push.kind())
                        .put(header)
                        .array());
    }

    private static void pushNsh(AttributeWriter out, OdpAction.PushNsh push) {
        int start = out.start(push.type().netlinkType());
        int inner = out.start(KeyAttribute.NSH.netlinkType());
        out.put(
                KeyAttribute.NSH_BASE.netlinkType(),
                network(8)
                        .put((byte) push.flags())
                        .put((byte) push.ttl())
                        .put((byte) push.metadataType())
                        .put((byte) push.nextProtocol())
                        .putInt(push.servicePath() << 8 | push.serviceIndex() & 0xff)
                        .array());
        if (!push.metadata().isEmpty()) {
            KeyAttribute metadata = push.metadataType() == 1 ? KeyAttribute.NSH_MD1 : KeyAttribute.NSH_MD2;
            out.put(metadata.netlinkType(), push.metadata().toArray());
        }
        out.end(inner).end(start);
    }

    private static void connection(AttributeWriter out, OdpAction.Ct ct) {
        int start = out.start(ct.type().netlinkType());
        if (ct.commit() != CtCommit.NONE) {
            out.flag(ct.commit() == CtCommit.FORCE ? AbiNumbers.CT_FORCE_COMMIT : AbiNumbers.CT_COMMIT);
        }
        if (ct.zone() != 0) {
            out.putU16(AbiNumbers.CT_ZONE, ct.zone());
        }
        ct.mark().ifPresent(mark -> out.put(AbiNumbers.CT_MARK, mark(mark)));
        ct.label().ifPresent(label -> out.put(AbiNumbers.CT_LABELS, label(label)));
        if (!ct.helper().isEmpty()) {
            out.put(AbiNumbers.CT_HELPER, name(ct.helper()));
        }
        if (!ct.timeout().isEmpty()) {
            out.put(AbiNumbers.CT_TIMEOUT, name(ct.timeout()));
        }
        ct.nat().ifPresent(nat -> nat(out, nat));
        ct.eventMask().ifPresent(mask -> out.putU32(AbiNumbers.CT_EVENTMASK, mask));
        out.end(start);
    }

    private static byte[] mark(CtMark mark) {
        return host(8).putInt(mark.value()).putInt(mark.mask()).array();
    }

    private static byte[] label(CtLabel label) {
        return host(32).putLong(label.low())
                .putLong(label.high())
                .putLong(label.maskLow())
                .putLong(label.maskHigh())
                .array();
    }

    private static byte[] name(String name) {
        return (name + "\0").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static void nat(AttributeWriter out, Nat nat) {
        int start = out.start(AbiNumbers.CT_NAT);
        switch (nat.direction()) {
            case SOURCE -> out.flag(AbiNumbers.NAT_SRC);
            case DESTINATION -> out.flag(AbiNumbers.NAT_DST);
            case EXISTING -> {}
        }
        if (!nat.first().isEmpty()) {
            out.put(AbiNumbers.NAT_IP_MIN, nat.first().toArray());
        }
        if (!nat.last().isEmpty()) {
            out.put(AbiNumbers.NAT_IP_MAX, nat.last().toArray());
        }
        if (nat.firstPort() != 0) {
            out.putU16(AbiNumbers.NAT_PROTO_MIN, nat.firstPort());
        }
        if (nat.lastPort() != 0) {
            out.putU16(AbiNumbers.NAT_PROTO_MAX, nat.lastPort());
        }
        for (Nat.Option option : Nat.Option.values()) {
            if (nat.options().contains(option)) {
                out.flag(
                        switch (option) {
                            case PERSISTENT -> AbiNumbers.NAT_PERSISTENT;
                            case HASH -> AbiNumbers.NAT_PROTO_HASH;
                            case RANDOM -> AbiNumbers.NAT_PROTO_RANDOM;
                        });
            }
        }
        out.end(start);
    }

    private static ByteBuffer host(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer network(int size) {
        return ByteBuffer.allocate(size);
    }

    private ActionEncoder() {}
}
