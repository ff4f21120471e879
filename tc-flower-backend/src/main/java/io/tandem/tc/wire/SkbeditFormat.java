package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of skbedit. Source: linux/tc_act/tc_skbedit.h. */
final class SkbeditFormat extends ActionFormat {
    SkbeditFormat() {
        super("skbedit", TcNumbers.TCA_SKBEDIT_PARMS, TcNumbers.TCA_SKBEDIT_TM, TcNumbers.TCA_SKBEDIT_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Skbedit body = (ActionBody.Skbedit) action.body();
        out.end(startParameters(action, out));
        if (body.queue().isPresent()) {
            out.putU16(TcNumbers.TCA_SKBEDIT_QUEUE_MAPPING, body.queue().getAsInt());
        }
        if (body.priority().isPresent()) {
            out.putU32(TcNumbers.TCA_SKBEDIT_PRIORITY, body.priority().getAsInt());
        }
        if (body.mark().isPresent()) {
            out.putU32(TcNumbers.TCA_SKBEDIT_MARK, body.mark().getAsInt());
        }
        if (body.markMask().isPresent()) {
            out.putU32(TcNumbers.TCA_SKBEDIT_MASK, body.markMask().getAsInt());
        }
        if (body.packetType().isPresent()) {
            out.putU16(TcNumbers.TCA_SKBEDIT_PTYPE, body.packetType().getAsInt());
        }
        if (body.inheritDsField()) {
            out.putU64(TcNumbers.TCA_SKBEDIT_FLAGS, TcNumbers.SKBEDIT_F_INHERITDSFIELD);
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        long flags = options.has(TcNumbers.TCA_SKBEDIT_FLAGS) ? options.u64(TcNumbers.TCA_SKBEDIT_FLAGS) : 0;
        if ((flags & ~TcNumbers.SKBEDIT_F_INHERITDSFIELD) != 0) {
            return Optional.empty();
        }
        return Optional.of(new ActionBody.Skbedit(
                options.optionalU32(TcNumbers.TCA_SKBEDIT_MARK),
                options.optionalU32(TcNumbers.TCA_SKBEDIT_MASK),
                options.optionalU32(TcNumbers.TCA_SKBEDIT_PRIORITY),
                options.optionalU16(TcNumbers.TCA_SKBEDIT_QUEUE_MAPPING),
                options.optionalU16(TcNumbers.TCA_SKBEDIT_PTYPE),
                flags != 0));
    }
}
