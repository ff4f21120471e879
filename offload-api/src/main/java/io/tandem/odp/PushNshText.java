package io.tandem.odp;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import java.util.Arrays;
import java.util.HexFormat;

/** The push_nsh action. Source: Open vSwitch, parse_odp_push_nsh_action and format_odp_push_nsh_action. */
final class PushNshText {
    private static final int CONTEXTS = 4;
    private static final int MOST_METADATA = 244;
    private static final int MOST_DIGITS = 511;
    private static final int DEFAULT_TTL = 63;
    private static final int DEFAULT_INDEX = 255;
    private static final int ETHERNET = 3;

    private static final int FLAG_BITS = 3;
    private static final int TTL_BITS = 63;

    private static final String DIGITS = "0123456789abcdefABCDEF";

    static OdpAction read(OdpScanner in) throws OdpParseException {
        int flags = 0;
        int ttl = DEFAULT_TTL;
        int type = 1;
        int next = ETHERNET;
        int path = 0;
        int index = DEFAULT_INDEX;
        byte[] contexts = new byte[CONTEXTS * Integer.BYTES];
        Bytes metadata = Bytes.NONE;
        in.skipDelimiters();
        while (!in.take(')')) {
            if (in.take("flags=")) {
                flags = (int) in.number(8, "push_nsh.flags");
            } else if (in.take("ttl=")) {
                ttl = (int) in.number(8, "push_nsh.ttl");
            } else if (in.take("mdtype=")) {
                int start = in.offset();
                type = (int) in.number(8, "push_nsh.mdtype");
                if (type != 1 && type != 2) {
                    throw in.wrongAt(start, "push_nsh.mdtype", "1 or 2");
                }
            } else if (in.take("np=")) {
                next = (int) in.number(8, "push_nsh.np");
            } else if (in.take("spi=0x")) {
                path = (int) in.numberOf(16, 32, "push_nsh.spi") & 0xffffff;
            } else if (in.take("si=")) {
                index = (int) in.number(8, "push_nsh.si");
            } else if (type == 1 && in.looksAt('c')) {
                context(in, contexts);
            } else if (type == 2 && in.take("md2=0x")) {
                metadata = metadata(in);
            } else {
                throw in.wrong("push_nsh", "flags=, ttl=, mdtype=, np=, spi=0x, si=, c1=0x to c4=0x, or md2=0x");
            }
            in.skipDelimiters();
        }
        return new OdpAction.PushNsh(flags, ttl, type, next, path, index, type == 1 ? Bytes.of(contexts) : metadata);
    }

    private static void context(OdpScanner in, byte[] contexts) throws OdpParseException {
        for (int i = 0; i < CONTEXTS; i++) {
            if (in.take("c" + (i + 1) + "=0x")) {
                long value = in.numberOf(16, 32, "push_nsh.c" + (i + 1));
                for (int j = 0; j < Integer.BYTES; j++) {
                    contexts[i * Integer.BYTES + j] = (byte) (value >>> (Integer.BYTES - 1 - j) * Byte.SIZE);
                }
                return;
            }
        }
        throw in.wrong("push_nsh", "c1=0x, c2=0x, c3=0x or c4=0x");
    }

    private static Bytes metadata(OdpScanner in) throws OdpParseException {
        int start = in.offset();
        byte[] bytes = bytes(in.those(DIGITS, MOST_DIGITS)).toArray();
        if (bytes.length == 0 || bytes.length > MOST_METADATA) {
            throw in.wrongAt(start, "push_nsh.md2", "up to " + MOST_METADATA + " bytes in hexadecimal");
        }
        return Bytes.of(Arrays.copyOf(bytes, bytes.length + 3 & -4));
    }

    /** The bytes of hexadecimal digits, two each; an odd one at the end is left out. */
    static Bytes bytes(String digits) {
        return Bytes.of(HexFormat.of().parseHex(digits, 0, digits.length() & -2));
    }

    static void print(StringBuilder out, OdpAction.PushNsh push) {
        out.append("push_nsh(flags=")
                .append(push.flags() & FLAG_BITS)
                .append(",ttl=")
                .append(push.ttl() & TTL_BITS)
                .append(",mdtype=")
                .append(push.metadataType())
                .append(",np=")
                .append(push.nextProtocol())
                .append(",spi=0x")
                .append(Integer.toHexString(push.servicePath()))
                .append(",si=")
                .append(push.serviceIndex());
        if (push.metadataType() == 1) {
            for (int i = 0; i < CONTEXTS; i++) {
                int value = 0;
                for (int j = 0; j < Integer.BYTES; j++) {
                    int at = i * Integer.BYTES + j;
                    value = value << Byte.SIZE
                            | (at < push.metadata().size() ? push.metadata().at(at) : 0);
                }
                out.append(",c").append(i + 1).append("=0x").append(Integer.toHexString(value));
            }
        } else {
            out.append(",md2=").append(NumberText.hex(push.metadata().toArray()));
        }
        out.append(')');
    }

    private PushNshText() {}
}
