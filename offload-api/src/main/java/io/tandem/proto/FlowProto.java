package io.tandem.proto;

import com.google.protobuf.ByteString;
import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.v1.Action;
import io.tandem.v1.DropAction;
import io.tandem.v1.FieldMatch;
import io.tandem.v1.Flow;
import io.tandem.v1.OutputAction;
import io.tandem.v1.PopVlanAction;
import io.tandem.v1.PushVlanAction;
import io.tandem.v1.RecircAction;
import io.tandem.v1.SetAction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Flows as {@code tandem.v1.Flow}, both ways. */
public final class FlowProto {
    private static final int UFID_BYTES = 16;

    /** The message of a flow. */
    public static Flow encode(Megaflow flow) {
        Flow.Builder message = Flow.newBuilder().setUfid(ufid(flow.ufid()));
        Arrays.stream(FlowField.values())
                .filter(field ->
                        !flow.mask().isZero(field) && field.prerequisite().holds(flow.key()))
                .forEach(field -> message.addMatch(field(field, flow.key(), flow.mask())));
        flow.actions().forEach(action -> message.addActions(encode(action)));
        return message.build();
    }

    /** The flow of a message. */
    public static Megaflow decode(Flow message) throws ProtoDecodeException {
        if (message.getUfid().size() != UFID_BYTES) {
            throw new ProtoDecodeException("flow.ufid", message.getUfid().size() + " bytes", UFID_BYTES + " bytes");
        }
        ByteBuffer ufid = message.getUfid().asReadOnlyByteBuffer();
        FlowKey.Builder key = FlowKey.builder();
        FlowMask.Builder mask = FlowMask.builder();
        fields("flow.match", message.getMatchList(), key, mask);
        List<OdpAction> actions = new ArrayList<>(message.getActionsCount());
        for (int i = 0; i < message.getActionsCount(); i++) {
            actions.add(decode("flow.actions[" + i + "]", message.getActions(i)));
        }
        return new Megaflow(new Ufid(ufid.getLong(), ufid.getLong()), key.build(), mask.build(), actions);
    }

    private static ByteString ufid(Ufid ufid) {
        return ByteString.copyFrom(ByteBuffer.allocate(UFID_BYTES)
                .putLong(ufid.high())
                .putLong(ufid.low())
                .flip());
    }

    private static FieldMatch field(FlowField field, FlowKey key, FlowMask mask) {
        FieldMatch.Builder message = FieldMatch.newBuilder()
                .setField(field.path())
                .setValue(bytes(field, key.get(field), key.getLow(field)));
        if (!mask.isExact(field)) {
            message.setMask(bytes(field, mask.get(field), mask.getLow(field)));
        }
        return message.build();
    }

    private static ByteString bytes(FlowField field, long high, long low) {
        ByteBuffer bytes = ByteBuffer.allocate(2 * Long.BYTES);
        if (field.wide()) {
            return ByteString.copyFrom(bytes.putLong(high).putLong(low).flip());
        }
        int size = size(field);
        bytes.putLong(high).flip().position(Long.BYTES - size);
        return ByteString.copyFrom(bytes);
    }

    private static int size(FlowField field) {
        return (field.width() + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static void fields(String path, List<FieldMatch> messages, FlowKey.Builder key, FlowMask.Builder mask)
            throws ProtoDecodeException {
        for (int i = 0; i < messages.size(); i++) {
            FieldMatch message = messages.get(i);
            String here = path + "[" + i + "]";
            FlowField field = FlowField.atPath(message.getField())
                    .orElseThrow(() -> new ProtoDecodeException(
                            here + ".field", "'" + message.getField() + "'", "a field's name, as ipv4.src"));
            long[] value = words(here + ".value", field, message.getValue());
            long[] bits = message.getMask().isEmpty()
                    ? new long[] {field.ones(), -1L}
                    : words(here + ".mask", field, message.getMask());
            if (field.wide()) {
                key.set(field, value[0], value[1]);
                mask.set(field, bits[0], bits[1]);
            } else {
                key.set(field, value[0]);
                mask.set(field, bits[0]);
            }
        }
    }

    private static long[] words(String path, FlowField field, ByteString bytes) throws ProtoDecodeException {
        int size = size(field);
        if (bytes.size() != size) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", size + " bytes for " + field.path());
        }
        ByteBuffer padded = ByteBuffer.allocate(2 * Long.BYTES);
        padded.position(field.wide() ? 0 : Long.BYTES - size);
        bytes.copyTo(padded);
        padded.rewind();
        long[] words = {padded.getLong(), padded.getLong()};
        if ((words[0] & ~field.ones()) != 0) {
            throw new ProtoDecodeException(
                    path, "0x" + Long.toHexString(words[0]), field.width() + " bits for " + field.path());
        }
        return words;
    }

    private static Action encode(OdpAction action) {
        Action.Builder message = Action.newBuilder();
        return switch (action) {
            case OdpAction.Output output ->
                message.setOutput(OutputAction.newBuilder().setPort(output.port()))
                        .build();
            case OdpAction.Set set ->
                message.setSet(set(set.attribute(), set.value(), FlowMask.EMPTY, false))
                        .build();
            case OdpAction.SetMasked set ->
                message.setSet(set(set.attribute(), set.value(), set.mask(), true))
                        .build();
            case OdpAction.PushVlan push ->
                message.setPushVlan(
                                PushVlanAction.newBuilder().setTpid(push.tpid()).setTci(push.tci()))
                        .build();
            case OdpAction.PopVlan pop ->
                message.setPopVlan(PopVlanAction.getDefaultInstance()).build();
            case OdpAction.Drop drop ->
                message.setDrop(DropAction.getDefaultInstance()).build();
            case OdpAction.Recirc recirc ->
                message.setRecirc(RecircAction.newBuilder().setId(recirc.id())).build();
        };
    }

    private static SetAction set(KeyAttribute attribute, FlowKey value, FlowMask mask, boolean masked) {
        SetAction.Builder message =
                SetAction.newBuilder().setAttribute(attribute.text()).setMasked(masked);
        for (FlowField field : attribute.fields()) {
            boolean named = masked ? !mask.isZero(field) : !value.isZero(field);
            if (named) {
                message.addFields(field(
                        field,
                        value,
                        masked ? mask : FlowMask.builder().exact(field).build()));
            }
        }
        return message.build();
    }

    private static OdpAction decode(String path, Action message) throws ProtoDecodeException {
        return switch (message.getActionCase()) {
            case OUTPUT -> new OdpAction.Output(message.getOutput().getPort());
            case SET -> decode(path + ".set", message.getSet());
            case PUSH_VLAN ->
                new OdpAction.PushVlan(
                        range(path + ".push_vlan.tpid", message.getPushVlan().getTpid()),
                        range(path + ".push_vlan.tci", message.getPushVlan().getTci()));
            case POP_VLAN -> new OdpAction.PopVlan();
            case DROP -> new OdpAction.Drop();
            case RECIRC -> new OdpAction.Recirc(message.getRecirc().getId());
            case ACTION_NOT_SET -> throw new ProtoDecodeException(path, "no action", "an action");
        };
    }

    private static int range(String path, int value) throws ProtoDecodeException {
        if (value >>> 16 != 0) {
            throw new ProtoDecodeException(path, Integer.toUnsignedString(value), "a number of 16 bits");
        }
        return value;
    }

    private static OdpAction decode(String path, SetAction message) throws ProtoDecodeException {
        KeyAttribute attribute = KeyAttribute.named(message.getAttribute())
                .orElseThrow(() -> new ProtoDecodeException(
                        path + ".attribute", "'" + message.getAttribute() + "'", "a key attribute, as ipv4"));
        FlowKey.Builder key = FlowKey.builder();
        FlowMask.Builder mask = FlowMask.builder();
        fields(path + ".fields", message.getFieldsList(), key, mask);
        for (int i = 0; i < message.getFieldsCount(); i++) {
            String name = message.getFields(i).getField();
            if (attribute.fields().stream().noneMatch(f -> f.path().equals(name))) {
                throw new ProtoDecodeException(
                        path + ".fields[" + i + "]", "'" + name + "'", "a field of " + attribute.text());
            }
        }
        return message.getMasked()
                ? new OdpAction.SetMasked(attribute, key.build(), mask.build())
                : new OdpAction.Set(attribute, key.build());
    }

    private FlowProto() {}
}
