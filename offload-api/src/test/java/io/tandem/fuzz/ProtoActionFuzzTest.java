package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tandem.action.OdpAction;
import io.tandem.proto.ActionProto;
import io.tandem.proto.ProtoDecodeException;
import io.tandem.v1.Action;
import java.util.List;

/** Protobuf of an action, any bytes. */
class ProtoActionFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        List<OdpAction> actions;
        try {
            actions = ActionProto.decode("actions", List.of(Action.parseFrom(input)));
        } catch (InvalidProtocolBufferException | ProtoDecodeException refused) {
            return;
        }
        RoundTrips.actions(actions);
    }
}
