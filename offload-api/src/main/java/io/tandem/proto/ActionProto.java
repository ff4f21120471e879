package io.tandem.proto;

import com.google.protobuf.ByteString;
import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.ActionEncoder;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.v1.Action;
import io.tandem.v1.AddMplsAction;
import io.tandem.v1.CheckPktLenAction;
import io.tandem.v1.CloneAction;
import io.tandem.v1.CtClearAction;
import io.tandem.v1.DecTtlAction;
import io.tandem.v1.DropAction;
import io.tandem.v1.HashAction;
import io.tandem.v1.LbOutputAction;
import io.tandem.v1.MeterAction;
import io.tandem.v1.OutputAction;
import io.tandem.v1.PopEthAction;
import io.tandem.v1.PopMplsAction;
import io.tandem.v1.PopNshAction;
import io.tandem.v1.PopVlanAction;
import io.tandem.v1.PsampleAction;
import io.tandem.v1.PushEthAction;
import io.tandem.v1.PushMplsAction;
import io.tandem.v1.PushNshAction;
import io.tandem.v1.PushVlanAction;
import io.tandem.v1.RecircAction;
import io.tandem.v1.SampleAction;
import io.tandem.v1.SetAction;
import io.tandem.v1.TnlPopAction;
import io.tandem.v1.TnlPushAction;
import io.tandem.v1.TruncAction;
import io.tandem.v1.UserspaceAction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/** Actions as {@code tandem.v1.Action}, both ways. */
public final class ActionProto {
    private static final int MOST_NESTED = 32;
    private static final int MAC = 6;
    private static final int MOST_COOKIE = 16;
    private static final int MOST_HEADER = 512;
    private static final int MOST_METADATA = 244;
    private static final int CONTEXTS = 16;

    /** The messages of a list. */
    public static List<Action> encode(List<OdpAction> actions) {
        return actions.stream().map(ActionProto::encode).toList();
    }

    /** The list of messages. */
    public static List<OdpAction> decode(String path, List<Action> messages) throws ProtoDecodeException {
        return decode(path, messages, 0);
    }

    private static List<OdpAction> decode(String path, List<Action> messages, int depth) throws ProtoDecodeException {
        if (depth > MOST_NESTED) {
            throw new ProtoDecodeException(path, "actions nested deeper", "at most " + MOST_NESTED + " levels");
        }
        List<OdpAction> actions = new ArrayList<>(messages.size());
        for (int i = 0; i < messages.size(); i++) {
            String here = path + "[" + i + "]";
            OdpAction action = decode(here, messages.get(i), depth);
            if (!ActionEncoder.fits(action)) {
                throw new ProtoDecodeException(here, "an action that is too long", "at most 65531 bytes");
            }
            actions.add(action);
        }
        return actions;
    }

    private static Action encode(OdpAction action) {
        Action.Builder message = Action.newBuilder();
        switch (action) {
            case OdpAction.Output a ->
                message.setOutput(OutputAction.newBuilder().setPort(a.port()));
            case OdpAction.LbOutput a ->
                message.setLbOutput(LbOutputAction.newBuilder().setBond(a.bond()));
            case OdpAction.Trunc a -> message.setTrunc(TruncAction.newBuilder().setMaxLength(a.maxLength()));
            case OdpAction.Userspace a -> message.setUserspace(userspace(a));
            case OdpAction.Set a ->
                message.setSet(SetAction.newBuilder()
                        .setValue(
                                AttributeProto.encode(a.attribute(), a.payload().toArray())));
            case OdpAction.SetMasked a ->
                message.setSet(SetAction.newBuilder()
                        .setValue(
                                AttributeProto.encode(a.attribute(), a.payload().toArray()))
                        .setMask(AttributeProto.encode(a.attribute(), a.bits().toArray())));
            case OdpAction.PushVlan a ->
                message.setPushVlan(
                        PushVlanAction.newBuilder().setTpid(a.tpid()).setTci(a.tci()));
            case OdpAction.PopVlan _ -> message.setPopVlan(PopVlanAction.getDefaultInstance());
            case OdpAction.PushMpls a ->
                message.setPushMpls(PushMplsAction.newBuilder()
                        .setLabelStackEntry(a.labelStackEntry())
                        .setEtherType(a.etherType()));
            case OdpAction.PopMpls a ->
                message.setPopMpls(PopMplsAction.newBuilder().setEtherType(a.etherType()));
            case OdpAction.AddMpls a ->
                message.setAddMpls(AddMplsAction.newBuilder()
                        .setLabelStackEntry(a.labelStackEntry())
                        .setEtherType(a.etherType())
                        .setFlags(a.flags()));
            case OdpAction.PushEth a ->
                message.setPushEth(
                        PushEthAction.newBuilder().setSource(mac(a.source())).setDestination(mac(a.destination())));
            case OdpAction.PopEth _ -> message.setPopEth(PopEthAction.getDefaultInstance());
            case OdpAction.PushNsh a -> message.setPushNsh(pushNsh(a));
            case OdpAction.PopNsh _ -> message.setPopNsh(PopNshAction.getDefaultInstance());
            case OdpAction.Sample a ->
                message.setSample(SampleAction.newBuilder()
                        .setProbability(a.probability())
                        .addAllActions(encode(a.actions())));
            case OdpAction.Clone a -> message.setClone(CloneAction.newBuilder().addAllActions(encode(a.actions())));
            case OdpAction.CheckPktLen a ->
                message.setCheckPktLen(CheckPktLenAction.newBuilder()
                        .setLength(a.length())
                        .addAllGreater(encode(a.greater()))
                        .addAllLessOrEqual(encode(a.lessOrEqual())));
            case OdpAction.DecTtl a ->
                message.setDecTtl(DecTtlAction.newBuilder().addAllExpired(encode(a.expired())));
            case OdpAction.Recirc a ->
                message.setRecirc(RecircAction.newBuilder().setId(a.id()));
            case OdpAction.Hash a ->
                message.setHash(
                        HashAction.newBuilder().setAlgorithm(a.algorithm()).setBasis(a.basis()));
            case OdpAction.Ct a -> message.setCt(ConntrackProto.encode(a));
            case OdpAction.CtClear _ -> message.setCtClear(CtClearAction.getDefaultInstance());
            case OdpAction.Meter a -> message.setMeter(MeterAction.newBuilder().setId(a.id()));
            case OdpAction.Psample a ->
                message.setPsample(
                        PsampleAction.newBuilder().setGroup(a.group()).setCookie(bytes(a.cookie())));
            case OdpAction.Drop a -> message.setDrop(DropAction.newBuilder().setReason(a.reason()));
            case OdpAction.TnlPush a ->
                message.setTnlPush(TnlPushAction.newBuilder()
                        .setTunnelPort(a.tunnelPort())
                        .setOutPort(a.outPort())
                        .setKind(a.kind())
                        .setHeader(bytes(a.header())));
            case OdpAction.TnlPop a ->
                message.setTnlPop(TnlPopAction.newBuilder().setPort(a.port()));
        }
        return message.build();
    }

    private static UserspaceAction.Builder userspace(OdpAction.Userspace action) {
        UserspaceAction.Builder message =
                UserspaceAction.newBuilder().setPid(action.pid()).setActions(action.actions());
        action.userdata().ifPresent(userdata -> message.setUserdata(bytes(userdata)));
        action.tunnelOutPort().ifPresent(message::setTunnelOutPort);
        return message;
    }

    private static PushNshAction.Builder pushNsh(OdpAction.PushNsh push) {
        return PushNshAction.newBuilder()
                .setFlags(push.flags())
                .setTtl(push.ttl())
                .setMetadataType(push.metadataType())
                .setNextProtocol(push.nextProtocol())
                .setServicePath(push.servicePath())
                .setServiceIndex(push.serviceIndex())
                .setMetadata(bytes(push.metadata()));
    }

    static ByteString bytes(Bytes bytes) {
        return ByteString.copyFrom(bytes.toArray());
    }

    private static ByteString mac(long address) {
        byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(address).array();
        return ByteString.copyFrom(bytes, Long.BYTES - MAC, MAC);
    }

    private static OdpAction decode(String path, Action message, int depth) throws ProtoDecodeException {
        String here = path + "." + message.getActionCase().name().toLowerCase(Locale.ROOT);
        return switch (message.getActionCase()) {
            case OUTPUT -> new OdpAction.Output(message.getOutput().getPort());
            case LB_OUTPUT -> new OdpAction.LbOutput(message.getLbOutput().getBond());
            case TRUNC -> new OdpAction.Trunc(message.getTrunc().getMaxLength());
            case USERSPACE -> userspace(here, message.getUserspace());
            case SET -> set(here, message.getSet());
            case PUSH_VLAN ->
                new OdpAction.PushVlan(
                        range(here + ".tpid", message.getPushVlan().getTpid(), 16),
                        range(here + ".tci", message.getPushVlan().getTci(), 16));
            case POP_VLAN -> new OdpAction.PopVlan();
            case PUSH_MPLS ->
                new OdpAction.PushMpls(
                        message.getPushMpls().getLabelStackEntry(),
                        range(here + ".ether_type", message.getPushMpls().getEtherType(), 16));
            case POP_MPLS ->
                new OdpAction.PopMpls(
                        range(here + ".ether_type", message.getPopMpls().getEtherType(), 16));
            case ADD_MPLS ->
                new OdpAction.AddMpls(
                        message.getAddMpls().getLabelStackEntry(),
                        range(here + ".ether_type", message.getAddMpls().getEtherType(), 16),
                        range(here + ".flags", message.getAddMpls().getFlags(), 16));
            case PUSH_ETH ->
                new OdpAction.PushEth(
                        mac(here + ".source", message.getPushEth().getSource()),
                        mac(here + ".destination", message.getPushEth().getDestination()));
            case POP_ETH -> new OdpAction.PopEth();
            case PUSH_NSH -> pushNsh(here, message.getPushNsh());
            case POP_NSH -> new OdpAction.PopNsh();
            case SAMPLE ->
                new OdpAction.Sample(
                        message.getSample().getProbability(),
                        decode(here + ".actions", message.getSample().getActionsList(), depth + 1));
            case CLONE ->
                new OdpAction.Clone(decode(here + ".actions", message.getClone().getActionsList(), depth + 1));
            case CHECK_PKT_LEN ->
                new OdpAction.CheckPktLen(
                        range(here + ".length", message.getCheckPktLen().getLength(), 16),
                        decode(here + ".greater", message.getCheckPktLen().getGreaterList(), depth + 1),
                        decode(here + ".less_or_equal", message.getCheckPktLen().getLessOrEqualList(), depth + 1));
            case DEC_TTL ->
                new OdpAction.DecTtl(
                        decode(here + ".expired", message.getDecTtl().getExpiredList(), depth + 1));
            case RECIRC -> new OdpAction.Recirc(message.getRecirc().getId());
            case HASH ->
                new OdpAction.Hash(
                        message.getHash().getAlgorithm(), message.getHash().getBasis());
            case CT -> ConntrackProto.decode(here, message.getCt());
            case CT_CLEAR -> new OdpAction.CtClear();
            case METER -> new OdpAction.Meter(message.getMeter().getId());
            case PSAMPLE ->
                new OdpAction.Psample(
                        message.getPsample().getGroup(),
                        bytes(here + ".cookie", message.getPsample().getCookie(), MOST_COOKIE));
            case DROP -> new OdpAction.Drop(message.getDrop().getReason());
            case TNL_PUSH ->
                new OdpAction.TnlPush(
                        message.getTnlPush().getTunnelPort(),
                        message.getTnlPush().getOutPort(),
                        message.getTnlPush().getKind(),
                        bytes(here + ".header", message.getTnlPush().getHeader(), MOST_HEADER));
            case TNL_POP -> new OdpAction.TnlPop(message.getTnlPop().getPort());
            case ACTION_NOT_SET -> throw new ProtoDecodeException(path, "no action", "an action");
        };
    }

    private static OdpAction userspace(String path, UserspaceAction message) throws ProtoDecodeException {
        return new OdpAction.Userspace(
                message.getPid(),
                message.hasUserdata()
                        ? Optional.of(bytes(path + ".userdata", message.getUserdata(), AttributeWriter.MOST))
                        : Optional.empty(),
                message.getActions(),
                message.hasTunnelOutPort() ? OptionalInt.of(message.getTunnelOutPort()) : OptionalInt.empty());
    }

    private static OdpAction set(String path, SetAction message) throws ProtoDecodeException {
        AttributeWriter out = new AttributeWriter();
        KeyAttribute attribute = AttributeProto.decode(out, path + ".value", message.getValue(), 0);
        Bytes value = payload(out);
        if (attribute.parent().isPresent()) {
            throw new ProtoDecodeException(
                    path + ".value", "'" + attribute.path() + "'", "what no other attribute nests");
        }
        if (!message.hasMask()) {
            return new OdpAction.Set(attribute, value);
        }
        out.truncate(0);
        KeyAttribute masked = AttributeProto.decode(out, path + ".mask", message.getMask(), 0);
        Bytes bits = payload(out);
        if (masked != attribute || bits.size() != value.size()) {
            throw new ProtoDecodeException(
                    path + ".mask", masked.path() + " of " + bits.size() + " bytes", "the mask of " + attribute.path());
        }
        return new OdpAction.SetMasked(attribute, value, bits);
    }

    private static Bytes payload(AttributeWriter out) {
        AttributeCursor cursor = new AttributeCursor(out.toBytes());
        cursor.next();
        return Bytes.of(cursor.copy());
    }

    private static OdpAction pushNsh(String path, PushNshAction message) throws ProtoDecodeException {
        int type = message.getMetadataType();
        Bytes metadata = bytes(path + ".metadata", message.getMetadata(), MOST_METADATA);
        boolean right = type == 1 ? metadata.size() == CONTEXTS : type == 2 && metadata.size() % 4 == 0;
        if (!right) {
            throw new ProtoDecodeException(
                    path + ".metadata",
                    metadata.size() + " bytes of type " + Integer.toUnsignedString(type),
                    CONTEXTS + " bytes of type 1, or a multiple of 4 of type 2");
        }
        return new OdpAction.PushNsh(
                range(path + ".flags", message.getFlags(), 8),
                range(path + ".ttl", message.getTtl(), 8),
                type,
                range(path + ".next_protocol", message.getNextProtocol(), 8),
                range(path + ".service_path", message.getServicePath(), 24),
                range(path + ".service_index", message.getServiceIndex(), 8),
                metadata);
    }

    private static long mac(String path, ByteString bytes) throws ProtoDecodeException {
        if (bytes.size() != MAC) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", MAC + " bytes");
        }
        return ByteBuffer.allocate(Long.BYTES)
                .putShort((short) 0)
                .put(bytes.asReadOnlyByteBuffer())
                .getLong(0);
    }

    static Bytes bytes(String path, ByteString bytes, int most) throws ProtoDecodeException {
        if (bytes.size() > most) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", "at most " + most);
        }
        return Bytes.of(bytes.toByteArray());
    }

    static int range(String path, int value, int bits) throws ProtoDecodeException {
        if (value >>> bits != 0) {
            throw new ProtoDecodeException(path, Integer.toUnsignedString(value), "a number of " + bits + " bits");
        }
        return value;
    }

    private ActionProto() {}
}
