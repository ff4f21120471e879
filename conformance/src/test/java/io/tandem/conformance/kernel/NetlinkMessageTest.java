package io.tandem.conformance.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NetlinkMessageTest {
    @Test
    void buildsAFlowRequest() {
        byte[] attributes =
                FlowBytes.of(new byte[4], Optional.empty(), new byte[0]).toAttributes();
        NetlinkMessage message =
                NetlinkMessage.generic(34, 1, 1, NetlinkMessage.CREATE | 5, 7, new byte[] {9, 0, 0, 0}, attributes);
        assertThat(HexFormat.of().formatHex(message.toBytes()))
                .isEqualTo("24000000" + "2200" + "0504" + "07000000" + "00000000" // nlmsghdr
                        + "01010000" + "09000000" // genlmsghdr, ovs_header
                        + "0800010000000000" + "04000200"); // key, actions
        assertThat(message.command()).isEqualTo(1);
        assertThat(message.attributes(4)).isEqualTo(attributes);
    }

    @Test
    void readsSeveralMessagesOfADatagram() throws NetlinkFormatException {
        NetlinkMessage one = new NetlinkMessage(34, 2, 1, new byte[5]);
        NetlinkMessage two = new NetlinkMessage(3, 2, 1, new byte[4]);
        ByteBuffer both =
                ByteBuffer.allocate(24 + 20).put(one.toBytes()).position(24).put(two.toBytes());
        List<NetlinkMessage> read = NetlinkMessage.read(both.array());
        assertThat(read).extracting(NetlinkMessage::type).containsExactly(34, 3);
        assertThat(read.getFirst().body()).hasSize(5);
    }

    @Test
    void refusesLengthsThatLie() {
        byte[] message = new NetlinkMessage(34, 0, 1, new byte[4]).toBytes();
        for (int length : new int[] {0, 15, 21, -1}) {
            byte[] lying = ByteBuffer.wrap(message.clone())
                    .order(ByteOrder.nativeOrder())
                    .putInt(0, length)
                    .array();
            assertThatExceptionOfType(NetlinkFormatException.class).isThrownBy(() -> NetlinkMessage.read(lying));
        }
        assertThatExceptionOfType(NetlinkFormatException.class)
                .isThrownBy(() -> NetlinkMessage.read(Arrays.copyOf(message, 12)));
    }

    @Test
    void readsTheWordsOfAnAcknowledgement() throws NetlinkFormatException {
        byte[] words = new Attributes().text(1, "no such thing").toBytes();
        ByteBuffer body = ByteBuffer.allocate(4 + 16 + words.length).order(ByteOrder.nativeOrder());
        body.putInt(-22).putInt(1000).position(20).put(words);
        int flags = NetlinkMessage.ACK_TLVS | NetlinkMessage.CAPPED;
        Answer answer = Answer.acknowledged(new NetlinkMessage(2, flags, 1, body.array()), List.of());
        assertThat(answer.errno()).isEqualTo(22);
        assertThat(answer.words()).contains("no such thing");
    }

    @Test
    void readsAnAcknowledgementWithoutWords() throws NetlinkFormatException {
        Answer answer = Answer.acknowledged(new NetlinkMessage(2, 0, 1, new byte[20]), List.of());
        assertThat(answer.errno()).isZero();
        assertThat(answer.words()).isEmpty();
    }
}
