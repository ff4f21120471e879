package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.vectors.Frames;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class KeyExtractorTest {
    private static final String IPV4_TCP = "0800 4500002800004000400600000a0000010a000002";
    private static final String TCP = "3039005000000001000000025fff20000000 0000";
    private static final String IPV6 = "86dd 6b312345";
    private static final String IPV6_ADDRESSES = "20010db8000000000000000000000001 20010db8000000000000000000000002";

    private final Packet packet = PacketBatch.single();

    private FlowKey key(byte[] frame) {
        packet.set(frame, 0, frame.length, 7, 0);
        packet.recircId(0);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    @Test
    void readsPortRecirculationAndTcp() {
        packet.set(Frames.ethernet(IPV4_TCP + TCP), 0, 54, -2, 0);
        packet.recircId(-1);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, 0);
        FlowKey key = FlowKey.ofWords(words);
        assertThat(key.get(FlowField.IN_PORT)).isEqualTo(0xfffffffeL);
        assertThat(key.get(FlowField.RECIRC_ID)).isEqualTo(0xffffffffL);
        assertThat(key.get(FlowField.ETH_DST)).isEqualTo(0x020000000002L);
        assertThat(key.get(FlowField.ETH_SRC)).isEqualTo(0x020000000001L);
        assertThat(key.get(FlowField.TCP_SRC)).isEqualTo(12345);
        assertThat(key.get(FlowField.TCP_DST)).isEqualTo(80);
        assertThat(key.get(FlowField.TCP_FLAGS)).isEqualTo(0xfff);
        assertThat(key.get(FlowField.IPV4_TTL)).isEqualTo(64);
        assertThat(key.get(FlowField.IPV4_FRAG)).isZero();
    }

    @Test
    void clearsWhatAnEarlierKeyLeftAndTouchesNothingElse() {
        int stride = FlowField.WORDS;
        long[] words = new long[3 * stride];
        Arrays.fill(words, 0, stride, -1L);
        Arrays.fill(words, 2 * stride, 3 * stride, -1L);
        byte[] tagged = Frames.tagged(Frames.udp(1, 2, 64), 0x8100, 5);
        packet.set(tagged, 0, tagged.length, 0, 0);
        packet.metadata().set(FlowField.SKB_MARK, 9);
        long map = KeyExtractor.extract(packet, words, stride, 0);
        byte[] frame = Frames.ethernet("88b5");
        packet.set(frame, 0, frame.length, 0, 0);
        map = KeyExtractor.extract(packet, words, stride, map);
        assertThat(Arrays.copyOfRange(words, 0, stride)).containsOnly(-1L);
        assertThat(Arrays.copyOfRange(words, 2 * stride, 3 * stride)).containsOnly(-1L);
        FlowKey key = FlowKey.ofWords(Arrays.copyOfRange(words, stride, 2 * stride));
        assertThat(key.map()).isEqualTo(0b110).isEqualTo(map);
        assertThat(key.get(FlowField.ETH_TYPE)).isEqualTo(0x88b5);
    }

    @Test
    void readsTwoTagsAndNoThird() {
        FlowKey key = key(Frames.ethernet("88a8 6064 8100 2065 8100 0066 0800"));
        assertThat(key.get(FlowField.VLAN_TPID)).isEqualTo(0x88a8);
        assertThat(key.get(FlowField.VLAN_VID)).isEqualTo(100);
        assertThat(key.get(FlowField.VLAN_PCP)).isEqualTo(3);
        assertThat(key.get(FlowField.VLAN_CFI)).isEqualTo(1);
        assertThat(key.get(FlowField.CVLAN_TPID)).isEqualTo(0x8100);
        assertThat(key.get(FlowField.CVLAN_VID)).isEqualTo(101);
        assertThat(key.get(FlowField.CVLAN_PCP)).isEqualTo(1);
        assertThat(key.get(FlowField.ETH_TYPE)).isEqualTo(0x8100);
    }

    @Test
    void leavesATagAloneThatIsCutShort() {
        assertThat(key(Frames.ethernet("8100 0064")).get(FlowField.VLAN_CFI)).isZero();
        assertThat(key(Frames.ethernet("8100 0064")).get(FlowField.ETH_TYPE)).isEqualTo(0x8100);
        assertThat(key(Frames.ethernet("8100 0064 0806")).get(FlowField.VLAN_VID))
                .isEqualTo(100);
    }

    @Test
    void readsSnapAndMarksOtherLengthFrames() {
        assertThat(key(Frames.ethernet("0020 aaaa03000000 0806")).get(FlowField.ETH_TYPE))
                .isEqualTo(EtherType.ARP);
        assertThat(key(Frames.ethernet("0020 aaaa03000000 0050")).get(FlowField.ETH_TYPE))
                .isEqualTo(EtherType.NONE);
        assertThat(key(Frames.ethernet("0020 aaaa0300000c 0800")).get(FlowField.ETH_TYPE))
                .isEqualTo(EtherType.NONE);
        assertThat(key(Frames.ethernet("0003 424203")).get(FlowField.ETH_TYPE)).isEqualTo(EtherType.NONE);
    }

    @Test
    void refusesAnIpv4HeaderThatContradictsItself() {
        String rest = "00004000400600000a0000010a000002" + TCP;
        for (String wrong : List.of("44000028", "4f000028", "45000013", "45000029")) {
            assertThat(key(Frames.ethernet("0800" + wrong + rest)).map())
                    .as(wrong)
                    .isEqualTo(0b111);
        }
        assertThat(key(Frames.ethernet("0800" + "45000028" + rest)).get(FlowField.TCP_DST))
                .isEqualTo(80);
    }

    @Test
    void takesNoPaddingForATransportHeader() {
        FlowKey key = key(Frames.ethernet("0800 45000014 00004000 40060000 0a000001 0a000002" + TCP));
        assertThat(key.get(FlowField.IPV4_PROTO)).isEqualTo(6);
        assertThat(key.get(FlowField.TCP_SRC)).isZero();
    }

    @Test
    void readsFragmentState() {
        String tail = "400600000a0000010a000002" + TCP;
        FlowKey first = key(Frames.ethernet("0800 45000028 00002000" + tail));
        FlowKey later = key(Frames.ethernet("0800 45000028 00000001" + tail));
        assertThat(first.get(FlowField.IPV4_FRAG)).isEqualTo(Fragment.FIRST.bits());
        assertThat(first.get(FlowField.TCP_DST)).isEqualTo(80);
        assertThat(later.get(FlowField.IPV4_FRAG)).isEqualTo(Fragment.LATER.bits());
        assertThat(later.get(FlowField.TCP_DST)).isZero();
    }

    @Test
    void walksIpv6ExtensionHeaders() {
        FlowKey key = key(Frames.ethernet(IPV6 + "0024 00 40" + IPV6_ADDRESSES
                + "3c00000000000000" + "3300000000000000" + "1101" + "000000000000" + "00000000"
                + "0035003500080000"));
        assertThat(key.get(FlowField.IPV6_PROTO)).isEqualTo(17);
        assertThat(key.get(FlowField.IPV6_LABEL)).isEqualTo(0x12345);
        assertThat(key.get(FlowField.IPV6_TCLASS)).isEqualTo(0xb3);
        assertThat(key.get(FlowField.IPV6_HLIMIT)).isEqualTo(64);
    }

    @Test
    void stopsAtALaterIpv6Fragment() {
        FlowKey first =
                key(Frames.ethernet(IPV6 + "0010 2c 40" + IPV6_ADDRESSES + "1100000100000001" + "0035003600080000"));
        FlowKey later =
                key(Frames.ethernet(IPV6 + "0010 2c 40" + IPV6_ADDRESSES + "1100000900000001" + "0035003600080000"));
        assertThat(first.get(FlowField.IPV6_FRAG)).isEqualTo(Fragment.FIRST.bits());
        assertThat(first.get(FlowField.UDP_DST)).isEqualTo(0x36);
        assertThat(later.get(FlowField.IPV6_FRAG)).isEqualTo(Fragment.LATER.bits());
        assertThat(later.get(FlowField.IPV6_PROTO)).isEqualTo(44);
        assertThat(later.get(FlowField.UDP_DST)).isZero();
    }

    @Test
    void readsArpOfEthernetAndIpv4Only() {
        String rest = "0002 020000000001 0a000001 020000000002 0a000002";
        FlowKey key = key(Frames.ethernet("0806 0001 0800 0604" + rest));
        assertThat(key.get(FlowField.ARP_OP)).isEqualTo(2);
        assertThat(key.get(FlowField.ARP_SIP)).isEqualTo(0x0a000001);
        assertThat(key.get(FlowField.ARP_TIP)).isEqualTo(0x0a000002);
        assertThat(key.get(FlowField.ARP_SHA)).isEqualTo(0x020000000001L);
        assertThat(key.get(FlowField.ARP_THA)).isEqualTo(0x020000000002L);
        assertThat(key(Frames.ethernet("0806 0001 0800 0604 0102" + rest.substring(4)))
                        .get(FlowField.ARP_OP))
                .isZero();
        for (String other : List.of("0006 0800 0604", "0001 86dd 0604", "0001 0800 0804", "0001 0800 0610")) {
            assertThat(key(Frames.ethernet("0806" + other + rest)).map())
                    .as(other)
                    .isEqualTo(0b111);
        }
    }

    @Test
    void readsUpToThreeLabels() {
        FlowKey one = key(Frames.ethernet("8847 000657ff 000020fe"));
        assertThat(one.get(FlowField.MPLS_LABEL)).isEqualTo(0x65);
        assertThat(one.get(FlowField.MPLS_TC)).isEqualTo(3);
        assertThat(one.get(FlowField.MPLS_BOS)).isEqualTo(1);
        assertThat(one.get(FlowField.MPLS_TTL)).isEqualTo(255);
        assertThat(one.get(FlowField.MPLS_TTL1)).isZero();
        FlowKey four = key(Frames.ethernet("8848 000010ff 000020fe 000030fd 000041fc"));
        assertThat(four.get(FlowField.MPLS_LABEL1)).isEqualTo(2);
        assertThat(four.get(FlowField.MPLS_LABEL2)).isEqualTo(3);
        assertThat(four.get(FlowField.MPLS_BOS2)).isZero();
        assertThat(key(Frames.ethernet("8847 0000")).map()).isEqualTo(0b111);
    }

    @Test
    void readsNothingBehindTheBottomOfAStack() {
        assertThat(key(Frames.ethernet("8847 000011ff" + IPV4_TCP.substring(4) + TCP))
                        .map())
                .isEqualTo(0b111 | 1L << FlowField.MPLS_LABEL.word());
    }

    @Test
    void readsNsh() {
        String context = "00000001 00000002 00000003 00000004";
        FlowKey key = key(Frames.ethernet("894f 2fc6 0103 00030907" + context));
        assertThat(key.get(FlowField.NSH_FLAGS)).isEqualTo(2);
        assertThat(key.get(FlowField.NSH_TTL)).isEqualTo(63);
        assertThat(key.get(FlowField.NSH_MDTYPE)).isEqualTo(1);
        assertThat(key.get(FlowField.NSH_NP)).isEqualTo(3);
        assertThat(key.get(FlowField.NSH_SPI)).isEqualTo(0x309);
        assertThat(key.get(FlowField.NSH_SI)).isEqualTo(7);
        assertThat(key.get(FlowField.NSH_C4)).isEqualTo(4);
        FlowKey second = key(Frames.ethernet("894f 0fc6 0203 00030907" + context));
        assertThat(second.get(FlowField.NSH_SI)).isEqualTo(7);
        assertThat(second.get(FlowField.NSH_C1)).isZero();
        for (String wrong : List.of("6fc6 0103", "2fc5 0103", "2fc7 0203", "0fc1 0203")) {
            assertThat(key(Frames.ethernet("894f" + wrong + "00030907" + context))
                            .map())
                    .as(wrong)
                    .isEqualTo(0b111);
        }
    }

    private static byte[] discovery(String payload) {
        return Frames.ethernet(
                IPV6 + "%04x 3a ff".formatted(payload.replace(" ", "").length() / 2) + IPV6_ADDRESSES + payload);
    }

    @Test
    void readsNeighbourDiscovery() {
        String start = "8800 0000 60000000 fe800000000000000000000000000003";
        FlowKey key = key(discovery(start + "0501 0000000005dc 0201 020000000004"));
        assertThat(key.get(FlowField.ICMPV6_TYPE)).isEqualTo(136);
        assertThat(key.get(FlowField.ND_RESERVED)).isEqualTo(0x60000000);
        assertThat(key.get(FlowField.ND_OPTIONS_TYPE)).isEqualTo(2);
        assertThat(key.getLow(FlowField.ND_TARGET)).isEqualTo(3);
        assertThat(key.get(FlowField.ND_SLL)).isZero();
        assertThat(key.get(FlowField.ND_TLL)).isEqualTo(0x020000000004L);
    }

    @Test
    void takesALinkAddressGivenTwiceForNone() {
        String start = "8700 0000 00000000 fe800000000000000000000000000003";
        FlowKey key = key(discovery(start + "0101 020000000004 0201 020000000005 0101 020000000006"));
        assertThat(key.isZero(FlowField.ND_TARGET)).isTrue();
        assertThat(key.get(FlowField.ND_SLL)).isZero();
        assertThat(key.get(FlowField.ND_TLL)).isZero();
        assertThat(key.get(FlowField.ND_OPTIONS_TYPE)).isEqualTo(1);
        FlowKey zeros = key(discovery(start + "0101 000000000000 0101 020000000006"));
        assertThat(zeros.get(FlowField.ND_SLL)).isEqualTo(0x020000000006L);
    }

    @Test
    void keepsTheOptionsInFrontOfOneThatIsCutShort() {
        String start = "8700 0000 00000000 fe800000000000000000000000000003";
        FlowKey key = key(discovery(start + "0101 020000000004 0202 020000000005"));
        assertThat(key.getLow(FlowField.ND_TARGET)).isEqualTo(3);
        assertThat(key.get(FlowField.ND_SLL)).isEqualTo(0x020000000004L);
        assertThat(key.get(FlowField.ND_TLL)).isZero();
        assertThat(key(discovery("8700 0000 00000001 fe80")).get(FlowField.ND_RESERVED))
                .isEqualTo(1);
    }

    @Test
    void takesNoTcpHeaderWhoseLengthIsWrong() {
        for (String offset : List.of("40", "60")) {
            String tcp = TCP.replace("5fff2000", offset + "ff2000");
            assertThat(key(Frames.ethernet(IPV4_TCP + tcp)).get(FlowField.TCP_SRC))
                    .as(offset)
                    .isZero();
        }
    }

    @Test
    void readsTypeAndCodeOfIgmp() {
        FlowKey key = key(Frames.ethernet("0800 4500001c 00004000 40020000 0a000001 e0000016 1664 0000 e0000016"));
        assertThat(key.word(FlowField.TCP_SRC.word())).isEqualTo(0x0016_0064_0000_0000L);
    }

    @Test
    void takesAFrameWithoutEthernetHeaderForItsPortOnly() {
        for (int length : List.of(0, 1, KeyExtractor.ETHERNET_HEADER - 1)) {
            assertThat(key(new byte[length]).map()).isEqualTo(1);
        }
    }
}
