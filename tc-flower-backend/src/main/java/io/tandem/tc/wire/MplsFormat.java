package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.ActionBody.Mpls.MplsOperation;
import io.tandem.tc.filter.TcAction;
import java.util.List;
import java.util.Optional;

/** The attributes of mpls. Source: linux/tc_act/tc_mpls.h. */
final class MplsFormat extends ActionFormat {
    private static final List<MplsOperation> OPERATIONS = List.of(MplsOperation.values());

    MplsFormat() {
        super("mpls", TcNumbers.TCA_MPLS_PARMS, TcNumbers.TCA_MPLS_TM, TcNumbers.TCA_MPLS_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Mpls body = (ActionBody.Mpls) action.body();
        int start = startParameters(action, out);
        out.appendU32(OPERATIONS.indexOf(body.operation()) + 1).end(start);
        if (body.label().isPresent()) {
            out.putU32(TcNumbers.TCA_MPLS_LABEL, body.label().getAsInt());
        }
        if (body.protocol() != 0) {
            out.putBe16(TcNumbers.TCA_MPLS_PROTO, body.protocol());
        }
        if (body.tc().isPresent()) {
            out.putU8(TcNumbers.TCA_MPLS_TC, body.tc().getAsInt());
        }
        if (body.ttl().isPresent()) {
            out.putU8(TcNumbers.TCA_MPLS_TTL, body.ttl().getAsInt());
        }
        if (body.bos().isPresent()) {
            out.putU8(TcNumbers.TCA_MPLS_BOS, body.bos().getAsInt());
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        int operation = extraWord(options, 0);
        if (operation < 1 || operation > OPERATIONS.size()) {
            return Optional.empty();
        }
        return Optional.of(new ActionBody.Mpls(
                OPERATIONS.get(operation - 1),
                options.has(TcNumbers.TCA_MPLS_PROTO) ? options.be16(TcNumbers.TCA_MPLS_PROTO) : 0,
                options.optionalU32(TcNumbers.TCA_MPLS_LABEL),
                options.optionalU8(TcNumbers.TCA_MPLS_TC),
                options.optionalU8(TcNumbers.TCA_MPLS_TTL),
                options.optionalU8(TcNumbers.TCA_MPLS_BOS)));
    }
}
