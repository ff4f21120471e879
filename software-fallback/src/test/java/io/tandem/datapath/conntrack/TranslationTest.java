package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Translated connections. Expectations are those of Open vSwitch: lib/conntrack.c, and tests/system-traffic.at,
 * "conntrack - SNAT", "DNAT", "ICMP related with NAT".
 */
final class TranslationTest {
    private static final String A = "10.1.1.1";
    private static final String B = "10.1.1.2";
    private static final String N = "10.1.1.240";
    private static final String A6 = "fc00::1";
    private static final String B6 = "fc00::2";
    private static final String N6 = "fc00::240";

    private final Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);

    @Test
    void translatesTheSourceAndUndoesItInAnswers() {
        assertThat(tracking.state(IpFrames.udp(A, 1000, B, 53, 9), "ct(commit,nat(src=10.1.1.240))"))
                .isEqualTo("new|trk|snat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(N, 1000, B, 53, 9));
        assertThat(tracking.state(IpFrames.udp(B, 53, N, 1000, 5), "ct(nat)")).isEqualTo("est|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(B, 53, A, 1000, 5));
        assertThat(Tracking.get(tracking.packet, FlowField.CT_IPV4_SRC)).isEqualTo(0x0a010101);
        assertThat(tracking.state(IpFrames.udp(A, 1000, B, 53, 9), "ct(nat)")).isEqualTo("est|trk|snat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(N, 1000, B, 53, 9));
    }

    @Test
    void translatesDestinationAddressAndPort() {
        byte[] there = IpFrames.tcp(A, 1000, N, 80, IpFrames.SYN, 1, 0, 0);
        assertThat(tracking.state(there, "ct(commit,nat(dst=10.1.1.2:8080))")).isEqualTo("new|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.tcp(A, 1000, B, 8080, IpFrames.SYN, 1, 0, 0));
        byte[] back = IpFrames.tcp(B, 8080, A, 1000, IpFrames.SYN | IpFrames.ACK, 9, 2, 0);
        assertThat(tracking.state(back, "ct(nat)")).isEqualTo("est|rpl|trk|snat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.tcp(N, 80, A, 1000, IpFrames.SYN | IpFrames.ACK, 9, 2, 0));
    }

    @Test
    void keepsTheChecksumOfSctpRight() {
        tracking.track(sctp(A, 1000, B, 80), "ct(commit,nat(src=10.1.1.240:5000))");
        assertThat(tracking.bytes()).isEqualTo(sctp(N, 5000, B, 80));
        assertThat(tracking.state(sctp(B, 80, N, 5000), "ct(nat)")).isEqualTo("est|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(sctp(B, 80, A, 1000));
    }

    /** A packet of one DATA chunk, with the JDK's own checksum. */
    private static byte[] sctp(String src, int sport, String dst, int dport) {
        ByteBuffer sctp = ByteBuffer.allocate(12 + 16 + 7 + 1);
        sctp.putShort((short) sport).putShort((short) dport).putInt(0x12345678).putInt(0);
        sctp.putShort((short) 3).putShort((short) (16 + 7)).putInt(1).putInt(0).putInt(0);
        sctp.put("payload".getBytes(StandardCharsets.US_ASCII));
        CRC32C crc = new CRC32C();
        crc.update(sctp.array());
        sctp.putInt(8, Integer.reverseBytes((int) crc.getValue()));
        return IpFrames.ip(src, dst, IpFrames.SCTP, sctp.array());
    }

    @Test
    void translatesNothingUnlessAsked() {
        tracking.track(IpFrames.udp(A, 1000, B, 53, 9), "ct(commit,nat(src=10.1.1.240))");
        assertThat(tracking.state(IpFrames.udp(B, 53, N, 1000, 5), "ct")).isEqualTo("est|rpl|trk");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(B, 53, N, 1000, 5));
    }

    @Test
    void translatesOnceInAZone() {
        tracking.track(IpFrames.udp(A, 1000, B, 53, 9), "ct(commit,nat(src=10.1.1.240))");
        tracking.tracker.track(tracking.packet, Tracking.request("ct(nat)"));
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk|snat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(N, 1000, B, 53, 9));
        tracking.tracker.track(tracking.packet, Tracking.request("ct"));
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk|snat");
        assertThat(tracking.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void commitsWithoutARange() {
        tracking.track(IpFrames.udp(A, 1000, B, 53, 9), "ct(commit,nat)");
        assertThat(tracking.state(IpFrames.udp(B, 53, A, 1000, 9), "ct(nat)")).isEqualTo("est|rpl|trk");
    }

    @Test
    void looksForAnotherPortWhereOneIsTaken() {
        tracking.track(IpFrames.udp(A, 1000, B, 53, 9), "ct(commit,nat(src=10.1.1.240))");
        tracking.track(IpFrames.udp("10.1.1.3", 1000, B, 53, 9), "ct(commit,nat(src=10.1.1.240))");
        int port = tracking.packet.u16(34);
        assertThat(port).isBetween(600, 1023).isNotEqualTo(1000);
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(N, port, B, 53, 9));
        tracking.track(IpFrames.udp(B, 53, N, port, 3), "ct(nat)");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.udp(B, 53, "10.1.1.3", 1000, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",random", ",hash", ",persistent"})
    void exhaustsARangeOfPortsAndNoMore(String how) {
        Set<Integer> ports = new HashSet<>();
        String action = "ct(commit,nat(src=10.1.1.240:5000-5031" + how + "))";
        for (int i = 0; i < 32; i++) {
            assertThat(tracking.track(IpFrames.udp("10.1.2." + i, 7, B, 53, 1), action))
                    .isEqualTo(Tracker.Outcome.TRACKED);
            ports.add(tracking.packet.u16(34));
        }
        assertThat(ports).hasSize(32).allMatch(port -> port >= 5000 && port <= 5031);
        byte[] further = IpFrames.udp("10.1.2.99", 7, B, 53, 1);
        assertThat(tracking.track(further, action)).isEqualTo(Tracker.Outcome.EXHAUSTED);
        assertThat(tracking.bytes()).isEqualTo(further);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk");
        assertThat(tracking.conntrack.connections()).isEqualTo(32);
    }

    @Test
    void choosesAmongAddresses() {
        Set<Integer> last = new HashSet<>();
        for (int i = 1; i < 200; i++) {
            tracking.track(IpFrames.udp("10.1.2." + i, 7, B, 53, 1), "ct(commit,nat(src=10.1.1.250-10.1.1.252))");
            assertThat(tracking.packet.u32(26) >>> 8).isEqualTo(0x0a0101);
            last.add(tracking.packet.u8(29));
        }
        assertThat(last).containsExactlyInAnyOrder(250, 251, 252);
    }

    @Test
    void keepsTheAddressOfAPersistentSource() throws Exception {
        Set<InetAddress> chosen = new HashSet<>();
        for (int port = 1; port < 50; port++) {
            tracking.track(IpFrames.udp(A6, port, B6, 53, 1), "ct(commit,nat(src=fc00::f0-fc00::ff,persistent))");
            byte[] address = new byte[16];
            System.arraycopy(tracking.bytes(), 22, address, 0, 16);
            chosen.add(InetAddress.getByAddress(address));
        }
        assertThat(chosen).hasSize(1);
    }

    @Test
    void translatesTheIdOfATakenEcho() {
        String action = "ct(commit,nat(src=10.1.1.240))";
        tracking.track(IpFrames.icmp(A, B, 8, 0, 2000, 8), action);
        assertThat(tracking.bytes()).isEqualTo(IpFrames.icmp(N, B, 8, 0, 2000, 8));
        tracking.track(IpFrames.icmp("10.1.1.3", B, 8, 0, 2000, 8), action);
        int id = tracking.packet.u16(38);
        assertThat(id).isNotEqualTo(2000);
        assertThat(tracking.state(IpFrames.icmp(B, N, 0, 0, id, 8), "ct(nat)")).isEqualTo("est|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.icmp(B, "10.1.1.3", 0, 0, 2000, 8));
    }

    @Test
    void leavesAUdpChecksumOfZero() {
        byte[] frame = IpFrames.udp(A, 1000, B, 53, 9);
        frame[40] = 0;
        frame[41] = 0;
        tracking.track(frame, "ct(commit,nat(src=10.1.1.240:4000))");
        assertThat(tracking.packet.u16(40)).isZero();
        assertThat(tracking.packet.u16(34)).isEqualTo(4000);
    }

    @ParameterizedTest
    @CsvSource({"28,3,1", "60,11,0", "60,3,4", "60,5,0", "60,12,0", "60,4,0"})
    void translatesErrorsBackToTheSender(int most, int type, int code) {
        byte[] there = IpFrames.udp(A, 1000, B, 53, 20);
        tracking.track(there, "ct(commit,nat(src=10.1.1.240:4000))");
        byte[] sent = tracking.bytes();
        byte[] error = IpFrames.error(B, N, type, code, sent, most);
        assertThat(tracking.state(error, "ct(nat)")).isEqualTo("rel|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.error(B, A, type, code, there, most));
        assertThat(Tracking.get(tracking.packet, FlowField.CT_IPV4_TP_SRC)).isEqualTo(1000);
    }

    @Test
    void translatesErrorsOfTheAnswersWay() {
        tracking.track(IpFrames.tcp(A, 1000, N, 80, IpFrames.SYN, 1, 0, 0), "ct(commit,nat(dst=10.1.1.2:8080))");
        byte[] answer = IpFrames.tcp(B, 8080, A, 1000, IpFrames.SYN | IpFrames.ACK, 9, 2, 0);
        tracking.track(answer, "ct(nat)");
        byte[] error = IpFrames.error(A, N, 3, 3, tracking.bytes(), 60);
        assertThat(tracking.state(error, "ct(nat)")).isEqualTo("rel|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.error(A, B, 3, 3, answer, 60));
    }

    @ParameterizedTest
    @CsvSource({"1,4", "2,0", "3,0", "4,1"})
    void translatesIpv6Errors(int type, int code) {
        byte[] there = IpFrames.udp(A6, 1000, B6, 53, 20);
        tracking.track(there, "ct(commit,nat(src=fc00::240))");
        byte[] sent = tracking.bytes();
        assertThat(sent).isEqualTo(IpFrames.udp(N6, 1000, B6, 53, 20));
        assertThat(tracking.state(IpFrames.error(B6, N6, type, code, sent, 80), "ct(nat)"))
                .isEqualTo("rel|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.error(B6, A6, type, code, there, 80));
    }

    @Test
    void translatesErrorsAboutEchoes() {
        byte[] there = IpFrames.icmp(A, B, 8, 0, 2000, 8);
        tracking.track(there, "ct(commit,nat(src=10.1.1.240))");
        byte[] error = IpFrames.error("10.1.1.9", N, 11, 0, tracking.bytes(), 60);
        assertThat(tracking.state(error, "ct(nat)")).isEqualTo("rel|rpl|trk|dnat");
        assertThat(tracking.bytes()).isEqualTo(IpFrames.error("10.1.1.9", A, 11, 0, there, 60));
    }

    @Test
    void callsErrorsOfNobodyInvalid() {
        byte[] there = IpFrames.udp(A, 1000, B, 53, 20);
        assertThat(tracking.state(IpFrames.error(B, A, 3, 3, there, 28), "ct(commit)"))
                .isEqualTo("inv|trk");
        tracking.track(there, "ct(commit)");
        assertThat(tracking.state(IpFrames.error(B, A, 3, 3, there, 28), "ct")).isEqualTo("rel|rpl|trk");
        assertThat(tracking.state(IpFrames.error(B, "10.1.1.7", 3, 3, there, 28), "ct"))
                .isEqualTo("inv|trk");
        assertThat(tracking.state(IpFrames.error(B, A, 3, 3, there, 27), "ct")).isEqualTo("inv|trk");
    }

    /** What is translated there and back again is what it was, and is sound on the way. */
    @Property
    void isUndone(@ForAll long seed) {
        Random random = new Random(seed);
        boolean ipv6 = random.nextBoolean();
        String a = ipv6 ? A6 : A;
        String b = ipv6 ? B6 : B;
        String n = ipv6 ? "[fc00::240]" : N;
        boolean source = random.nextBoolean();
        boolean tcp = random.nextBoolean();
        String port = random.nextBoolean() ? ":" + (1 + random.nextInt(65535)) : "";
        String range = port.isEmpty() && ipv6 ? N6 : n;
        int sport = 1 + random.nextInt(65535);
        int dport = 1 + random.nextInt(65535);
        int size = random.nextInt(50);
        Tracking some = new Tracking(ConntrackConfig.DEFAULT);
        byte[] there = tcp
                ? IpFrames.tcp(a, sport, b, dport, IpFrames.SYN, random.nextInt(), 0, size)
                : IpFrames.udp(a, sport, b, dport, size);
        some.track(there, "ct(commit,nat(" + (source ? "src=" : "dst=") + range + port + "))");
        byte[] sent = some.bytes();
        assertThat(sent).isEqualTo(IpFrames.sound(sent)).isNotEqualTo(there);
        some.track(IpFrames.sound(turned(sent)), "ct(nat)");
        byte[] back = some.bytes();
        assertThat(back).isEqualTo(IpFrames.sound(back)).isEqualTo(IpFrames.sound(turned(there)));
        String router = ipv6 ? "fc00::9" : "10.1.1.9";
        byte[] error = IpFrames.error(router, source ? range.replaceAll("[\\[\\]]", "") : a, 3, 0, sent, 100);
        some.track(error, "ct(nat)");
        assertThat(Tracking.state(some.packet)).startsWith("rel|rpl|trk");
        // where the destination is translated, so is whoever tells of the error
        assertThat(some.bytes()).isEqualTo(IpFrames.error(source ? router : b, a, 3, 0, there, 100));
    }

    /** With addresses and ports the other way round. */
    private static byte[] turned(byte[] frame) {
        byte[] turned = frame.clone();
        boolean ipv6 = frame[12] == (byte) 0x86;
        int at = ipv6 ? 22 : 26;
        int size = ipv6 ? 16 : 4;
        System.arraycopy(frame, at, turned, at + size, size);
        System.arraycopy(frame, at + size, turned, at, size);
        int ports = at + 2 * size;
        System.arraycopy(frame, ports, turned, ports + 2, 2);
        System.arraycopy(frame, ports + 2, turned, ports, 2);
        if (frame[ipv6 ? 20 : 23] == IpFrames.TCP) {
            turned[ports + 13] |= IpFrames.ACK;
        }
        return turned;
    }
}
