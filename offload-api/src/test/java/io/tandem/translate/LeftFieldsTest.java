package io.tandem.translate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LeftFieldsTest {
    private static void settle(int type, int protocol, FlowField field) throws RefusedException {
        FlowMask mask = FlowMask.builder().exact(field).build();
        MatchAccount account = new MatchAccount(FlowKey.builder().build(), mask, "a rule");
        LeftFields.settle(account, type, protocol, Fragments.NONE, "a rule has no");
    }

    /** A type of zero is not what all packets of the protocol have. */
    @ParameterizedTest
    @CsvSource({"0x0800,58,ICMPV6_TYPE", "0x86dd,1,ICMP_TYPE", "0x86dd,1,ICMP_CODE"})
    void aTypeThatIsReadBehindEitherIpIsLeft(String type, int protocol, FlowField field) {
        assertThatThrownBy(() -> settle(Integer.decode(type), protocol, field)).isInstanceOf(RefusedException.class);
    }

    /** -1 stands for any protocol. */
    @ParameterizedTest
    @CsvSource({"0x0806,-1,ICMP_TYPE", "0x0806,-1,ICMPV6_TYPE", "0x0800,47,TCP_SRC"})
    void aFieldThatNoPacketHasIsZero(String type, int protocol, FlowField field) {
        assertThatCode(() -> settle(Integer.decode(type), protocol, field)).doesNotThrowAnyException();
    }
}
