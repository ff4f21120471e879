package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpKeyText;
import io.tandem.proto.FlowProto;
import io.tandem.proto.ProtoDecodeException;
import io.tandem.v1.Flow;

/** Protobuf of a flow, any bytes. */
class ProtoFlowFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        Megaflow flow;
        try {
            flow = FlowProto.decode(Flow.parseFrom(input));
        } catch (InvalidProtocolBufferException | ProtoDecodeException refused) {
            return;
        }
        RoundTrips.flow(flow);
        RoundTrips.actions(flow.actions());
        OdpKeyText.print(flow.key(), flow.mask());
    }
}
