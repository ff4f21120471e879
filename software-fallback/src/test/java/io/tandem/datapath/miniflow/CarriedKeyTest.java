package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.TunnelFlag;
import io.tandem.vectors.Frames;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a key comes from what a packet carries beside its bytes. */
final class CarriedKeyTest {
    private static final String UDP_6 = "86dd 60000000 0008 11 40 20010db8000000000000000000000001"
            + "20010db8000000000000000000000002 0035003600080000";
    private static final String ARP = "0806 0001 0800 0604 0001 020000000001 0a000001 020000000002 0a000002";

    private final Packet packet = PacketBatch.single();

    private void take(byte[] frame) {
        packet.set(frame, 0, frame.length, 3, 0);
    }

    private FlowKey key() {
        long[] words = new long[FlowField.WORDS];
        long map = KeyExtractor.extract(packet, words, 0, 0);
        FlowKey key = FlowKey.ofWords(words);
        assertThat(map).isEqualTo(key.map());
        return key;
    }

    private void connection(CtStateFlag... state) {
        packet.metadata()
                .set(
                        FlowField.CT_STATE,
                        Arrays.stream(state).mapToInt(CtStateFlag::bit).sum());
        packet.metadata().set(FlowField.CT_ZONE, 7);
        packet.metadata().set(FlowField.CT_MARK, 8);
        packet.metadata().set(FlowField.CT_LABEL, 1, 9);
    }

    private void tuple4() {
        packet.metadata().set(FlowField.CT_IPV4_SRC, 0x0a000001);
        packet.metadata().set(FlowField.CT_IPV4_DST, 0x0a000002);
        packet.metadata().set(FlowField.CT_IPV4_PROTO, 17);
        packet.metadata().set(FlowField.CT_IPV4_TP_SRC, 100);
        packet.metadata().set(FlowField.CT_IPV4_TP_DST, 200);
    }

    @Test
    void takesOverPriorityMarkAndHash() {
        take(Frames.udp(1, 2, 64));
        packet.metadata().set(FlowField.SKB_PRIORITY, 0xffffffffL);
        packet.metadata().set(FlowField.SKB_MARK, 2);
        packet.metadata().set(FlowField.DP_HASH, 3);
        FlowKey key = key();
        assertThat(key.get(FlowField.SKB_PRIORITY)).isEqualTo(0xffffffffL);
        assertThat(key.get(FlowField.SKB_MARK)).isEqualTo(2);
        assertThat(key.get(FlowField.DP_HASH)).isEqualTo(3);
        assertThat(key.get(FlowField.UDP_DST)).isEqualTo(2);
    }

    @Test
    void takesOverAConnectionAndItsTuple() {
        take(Frames.udp(1, 2, 64));
        connection(CtStateFlag.TRACKED, CtStateFlag.ESTABLISHED);
        tuple4();
        FlowKey key = key();
        assertThat(key.get(FlowField.CT_STATE)).isEqualTo(0x22);
        assertThat(key.get(FlowField.CT_ZONE)).isEqualTo(7);
        assertThat(key.get(FlowField.CT_MARK)).isEqualTo(8);
        assertThat(key.getLow(FlowField.CT_LABEL)).isEqualTo(9);
        assertThat(key.get(FlowField.CT_IPV4_SRC)).isEqualTo(0x0a000001);
        assertThat(key.get(FlowField.CT_IPV4_DST)).isEqualTo(0x0a000002);
        assertThat(key.get(FlowField.CT_IPV4_PROTO)).isEqualTo(17);
        assertThat(key.get(FlowField.CT_IPV4_TP_SRC)).isEqualTo(100);
        assertThat(key.get(FlowField.CT_IPV4_TP_DST)).isEqualTo(200);
    }

    @Test
    void showsNothingOfAConnectionWithoutState() {
        take(Frames.udp(1, 2, 64));
        long bare = key().map();
        connection();
        tuple4();
        packet.metadata().set(FlowField.DP_HASH, 3);
        FlowKey key = key();
        assertThat(key.map()).isEqualTo(bare | 1L << FlowField.DP_HASH.word());
        assertThat(key.get(FlowField.CT_MARK)).isZero();
        assertThat(key.get(FlowField.DP_HASH)).isEqualTo(3);
    }

    @Test
    void showsATupleOnlyOfTheIpThatThePacketHas() {
        take(Frames.ethernet(UDP_6));
        connection(CtStateFlag.TRACKED, CtStateFlag.NEW);
        tuple4();
        assertThat(key().get(FlowField.CT_IPV6_PROTO)).isZero();
        assertThat(key().isZero(FlowField.CT_IPV6_SRC)).isTrue();
        for (int i = 0; i < 2; i++) {
            packet.metadata().set(FlowField.CT_IPV6_SRC, i, 5 + i);
            packet.metadata().set(FlowField.CT_IPV6_DST, i, 7 + i);
        }
        FlowKey key = key();
        assertThat(key.get(FlowField.CT_IPV6_PROTO)).isEqualTo(17);
        assertThat(key.getLow(FlowField.CT_IPV6_SRC)).isEqualTo(6);
        assertThat(key.getLow(FlowField.CT_IPV6_DST)).isEqualTo(8);
        assertThat(key.get(FlowField.CT_IPV6_TP_DST)).isEqualTo(200);
    }

    @Test
    void showsTupleAddressesButNoPortsWithoutATransportHeader() {
        byte[] frame = Frames.ethernet("0800 45000014 00004000 40060000 0a000001 0a000002");
        take(frame);
        connection(CtStateFlag.TRACKED, CtStateFlag.NEW);
        tuple4();
        assertThat(key().get(FlowField.CT_IPV4_PROTO)).isEqualTo(17);
        assertThat(key().get(FlowField.CT_IPV4_TP_SRC)).isZero();
        packet.put8(14 + 7, 1); // a later fragment
        assertThat(key().get(FlowField.CT_IPV4_TP_SRC)).isEqualTo(100);
    }

    @Test
    void takesOverATunnelWithItsOptions() {
        take(Frames.udp(1, 2, 64));
        packet.metadata().set(FlowField.TUNNEL_FAMILY, 1);
        packet.metadata().set(FlowField.TUNNEL_ID, -1L);
        packet.metadata().set(FlowField.TUNNEL_IPV4_DST, 0xc0a80001L);
        packet.metadata().set(FlowField.TUNNEL_TTL, 64);
        packet.metadata().set(FlowField.TUNNEL_TP_DST, 4789);
        packet.metadata().set(FlowField.TUNNEL_FLAGS, TunnelFlag.KEY.bit());
        packet.metadata().set(FlowField.TUNNEL_GBP_ID, 12);
        packet.metadata().set(FlowField.TUNNEL_OPTIONS_LENGTH, 8);
        packet.metadata().set(FlowField.TUNNEL_GENEVE_OPTIONS, 31, 0x0102_0304_0506_0708L);
        FlowKey key = key();
        assertThat(key.get(FlowField.TUNNEL_ID)).isEqualTo(-1L);
        assertThat(key.get(FlowField.TUNNEL_IPV4_DST)).isEqualTo(0xc0a80001L);
        assertThat(key.get(FlowField.TUNNEL_TTL)).isEqualTo(64);
        assertThat(key.get(FlowField.TUNNEL_TP_DST)).isEqualTo(4789);
        assertThat(key.get(FlowField.TUNNEL_GBP_ID)).isEqualTo(12);
        assertThat(key.word(63)).isEqualTo(0x0102_0304_0506_0708L);
    }

    @Test
    void showsNothingOfATunnelWithoutAddressFamily() {
        take(Frames.udp(1, 2, 64));
        long bare = key().map();
        packet.metadata().set(FlowField.TUNNEL_ID, 5);
        packet.metadata().set(FlowField.TUNNEL_TTL, 64);
        assertThat(key().map()).isEqualTo(bare);
    }

    @ParameterizedTest
    @CsvSource({
        "0800, 4500001c00004000401100000a0000010a0000020035003600080000, 54",
        "86dd, 6000000000081140200100000000000000000000000000012001000000000000000000000000000200350036000800 00, 54",
        "8847, 000011ff, 0",
        "0800, 45, 0",
    })
    void readsAPacketThatStartsWithANetworkHeader(String type, String bytes, long destination) {
        take(HexFormat.of().parseHex(bytes.replace(" ", "")));
        packet.metadata().set(FlowField.PACKET_TYPE_NS, 1);
        packet.metadata().set(FlowField.PACKET_TYPE_ID, HexFormat.fromHexDigits(type));
        FlowKey key = key();
        assertThat(key.get(FlowField.PACKET_TYPE_NS)).isEqualTo(1);
        assertThat(key.get(FlowField.PACKET_TYPE_ID)).isEqualTo(HexFormat.fromHexDigits(type));
        assertThat(key.get(FlowField.ETH_TYPE)).isEqualTo(HexFormat.fromHexDigits(type));
        assertThat(key.get(FlowField.ETH_DST)).isZero();
        assertThat(key.get(FlowField.UDP_DST)).isEqualTo(destination);
    }

    @Test
    void keepsPacketTypeBesideHardwareAddresses() {
        byte[] frame = Frames.ethernet(ARP);
        take(Arrays.copyOfRange(frame, 14, frame.length));
        packet.metadata().set(FlowField.PACKET_TYPE_NS, 1);
        packet.metadata().set(FlowField.PACKET_TYPE_ID, EtherType.ARP);
        FlowKey key = key();
        assertThat(key.get(FlowField.ARP_SHA)).isEqualTo(0x020000000001L);
        assertThat(key.get(FlowField.ARP_THA)).isEqualTo(0x020000000002L);
        assertThat(key.get(FlowField.PACKET_TYPE_ID)).isEqualTo(EtherType.ARP);
    }

    @Test
    void carriesNothingOverToTheNextFrameButAllToACopy() {
        take(Frames.udp(1, 2, 64));
        connection(CtStateFlag.TRACKED, CtStateFlag.NEW);
        tuple4();
        FlowKey key = key();
        Packet copy = PacketBatch.single();
        copy.metadata().set(FlowField.SKB_MARK, 1);
        copy.set(packet);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(copy, words, 0, 0);
        assertThat(FlowKey.ofWords(words)).isEqualTo(key);
        take(Frames.udp(1, 2, 64));
        assertThat(packet.metadata().map()).isZero();
        assertThat(key().get(FlowField.CT_STATE)).isZero();
    }

    @Test
    void refusesFieldsOfTheFrameAndValuesTooWide() {
        assertThatIllegalArgumentException().isThrownBy(() -> packet.metadata().set(FlowField.ETH_TYPE, 0x800));
        assertThatIllegalArgumentException().isThrownBy(() -> packet.metadata().set(FlowField.CT_ZONE, 0x10000));
        assertThatIllegalArgumentException().isThrownBy(() -> packet.metadata().set(FlowField.CT_LABEL, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> packet.metadata().set(FlowField.CT_LABEL, 2, 1));
    }
}
