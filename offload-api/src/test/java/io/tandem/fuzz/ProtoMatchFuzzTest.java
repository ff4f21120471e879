package io.tandem.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.google.protobuf.InvalidProtocolBufferException;
import io.tandem.netlink.MatchAttributes;
import io.tandem.proto.AttributeProto;
import io.tandem.proto.ProtoDecodeException;
import io.tandem.v1.AttributeMatch;

/** Protobuf of a match as it is written, any bytes. */
class ProtoMatchFuzzTest {
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        MatchAttributes match;
        try {
            match = AttributeProto.decode(AttributeMatch.parseFrom(input));
        } catch (InvalidProtocolBufferException | ProtoDecodeException refused) {
            return;
        }
        RoundTrips.attributes(match);
        RoundTrips.packed(match);
    }
}
