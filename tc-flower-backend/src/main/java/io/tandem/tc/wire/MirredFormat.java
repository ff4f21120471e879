package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of mirred. Source: linux/tc_act/tc_mirred.h. */
final class MirredFormat extends ActionFormat {
    MirredFormat() {
        super("mirred", TcNumbers.TCA_MIRRED_PARMS, TcNumbers.TCA_MIRRED_TM, TcNumbers.TCA_MIRRED_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Mirred body = (ActionBody.Mirred) action.body();
        int start = startParameters(action, out);
        int operation;
        if (body.ingress()) {
            operation = body.mirror() ? TcNumbers.TCA_INGRESS_MIRROR : TcNumbers.TCA_INGRESS_REDIR;
        } else {
            operation = body.mirror() ? TcNumbers.TCA_EGRESS_MIRROR : TcNumbers.TCA_EGRESS_REDIR;
        }
        out.appendU32(operation).appendU32(body.ifindex());
        out.end(start);
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        int operation = extraWord(options, 0);
        int ifindex = extraWord(options, 1);
        return switch (operation) {
            case TcNumbers.TCA_EGRESS_REDIR -> Optional.of(new ActionBody.Mirred(false, false, ifindex));
            case TcNumbers.TCA_EGRESS_MIRROR -> Optional.of(new ActionBody.Mirred(true, false, ifindex));
            case TcNumbers.TCA_INGRESS_REDIR -> Optional.of(new ActionBody.Mirred(false, true, ifindex));
            case TcNumbers.TCA_INGRESS_MIRROR -> Optional.of(new ActionBody.Mirred(true, true, ifindex));
            default -> Optional.empty();
        };
    }
}
