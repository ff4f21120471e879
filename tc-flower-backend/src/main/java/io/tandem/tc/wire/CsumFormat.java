package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of csum. Source: linux/tc_act/tc_csum.h. */
final class CsumFormat extends ActionFormat {
    CsumFormat() {
        super("csum", TcNumbers.TCA_CSUM_PARMS, TcNumbers.TCA_CSUM_TM, TcNumbers.TCA_CSUM_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        int start = startParameters(action, out);
        out.appendU32(((ActionBody.Csum) action.body()).layers()).end(start);
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        return Optional.of(new ActionBody.Csum(extraWord(options, 0)));
    }
}
