package io.tandem.proto;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import io.tandem.v1.Action;
import io.tandem.v1.FieldMatch;
import io.tandem.v1.Flow;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlowProtoTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "in_port(1),eth_type(0x0800),ipv4(src=172.0.0.0/255.0.0.0,proto=6,frag=no) actions:2,3",
                "in_port(1),eth_type(0x8100),vlan(vid=4000),encap() actions:pop_vlan,recirc(0x7)",
                "in_port(2),eth_type(0x86dd),ipv6(src=2001:db8::/ffff::,proto=17),udp(dst=53) actions:drop",
                "in_port(1),eth_type(0x0806),arp(op=1,sha=00:00:00:00:00:01) actions:push_vlan(vid=1,pcp=2),1",
                "in_port(1) actions:set(eth(dst=00:00:00:00:00:00)),set(tcp(src=1,dst=2)),4"
            })
    void flowsReadBack(String line) throws Exception {
        Megaflow flow = flow(line);

        byte[] bytes = FlowProto.encode(flow).toByteArray();

        assertThat(FlowProto.decode(Flow.parseFrom(bytes))).isEqualTo(flow);
    }

    @Test
    void refusesWhatIsNotAFlow() throws OdpParseException {
        Flow good = FlowProto.encode(flow("in_port(1) actions:1"));
        refused(good.toBuilder().setUfid(ByteString.EMPTY), "flow.ufid");
        refused(good.toBuilder().addMatch(FieldMatch.newBuilder().setField("ipv9.src")), "ipv9.src");
        refused(good.toBuilder().addMatch(FieldMatch.newBuilder().setField("ipv4.src")), "0 bytes");
        refused(good.toBuilder().addActions(Action.getDefaultInstance()), "no action");
        refused(
                good.toBuilder()
                        .addMatch(
                                FieldMatch.newBuilder().setField("vlan.pcp").setValue(ByteString.copyFrom(new byte[] {8
                                }))),
                "3 bits");
    }

    private static void refused(Flow.Builder message, String words) {
        assertThatExceptionOfType(ProtoDecodeException.class)
                .isThrownBy(() -> FlowProto.decode(message.build()))
                .withMessageContaining(words);
    }
}
