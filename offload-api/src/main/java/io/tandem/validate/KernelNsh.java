package io.tandem.validate;

import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AttributeCursor;
import java.util.Optional;

/** Reads an nsh attribute as the kernel does. Source: flow_netlink.c of Linux 6.1, nsh_key_put_from_nlattr. */
final class KernelNsh {
    private static final int MOST_METADATA = 244;
    private static final int MD1 = 1;
    private static final int MD2 = 2;

    /**
     * Reads the attributes.
     *
     * @param push true for a header that is pushed, which may have metadata of type 2
     */
    static void read(byte[] bytes, int from, int to, long[] words, boolean mask, boolean push) throws KernelRefusal {
        AttributeCursor cursor = new AttributeCursor(bytes, from, to);
        boolean base = false;
        boolean md1 = false;
        boolean md2 = false;
        int type = 0;
        while (cursor.next()) {
            Optional<KeyAttribute> known = KeyAttribute.NSH.nested(cursor.type());
            if (known.isEmpty() || !known.get().fits(cursor.length())) {
                throw invalid("nsh attribute " + cursor.type() + " of " + cursor.length() + " bytes is not known");
            }
            switch (known.get()) {
                case NSH_BASE -> {
                    base = true;
                    type = cursor.u8(2);
                }
                case NSH_MD1 -> md1 = true;
                default -> {
                    if (!push) {
                        throw invalid("metadata of type 2 cannot be matched");
                    }
                    md2 = true;
                    if (cursor.length() > MOST_METADATA || cursor.length() == 0) {
                        throw invalid("metadata of type 2 has 1 to " + MOST_METADATA + " bytes");
                    }
                }
            }
            if (known.get() != KeyAttribute.NSH_MD2) {
                KeyStruct.unpack(bytes, known.get(), cursor.payload(), words, mask);
            }
        }
        if (cursor.leftover() > 0) {
            throw invalid(cursor.leftover() + " bytes are no attribute");
        }
        if (md1 && md2) {
            throw invalid("metadata is of one type");
        }
        if (!mask && ((md1 && type != MD1) || (md2 && type != MD2))) {
            throw invalid("metadata is of the type that mdtype says");
        }
        if (push && (!base || (!md1 && !md2))) {
            throw invalid("a header that is pushed has base and metadata");
        }
    }

    private static KernelRefusal invalid(String sentence) {
        return KernelRefusal.invalid("nsh", sentence);
    }

    private KernelNsh() {}
}
