package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of gact. Source: linux/tc_act/tc_gact.h. */
final class GactFormat extends ActionFormat {
    GactFormat() {
        super("gact", TcNumbers.TCA_GACT_PARMS, TcNumbers.TCA_GACT_TM, TcNumbers.TCA_GACT_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        out.end(startParameters(action, out));
    }

    @Override
    Optional<ActionBody> read(Level options) {
        return Optional.of(new ActionBody.Gact());
    }
}
