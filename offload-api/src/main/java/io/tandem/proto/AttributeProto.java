package io.tandem.proto;

import com.google.protobuf.ByteString;
import io.tandem.flow.AbiSlot;
import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.AttributeCursor;
import io.tandem.netlink.AttributeWriter;
import io.tandem.netlink.MatchAttributes;
import io.tandem.v1.Attribute;
import io.tandem.v1.AttributeMatch;
import io.tandem.v1.FieldValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Key attributes as they are written, as {@code tandem.v1.AttributeMatch}, both ways. */
public final class AttributeProto {
    private static final int MOST_NESTED = 32;
    private static final int BITS = 7;

    /** The message of a match. Its attributes are known ones and of the right lengths. */
    public static AttributeMatch encode(MatchAttributes match) {
        AttributeMatch.Builder message = AttributeMatch.newBuilder();
        message.addAllKey(level(Optional.empty(), match.keyCursor()));
        if (match.masked()) {
            message.addAllMask(level(Optional.empty(), match.maskCursor()));
        }
        return message.build();
    }

    /** The match of a message. */
    public static MatchAttributes decode(AttributeMatch message) throws ProtoDecodeException {
        return new MatchAttributes(list("match.key", message.getKeyList()), list("match.mask", message.getMaskList()));
    }

    private static List<Attribute> level(Optional<KeyAttribute> parent, AttributeCursor cursor) {
        List<Attribute> messages = new ArrayList<>();
        while (cursor.next()) {
            int type = cursor.type();
            KeyAttribute attribute = parent.map(p -> p.nested(type))
                    .orElseGet(() -> KeyAttribute.ofType(type))
                    .orElseThrow(() -> new IllegalArgumentException("attribute " + type + " is not known"));
            messages.add(encode(attribute, cursor.copy()));
        }
        return messages;
    }

    static Attribute encode(KeyAttribute attribute, byte[] payload) {
        Attribute.Builder message = Attribute.newBuilder().setName(attribute.path());
        if (attribute.nests()) {
            return message.addAllNested(level(Optional.of(attribute), new AttributeCursor(payload)))
                    .build();
        }
        if (attribute.size() == KeyAttribute.VARIABLE) {
            return message.setPayload(ByteString.copyFrom(payload)).build();
        }
        for (FlowField field : attribute.fields()) {
            AbiSlot slot = field.slot();
            long high = slot.get(payload, 0);
            long low = slot.getLow(payload, 0);
            if (slot.bytes() > 0 && (high | low) != 0) {
                message.addFields(FieldValue.newBuilder().setField(field.path()).setValue(bytes(slot, high, low)));
            }
        }
        return message.build();
    }

    private static ByteString bytes(AbiSlot slot, long high, long low) {
        byte[] value = new byte[size(slot)];
        AbiSlot.network(0, value.length).put(value, 0, high, low);
        return ByteString.copyFrom(value);
    }

    private static int size(AbiSlot slot) {
        int least = (slot.width() + BITS) / Byte.SIZE;
        return slot.bytes() > Long.BYTES ? slot.bytes() : least;
    }

    private static byte[] list(String path, List<Attribute> messages) throws ProtoDecodeException {
        AttributeWriter out = new AttributeWriter();
        for (int i = 0; i < messages.size(); i++) {
            decode(out, path + "[" + i + "]", messages.get(i), 0);
        }
        return out.toBytes();
    }

    static KeyAttribute decode(AttributeWriter out, String path, Attribute message, int depth)
            throws ProtoDecodeException {
        KeyAttribute attribute = KeyAttribute.atPath(message.getName())
                .orElseThrow(() -> new ProtoDecodeException(
                        path + ".name", "'" + message.getName() + "'", "a key attribute's name, as ipv4"));
        if (depth >= MOST_NESTED) {
            throw new ProtoDecodeException(path, "attributes nested deeper", "at most " + MOST_NESTED + " levels");
        }
        int start = out.start(attribute.netlinkType());
        if (attribute.nests()) {
            for (int i = 0; i < message.getNestedCount(); i++) {
                String here = path + ".nested[" + i + "]";
                KeyAttribute inside = decode(out, here, message.getNested(i), depth + 1);
                if (attribute
                        .nested(inside.netlinkType())
                        .filter(a -> a == inside || inside == KeyAttribute.CVLAN)
                        .isEmpty()) {
                    throw new ProtoDecodeException(
                            here, "'" + inside.path() + "'", "an attribute that " + attribute.path() + " nests");
                }
            }
        } else {
            payload(out, path, attribute, message);
        }
        if (out.payload(start) > AttributeWriter.MOST) {
            throw new ProtoDecodeException(path, out.payload(start) + " bytes", "at most " + AttributeWriter.MOST);
        }
        out.end(start);
        return attribute;
    }

    private static void payload(AttributeWriter out, String path, KeyAttribute attribute, Attribute message)
            throws ProtoDecodeException {
        if (attribute.size() == KeyAttribute.VARIABLE) {
            if (message.getPayload().size() > AttributeWriter.MOST) {
                throw new ProtoDecodeException(
                        path + ".payload", message.getPayload().size() + " bytes", "at most " + AttributeWriter.MOST);
            }
            out.append(message.getPayload().toByteArray());
            return;
        }
        byte[] struct = new byte[attribute.size()];
        for (int i = 0; i < message.getFieldsCount(); i++) {
            FieldValue value = message.getFields(i);
            String here = path + ".fields[" + i + "]";
            FlowField field = FlowField.atPath(value.getField())
                    .filter(f -> f.attribute() == attribute && f.slot().bytes() > 0)
                    .orElseThrow(() -> new ProtoDecodeException(
                            here + ".field", "'" + value.getField() + "'", "a field of " + attribute.path()));
            put(here + ".value", field, value.getValue(), struct);
        }
        out.append(struct);
    }

    private static void put(String path, FlowField field, ByteString bytes, byte[] struct) throws ProtoDecodeException {
        AbiSlot slot = field.slot();
        int size = size(slot);
        if (bytes.size() != size) {
            throw new ProtoDecodeException(path, bytes.size() + " bytes", size + " bytes for " + field.path());
        }
        byte[] value = bytes.toByteArray();
        AbiSlot number = AbiSlot.network(0, size);
        long high = number.get(value, 0);
        if (slot.width() < Long.SIZE && high >>> slot.width() != 0) {
            throw new ProtoDecodeException(
                    path, "0x" + Long.toHexString(high), slot.width() + " bits for " + field.path());
        }
        slot.put(struct, 0, high, number.getLow(value, 0));
    }

    private AttributeProto() {}
}
