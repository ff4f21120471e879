package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.TunnelFlag;
import io.tandem.vectors.Frames;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is refused and why, and what is read from headers that no tnl_push makes. */
final class TunnelPopTest {
    private static final TunnelPortConfig VXLAN = new TunnelPortConfig(9, TunnelProtocol.VXLAN, 4789);
    private static final TunnelPortConfig GRE = new TunnelPortConfig(9, TunnelProtocol.GRE, 0);
    private static final TunnelPortConfig GTPU = new TunnelPortConfig(9, TunnelProtocol.GTPU, 2152);
    private static final TunnelPortConfig GENEVE = new TunnelPortConfig(9, TunnelProtocol.GENEVE, 6081);
    private static final TunnelPortConfig ERSPAN = new TunnelPortConfig(9, TunnelProtocol.ERSPAN, 0);
    private static final TunnelPortConfig SRV6 = new TunnelPortConfig(9, TunnelProtocol.SRV6, 0);
    private static final String INNER = "020000000002 020000000001 0800 01020304";
    private static final String IP = "45000014 00010000 40110000 0a000001 0a000002";
    private static final String ADDRESSES6 = "20010db8000000000000000000000001 20010db8000000000000000000000002";

    private final TunnelBench bench = new TunnelBench();

    private PopResult pop(TunnelPortConfig port, byte[] frame) {
        bench.take(frame);
        return TunnelPop.pop(bench.packet, port);
    }

    private PopResult udp(TunnelPortConfig port, String payload) {
        return pop(port, ipv4("11", "c000 12b5 %04x 0000".formatted(8 + bytes(payload)) + payload));
    }

    private PopResult gre(TunnelPortConfig port, String header) {
        return pop(port, ipv4("2f", header));
    }

    private long get(FlowField field) {
        return bench.packet.metadata().word(field.word()) >>> field.shift() & field.ones();
    }

    private static int bytes(String hex) {
        return hex.replace(" ", "").length() / 2;
    }

    private static byte[] ipv4(String protocol, String payload) {
        byte[] frame = Frames.ethernet("0800 4500 %04x 0000 4000 40".formatted(20 + bytes(payload)) + protocol
                + "0000 0a000001 0a000002" + payload);
        return mended(frame);
    }

    private static byte[] mended(byte[] frame) {
        int sum = 0;
        frame[24] = 0;
        frame[25] = 0;
        for (int i = 14; i < 14 + (frame[14] & 15) * 4; i += 2) {
            sum += (frame[i] & 0xff) << 8 | frame[i + 1] & 0xff;
        }
        sum = (sum & 0xffff) + (sum >>> 16);
        frame[24] = (byte) (~sum >>> 8);
        frame[25] = (byte) ~sum;
        return frame;
    }

    @Test
    void refusesOuterPacketsThatAreNotRight() {
        String vxlan = "c000 12b5 0022 0000 08000000 00007b00" + INNER;
        byte[] right = ipv4("11", vxlan);
        assertThat(pop(VXLAN, right)).isEqualTo(PopResult.POPPED);
        assertThat(pop(VXLAN, ipv4("2f", vxlan))).isEqualTo(PopResult.WRONG_PROTOCOL);

        byte[] wrong = right.clone();
        wrong[24] ^= 1;
        assertThat(pop(VXLAN, wrong)).isEqualTo(PopResult.IP_CHECKSUM);
        byte[] fragment = right.clone();
        fragment[20] |= 0x20;
        assertThat(pop(VXLAN, mended(fragment))).isEqualTo(PopResult.FRAGMENT);
        byte[] options = Frames.ethernet("0800 4600 003a 0000 4000 4011 0000 0a000001 0a000002 01010100" + vxlan);
        assertThat(pop(VXLAN, mended(options))).isEqualTo(PopResult.IP_OPTIONS);
        byte[] longer = right.clone();
        longer[17]++;
        assertThat(pop(VXLAN, mended(longer))).isEqualTo(PopResult.IP_TRUNCATED);
        byte[] checksum = right.clone();
        checksum[41] = 1;
        assertThat(pop(VXLAN, checksum)).isEqualTo(PopResult.UDP_CHECKSUM);
        assertThat(pop(VXLAN, Frames.ethernet("0806 0001"))).isEqualTo(PopResult.NOT_IP);
        assertThat(udp(VXLAN, "08000000 007b")).isEqualTo(PopResult.HEADER_TRUNCATED);
    }

    @Test
    void readsTheExtensionsOfVxlan() {
        assertThat(udp(VXLAN, "08000000 00007b01" + INNER)).isEqualTo(PopResult.UNKNOWN_FLAGS);
        assertThat(udp(VXLAN, "0c000001 00007b00" + IP)).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.metadata().networkType()).isEqualTo(EtherType.IPV4);
        assertThat(bench.packet.metadata().isEthernet()).isFalse();
        assertThat(udp(VXLAN, "0c000003 00007b00" + INNER)).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.metadata().isEthernet()).isTrue();
        assertThat(udp(VXLAN, "0c000009 00007b00" + INNER)).isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(udp(VXLAN, "0d000003 00007b00" + INNER)).isEqualTo(PopResult.OAM);

        String policy = "88480123 00007b00" + INNER;
        TunnelPortConfig gbp = new TunnelPortConfig(9, TunnelProtocol.VXLAN, 4789, Set.of(TunnelOption.GBP), List.of());
        assertThat(udp(VXLAN, policy)).isEqualTo(PopResult.UNKNOWN_FLAGS);
        assertThat(udp(gbp, policy)).isEqualTo(PopResult.POPPED);
        assertThat(get(FlowField.TUNNEL_GBP_ID)).isEqualTo(0x123);
        assertThat(get(FlowField.TUNNEL_GBP_FLAGS)).isEqualTo(0x48);
    }

    @Test
    void refusesGeneveOfAnotherVersionOrPayload() {
        assertThat(udp(GENEVE, "00806558 00007b00" + INNER)).isEqualTo(PopResult.POPPED);
        assertThat(get(FlowField.TUNNEL_FLAGS))
                .isEqualTo(TunnelFlag.OAM.bit() | TunnelFlag.KEY.bit() | TunnelFlag.DONT_FRAGMENT.bit());
        assertThat(udp(GENEVE, "40006558 00007b00" + INNER)).isEqualTo(PopResult.UNKNOWN_VERSION);
        assertThat(udp(GENEVE, "00000800 00007b00" + INNER)).isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(udp(GENEVE, "3f006558 00007b00" + INNER)).isEqualTo(PopResult.HEADER_TRUNCATED);
    }

    @Test
    void takesTheTypeOfAPacketFromGre() {
        assertThat(gre(GRE, "2000 86dd 0000002a 60000000")).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.metadata().networkType()).isEqualTo(EtherType.IPV6);
        assertThat(get(FlowField.TUNNEL_ID)).isEqualTo(0x2a);
        assertThat(gre(GRE, "0000 6558" + INNER)).isEqualTo(PopResult.POPPED);
        assertThat(get(FlowField.TUNNEL_FLAGS)).isEqualTo(TunnelFlag.DONT_FRAGMENT.bit());
        assertThat(gre(GRE, "4000 6558 00000000" + INNER)).isEqualTo(PopResult.UNKNOWN_FLAGS);
        assertThat(gre(GRE, "0001 6558" + INNER)).isEqualTo(PopResult.UNKNOWN_FLAGS);
        assertThat(gre(GRE, "0000 0026" + INNER)).isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(gre(GRE, "b000 6558 0000")).isEqualTo(PopResult.HEADER_TRUNCATED);
        assertThat(gre(GRE, "8000 6558 12340000" + INNER)).isEqualTo(PopResult.GRE_CHECKSUM);
    }

    @Test
    void refusesErspanThatIsNone() {
        assertThat(gre(ERSPAN, "1000 88be 00000001 1000007b 00000003" + INNER)).isEqualTo(PopResult.POPPED);
        assertThat(get(FlowField.TUNNEL_ERSPAN_INDEX)).isEqualTo(3);
        assertThat(gre(ERSPAN, "1000 6558 00000001 1000007b 00000003" + INNER)).isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(gre(ERSPAN, "2000 88be 00000001 1000007b 00000003" + INNER)).isEqualTo(PopResult.UNKNOWN_FLAGS);
        assertThat(gre(ERSPAN, "1000 88be 00000001 3000007b 00000003" + INNER)).isEqualTo(PopResult.UNKNOWN_VERSION);
        assertThat(gre(ERSPAN, "1000 22eb 00000001 2000007b 00000000")).isEqualTo(PopResult.HEADER_TRUNCATED);
    }

    @Test
    void passesOverTheExtensionsOfGtpu() {
        // sequence number, then a PDU session container (5G) of four bytes
        assertThat(udp(GTPU, "36ff 001c 00000007 00010085 01000900" + IP)).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.length()).isEqualTo(20);
        assertThat(bench.packet.metadata().networkType()).isEqualTo(EtherType.IPV4);
        assertThat(udp(GTPU, "32ff 0018 00000007 00010000" + IP)).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.length()).isEqualTo(20);
        assertThat(udp(GTPU, "34ff 001c 00000007 00000085 00000000" + IP)).isEqualTo(PopResult.HEADER_TRUNCATED);
        assertThat(udp(GTPU, "30ff 0014 00000007" + IP.replace("45", "95"))).isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(udp(GTPU, "30ff 0000 00000007")).isEqualTo(PopResult.HEADER_TRUNCATED);
    }

    /** An echo request is for whoever manages the tunnel: it keeps its headers. */
    @Test
    void leavesOtherMessagesOfGtpuWhole() {
        byte[] echo = ipv4("11", "c000 0868 0014 0000 3201 0004 00000000 00010000");
        assertThat(pop(GTPU, echo)).isEqualTo(PopResult.POPPED);
        assertThat(bench.bytes()).isEqualTo(echo);
        assertThat(get(FlowField.TUNNEL_GTPU_MSGTYPE)).isEqualTo(1);
        assertThat(bench.packet.inPort()).isEqualTo(9);
    }

    @Test
    void popsSegmentRoutingOnlyAtTheEnd() {
        String start = "86dd 60000000 002c 2b40" + ADDRESSES6;
        String segment = "20010db8000000000000000000000002";
        assertThat(pop(SRV6, Frames.ethernet(start + "04020400 00000000" + segment + IP)))
                .isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.length()).isEqualTo(20);
        assertThat(pop(SRV6, Frames.ethernet(start + "04020401 00000000" + segment + IP)))
                .isEqualTo(PopResult.SEGMENTS_LEFT);
        assertThat(pop(SRV6, Frames.ethernet(start + "04020300 00000000" + segment + IP)))
                .isEqualTo(PopResult.WRONG_PROTOCOL);
        assertThat(pop(SRV6, Frames.ethernet(start + "11020400 00000000" + segment + IP)))
                .isEqualTo(PopResult.UNKNOWN_PAYLOAD);
        assertThat(pop(SRV6, ipv4("2b", "04020400 00000000" + segment + IP))).isEqualTo(PopResult.WRONG_PROTOCOL);
    }

    @Test
    void findsTheOuterHeadersBehindATag() {
        byte[] frame = ipv4("11", "c000 12b5 0022 0000 08000000 00007b00" + INNER);
        assertThat(pop(VXLAN, Frames.tagged(frame, 0x8100, 5))).isEqualTo(PopResult.POPPED);
        assertThat(HexFormat.of().formatHex(bench.bytes())).isEqualTo(INNER.replace(" ", ""));
    }

    @Test
    void whatTheNicVerifiedIsOfTheOuterHeadersAlone() {
        byte[] wrong = ipv4("11", "c000 12b5 %04x 1234".formatted(16 + bytes(INNER)) + "08000000 00000100" + INNER);
        assertThat(pop(VXLAN, wrong)).isEqualTo(PopResult.UDP_CHECKSUM);

        bench.take(wrong);
        bench.packet.checksumsGood(true, true);
        bench.packet.flowHash(5);
        bench.packet.mark(6);
        assertThat(TunnelPop.pop(bench.packet, VXLAN)).isEqualTo(PopResult.POPPED);
        assertThat(bench.packet.ipChecksumGood() || bench.packet.transportChecksumGood())
                .isFalse();
        assertThat(bench.packet.hashed()).isFalse();
        assertThat(bench.packet.mark()).isZero();

        wrong[24] ^= 1;
        bench.take(wrong);
        bench.packet.checksumsGood(false, true);
        assertThat(TunnelPop.pop(bench.packet, VXLAN)).isEqualTo(PopResult.IP_CHECKSUM);
        bench.packet.checksumsGood(true, true);
        assertThat(TunnelPop.pop(bench.packet, VXLAN)).isEqualTo(PopResult.POPPED);
    }
}
