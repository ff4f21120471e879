package io.tandem.datapath.miniflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.vectors.Frames;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
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
        KeyExtractor.extract(packet, words, 0, -1L);
        return FlowKey.ofWords(words);
    }

    @Test
    void readsPortRecirculationAndTcp() {
        packet.set(Frames.ethernet(IPV4_TCP + TCP), 0, 54, -2, 0);
        packet.recircId(-1);
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(packet, words, 0, -1L);
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
    void overwritesWhatTheStorageHeldBefore() {
        int stride = FlowField.WORDS;
        long[] words = new long[3 * stride];
        Arrays.fill(words, -1L);
        byte[] frame = Frames.ethernet("88b5");
        packet.set(frame, 0, frame.length, 0, 0);
        KeyExtractor.extract(packet, words, stride, -1L);
        assertThat(Arrays.copyOfRange(words, 0, stride)).containsOnly(-1L);
        assertThat(Arrays.copyOfRange(words, 2 * stride, 3 * stride)).containsOnly(-1L);
        FlowKey key = FlowKey.ofWords(Arrays.copyOf(Arrays.copyOfRange(words, stride, 2 * stride), FlowField.WORDS));
        assertThat(key.map()).isEqualTo(0b110);
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
    void survivesAnyBytes() {
        List<byte[]> seeds = List.of(
                Frames.ethernet(IPV4_TCP + TCP),
                Frames.udp(53, 1024, 90),
                Frames.tagged(Frames.tagged(Frames.udp(1, 2, 70), 0x8100, 5), 0x88a8, 6),
                Frames.ethernet("0020 aaaa03000000 0800" + IPV4_TCP.substring(4) + TCP),
                Frames.ethernet("0806 0001 0800 0604 0001 020000000001 0a000001 000000000000 0a000002"),
                Frames.ethernet(IPV6 + "0030 00 40" + IPV6_ADDRESSES + "2b00000000000000" + "2c00000000000000"
                        + "3300000000000000" + "3c00000000000000" + "3a00000000000000" + "8000000000000000"));
        SplittableRandom random = new SplittableRandom(20_261_121);
        for (int round = 0; round < 20_000; round++) {
            byte[] seed = seeds.get(random.nextInt(seeds.size()));
            byte[] frame = Arrays.copyOf(seed, Math.max(KeyExtractor.ETHERNET_HEADER, random.nextInt(seed.length + 8)));
            for (int change = random.nextInt(6); change > 0; change--) {
                frame[random.nextInt(frame.length)] = (byte) random.nextInt(256);
            }
            assertThatCode(() -> key(frame)).as(HexFormat.of().formatHex(frame)).doesNotThrowAnyException();
        }
    }
}
