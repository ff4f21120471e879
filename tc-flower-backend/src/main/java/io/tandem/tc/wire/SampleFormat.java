package io.tandem.tc.wire;

import io.tandem.netlink.AttributeWriter;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.TcAction;
import java.util.Optional;

/** The attributes of sample. Source: linux/tc_act/tc_sample.h. */
final class SampleFormat extends ActionFormat {
    SampleFormat() {
        super("sample", TcNumbers.TCA_SAMPLE_PARMS, TcNumbers.TCA_SAMPLE_TM, TcNumbers.TCA_SAMPLE_PAD);
    }

    @Override
    void write(TcAction action, AttributeWriter out) {
        ActionBody.Sample body = (ActionBody.Sample) action.body();
        out.end(startParameters(action, out));
        out.putU32(TcNumbers.TCA_SAMPLE_RATE, body.rate());
        out.putU32(TcNumbers.TCA_SAMPLE_PSAMPLE_GROUP, body.group());
        if (body.truncate() != 0) {
            out.putU32(TcNumbers.TCA_SAMPLE_TRUNC_SIZE, body.truncate());
        }
    }

    @Override
    Optional<ActionBody> read(Level options) throws TcDecodeException {
        return Optional.of(new ActionBody.Sample(
                options.u32(TcNumbers.TCA_SAMPLE_RATE),
                options.u32(TcNumbers.TCA_SAMPLE_PSAMPLE_GROUP),
                options.has(TcNumbers.TCA_SAMPLE_TRUNC_SIZE) ? options.u32(TcNumbers.TCA_SAMPLE_TRUNC_SIZE) : 0));
    }
}
