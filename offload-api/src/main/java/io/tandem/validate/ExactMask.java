package io.tandem.validate;

import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.netlink.AttributeCursor;
import java.util.Optional;

/** The mask that the kernel makes for a flow without one. Source: flow_netlink.c, mask_set_nlattr. */
final class ExactMask {
    private static final int CT_STATES = 0xff;

    /** The key's attributes with every bit of their payloads set. */
    static byte[] of(byte[] key) {
        byte[] mask = key.clone();
        fill(mask, new AttributeCursor(mask), Optional.empty());
        return mask;
    }

    private static void fill(byte[] mask, AttributeCursor cursor, Optional<KeyAttribute> parent) {
        while (cursor.next()) {
            int type = cursor.type();
            Optional<KeyAttribute> known = parent.isPresent() ? parent.get().nested(type) : KeyAttribute.ofType(type);
            if (known.isPresent() && known.get().nests()) {
                fill(mask, cursor.inside(), known);
                continue;
            }
            for (int i = 0; i < cursor.length(); i++) {
                mask[cursor.payload() + i] = (byte) -1;
            }
            if (known.isPresent() && known.get() == KeyAttribute.CT_STATE) {
                FlowField.CT_STATE.slot().put(mask, cursor.payload(), CT_STATES, 0);
            }
        }
    }

    private ExactMask() {}
}
