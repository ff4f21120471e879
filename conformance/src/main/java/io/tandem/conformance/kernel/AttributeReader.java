package io.tandem.conformance.kernel;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads netlink attributes: type to value, the last one of a type. */
public final class AttributeReader {
    /** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER. */
    private static final int TYPE_MASK = 0x3fff;

    private AttributeReader() {}

    /** The attributes in {@code bytes}; what does not parse is a {@link NetlinkFormatException}. */
    public static Map<Integer, byte[]> read(byte[] bytes) throws NetlinkFormatException {
        Map<Integer, byte[]> attributes = new LinkedHashMap<>();
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        while (buffer.hasRemaining()) {
            int at = buffer.position();
            if (buffer.remaining() < Attributes.HEADER_BYTES) {
                throw new NetlinkFormatException(at, "no room for the header of an attribute");
            }
            int length = buffer.getShort() & 0xffff;
            int type = buffer.getShort() & TYPE_MASK;
            if (length < Attributes.HEADER_BYTES || length > bytes.length - at) {
                throw new NetlinkFormatException(at, "attribute " + type + " claims " + length + " bytes");
            }
            byte[] value = new byte[length - Attributes.HEADER_BYTES];
            buffer.get(value);
            attributes.put(type, value);
            buffer.position(Math.min((at + length + 3) & ~3, bytes.length));
        }
        return attributes;
    }
}
