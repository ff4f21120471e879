package io.tandem.proto;

import com.google.protobuf.ByteString;
import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.FlowWords;
import io.tandem.flow.KeyStruct;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.v1.FieldMatch;
import io.tandem.v1.Flow;
import java.nio.ByteBuffer;
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
        message.addAllActions(ActionProto.encode(flow.actions()));
        return message.build();
    }

    /** The flow of a message. */
    public static Megaflow decode(Flow message) throws ProtoDecodeException {
        if (message.getUfid().size() != UFID_BYTES) {
            throw new ProtoDecodeException("flow.ufid", message.getUfid().size() + " bytes", UFID_BYTES + " bytes");
        }
        ByteBuffer ufid = message.getUfid().asReadOnlyByteBuffer();
        long[] key = new long[FlowField.WORDS];
        long[] mask = new long[FlowField.WORDS];
        fields("flow.match", message.getMatchList(), key, mask);
        FlowMask matched = FlowMask.ofWords(mask);
        prerequisites("flow.match", message.getMatchList(), FlowKey.ofWords(key).masked(matched));
        List<OdpAction> actions = ActionProto.decode("flow.actions", message.getActionsList());
        return new Megaflow(new Ufid(ufid.getLong(), ufid.getLong()), FlowKey.ofWords(key), matched, actions);
    }

    private static ByteString ufid(Ufid ufid) {
        return ByteString.copyFrom(ByteBuffer.allocate(UFID_BYTES)
                .putLong(ufid.high())
                .putLong(ufid.low())
                .flip());
    }

    private static FieldMatch field(FlowField field, FlowKey key, FlowMask mask) {
        FieldMatch.Builder message =
                FieldMatch.newBuilder().setField(field.path()).setValue(bytes(field, key));
        if (!mask.isExact(field)) {
            message.setMask(bytes(field, mask));
        }
        return message.build();
    }

    private static ByteString bytes(FlowField field, FlowWords data) {
        int size = size(field);
        ByteBuffer bytes = ByteBuffer.allocate(field.words() * Long.BYTES);
        if (field.words() == 1) {
            bytes.putLong(data.get(field));
        } else {
            for (int i = 0; i < field.words(); i++) {
                bytes.putLong(data.word(field.word() + i));
            }
        }
        return ByteString.copyFrom(bytes.flip().position(bytes.limit() - size));
    }

    private static int size(FlowField field) {
        return (field.width() + Byte.SIZE - 1) / Byte.SIZE;
    }

    private static void fields(String path, List<FieldMatch> messages, long[] key, long[] mask)
            throws ProtoDecodeException {
        for (int i = 0; i < messages.size(); i++) {
            FieldMatch message = messages.get(i);
            String here = path + "[" + i + "]";
            FlowField field = FlowField.atPath(message.getField())
                    .orElseThrow(() -> new ProtoDecodeException(
                            here + ".field", "'" + message.getField() + "'", "a field's name, as ipv4.src"));
            put(here + ".value", field, message.getValue(), key);
            if (message.getMask().isEmpty()) {
                for (int j = 0; j < field.words(); j++) {
                    mask[field.word() + j] |= field.ones() << field.shift();
                }
            } else {
                put(here + ".mask", field, message.getMask(), mask);
            }
        }
    }

    /** Fields share bits, so that one without its prerequisite would be read as another one. */
    private static void prerequisites(String path, List<FieldMatch> messages, FlowKey key) throws ProtoDecodeException {
        for (int i = 0; i < messages.size(); i++) {
            FlowField field = FlowField.atPath(messages.get(i).getField()).orElseThrow();
            if (!field.prerequisite().holds(key)) {
                throw new ProtoDecodeException(
                        path + "[" + i + "].field",
                        "'" + field.path() + "'",
                        "it only with " + field.prerequisite().sentence());
            }
        }
    }

    private static void put(String path, FlowField field, ByteString bytes, long[] words) throws ProtoDecodeException {
        int size = size(field);
        if (bytes.size() != size) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", size + " bytes for " + field.path());
        }
        ByteBuffer padded = ByteBuffer.allocate(field.words() * Long.BYTES);
        padded.position(padded.limit() - size);
        bytes.copyTo(padded);
        padded.rewind();
        if (field.words() > 1) {
            for (int i = 0; i < field.words(); i++) {
                words[field.word() + i] = padded.getLong();
            }
            return;
        }
        long value = padded.getLong();
        if ((value & ~field.ones()) != 0) {
            throw new ProtoDecodeException(
                    path, "0x" + Long.toHexString(value), field.width() + " bits for " + field.path());
        }
        KeyStruct.put(words, field, value, 0);
    }

    private FlowProto() {}
}
