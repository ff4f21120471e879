package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.vectors.Frames;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What tracking says of packets of UDP, ICMP and other protocols. Expectations are those of Open vSwitch: lib/conntrack.c,
 * conntrack-other.c, conntrack-icmp.c, and tests/system-traffic.at from "conntrack - controller" on.
 */
final class ConnectionStateTest {
    private static final String A = "10.1.1.1";
    private static final String B = "10.1.1.2";
    private static final String A6 = "fc00::1";
    private static final String B6 = "fc00::2";

    private final Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);

    @ParameterizedTest
    @CsvSource({A + "," + B, A6 + "," + B6})
    void callsUdpEstablishedFromTheAnswerOn(String a, String b) {
        byte[] there = IpFrames.udp(a, 1, b, 2, 10);
        byte[] back = IpFrames.udp(b, 2, a, 1, 9);
        assertThat(tracking.state(there, "ct")).isEqualTo("new|trk");
        assertThat(tracking.state(back, "ct")).isEqualTo("new|trk");
        assertThat(tracking.state(there, "ct(commit)")).isEqualTo("new|trk");
        assertThat(tracking.state(there, "ct")).isEqualTo("new|trk");
        assertThat(tracking.state(back, "ct")).isEqualTo("est|rpl|trk");
        assertThat(tracking.state(there, "ct")).isEqualTo("est|trk");
        assertThat(tracking.state(back, "ct(commit)")).isEqualTo("est|rpl|trk");
    }

    @ParameterizedTest
    @CsvSource({A + "," + B + ",8,0", A + "," + B + ",13,14", A + "," + B + ",15,16", A6 + "," + B6 + ",128,129"})
    void callsAnEchoEstablishedFromTheAnswerOn(String a, String b, int ask, int answer) {
        byte[] there = IpFrames.icmp(a, b, ask, 0, 77, 20);
        byte[] back = IpFrames.icmp(b, a, answer, 0, 77, 20);
        assertThat(tracking.state(back, "ct(commit)")).isEqualTo("inv|trk");
        assertThat(tracking.state(there, "ct(commit)")).isEqualTo("new|trk");
        assertThat(tracking.state(there, "ct")).isEqualTo("new|trk");
        assertThat(tracking.state(back, "ct")).isEqualTo("est|rpl|trk");
        assertThat(tracking.state(there, "ct")).isEqualTo("est|trk");
        assertThat(tracking.state(IpFrames.icmp(b, a, answer, 0, 78, 20), "ct")).isEqualTo("inv|trk");
    }

    @Test
    void tracksOtherProtocolsByAddresses() {
        assertThat(tracking.state(IpFrames.ip(A, B, IpFrames.GRE, new byte[8]), "ct(commit)"))
                .isEqualTo("new|trk");
        assertThat(tracking.state(IpFrames.ip(B, A, IpFrames.GRE, new byte[20]), "ct"))
                .isEqualTo("est|rpl|trk");
        assertThat(tracking.state(IpFrames.ip(B, A, 50, new byte[20]), "ct")).isEqualTo("new|trk");
    }

    @Test
    void keepsZonesApart() {
        byte[] there = IpFrames.udp(A, 1, B, 2, 10);
        byte[] back = IpFrames.udp(B, 2, A, 1, 10);
        tracking.track(there, "ct(commit,zone=4)");
        assertThat(tracking.state(back, "ct(zone=5)")).isEqualTo("new|trk");
        assertThat(tracking.state(back, "ct(zone=4)")).isEqualTo("est|rpl|trk");
        assertThat(Tracking.get(tracking.packet, FlowField.CT_ZONE)).isEqualTo(4);
    }

    @Test
    void forgetsTheStateOfAnotherZone() {
        byte[] there = IpFrames.udp(A, 1, B, 2, 10);
        byte[] back = IpFrames.udp(B, 2, A, 1, 10);
        tracking.track(there, "ct(commit,zone=4)");
        tracking.track(back, "ct(commit,zone=5)");
        tracking.track(there, "ct(zone=5)");
        assertThat(tracking.state(back, "ct(zone=4)")).isEqualTo("est|rpl|trk");
        tracking.tracker.track(tracking.packet, Tracking.request("ct(zone=5)"));
        assertThat(Tracking.state(tracking.packet)).isEqualTo("est|trk");
    }

    @Test
    void showsTheTupleOfTheSideThatBegan() {
        tracking.track(IpFrames.udp(A, 1, B, 2, 10), "ct(commit)");
        tracking.track(IpFrames.udp(B, 2, A, 1, 10), "ct");
        Packet packet = tracking.packet;
        assertThat(Tracking.get(packet, FlowField.CT_IPV4_SRC)).isEqualTo(0x0a010101);
        assertThat(Tracking.get(packet, FlowField.CT_IPV4_DST)).isEqualTo(0x0a010102);
        assertThat(Tracking.get(packet, FlowField.CT_IPV4_PROTO)).isEqualTo(17);
        assertThat(Tracking.get(packet, FlowField.CT_IPV4_TP_SRC)).isEqualTo(1);
        assertThat(Tracking.get(packet, FlowField.CT_IPV4_TP_DST)).isEqualTo(2);
        tracking.track(IpFrames.icmp(A6, B6, 128, 0, 5, 8), "ct(commit)");
        assertThat(packet.metadata().tupleOfIpv6()).isTrue();
        assertThat(packet.metadata().word(FlowField.CT_IPV6_SRC.word())).isEqualTo(0xfc00_0000_0000_0000L);
        assertThat(packet.metadata().word(FlowField.CT_IPV6_DST.word() + 1)).isEqualTo(2);
        assertThat(Tracking.get(packet, FlowField.CT_IPV6_TP_SRC)).isEqualTo(128);
        assertThat(Tracking.get(packet, FlowField.CT_IPV6_TP_DST)).isZero();
    }

    @Test
    void changesMarkAndLabelUnderTheirMasks() {
        byte[] frame = IpFrames.udp(A, 1, B, 2, 10);
        tracking.track(frame, "ct(commit,mark=0xf0/0xff,label=0x1/0xff)");
        tracking.track(frame, "ct(commit,mark=0x100/0xf00,label=0x20000000000000000/0x20000000000000000)");
        tracking.track(frame, "ct");
        assertThat(Tracking.get(tracking.packet, FlowField.CT_MARK)).isEqualTo(0x1f0);
        assertThat(tracking.packet.metadata().word(FlowField.CT_LABEL.word())).isEqualTo(2);
        assertThat(tracking.packet.metadata().word(FlowField.CT_LABEL.word() + 1))
                .isEqualTo(1);
    }

    @Test
    void turnsAConnectionRoundByForce() {
        byte[] back = IpFrames.udp(B, 2, A, 1, 10);
        tracking.track(IpFrames.udp(A, 1, B, 2, 10), "ct(commit)");
        assertThat(tracking.state(back, "ct(force_commit)")).isEqualTo("new|trk");
        assertThat(tracking.conntrack.connections()).isEqualTo(1);
        assertThat(tracking.state(IpFrames.udp(A, 1, B, 2, 10), "ct")).isEqualTo("est|rpl|trk");
    }

    @Test
    void clears() {
        tracking.track(IpFrames.udp(A6, 1, B6, 2, 10), "ct(commit,mark=1,label=2,zone=3)");
        assertThat(tracking.packet.metadata().map()).isNotZero();
        Conntrack.clear(tracking.packet);
        assertThat(tracking.packet.metadata().map()).isZero();
    }

    static Stream<Arguments> broken() {
        byte[] udp = IpFrames.udp(A, 1, B, 2, 11);
        byte[] tcp = IpFrames.tcp(A, 1, B, 2, IpFrames.SYN, 1, 0, 3);
        byte[] udp6 = IpFrames.udp(A6, 1, B6, 2, 11);
        byte[] echo = IpFrames.icmp(A, B, 8, 0, 77, 21);
        byte[] echo6 = IpFrames.icmp(A6, B6, 128, 0, 77, 21);
        return Stream.of(
                Arguments.of("IPv4 checksum", changed(udp, 24)),
                Arguments.of("UDP checksum", changed(udp, 44)),
                Arguments.of("UDP length", IpFrames.sound(set(udp, 38, 0x00, 0x30))),
                Arguments.of("UDP port 0", IpFrames.udp(A, 0, B, 2, 11)),
                Arguments.of("IPv6 UDP checksum", changed(udp6, 64)),
                Arguments.of("IPv6 UDP without a checksum", set(udp6, 60, 0, 0)),
                Arguments.of("TCP checksum", changed(tcp, 55)),
                Arguments.of("TCP header length", IpFrames.sound(set(tcp, 46, 0x40, 2))),
                Arguments.of("TCP header beyond the end", IpFrames.sound(set(tcp, 46, 0xf0, 2))),
                Arguments.of("ICMP checksum", changed(echo, 45)),
                Arguments.of("ICMP code", IpFrames.icmp(A, B, 8, 1, 77, 21)),
                Arguments.of("ICMP type", IpFrames.icmp(A, B, 9, 0, 77, 21)),
                Arguments.of("ICMPv6 checksum", changed(echo6, 65)),
                Arguments.of("neighbour solicitation", IpFrames.icmp(A6, B6, 135, 0, 0, 16)),
                Arguments.of(
                        "ARP", Frames.ethernet("0806 0001 0800 0604 0001 020000000001 0a000001 020000000002 0a000002")),
                Arguments.of("a short frame", new byte[9]),
                Arguments.of("a cut IPv4 header", java.util.Arrays.copyOf(udp, 30)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("broken")
    void callsBrokenPacketsInvalid(String what, byte[] frame) {
        tracking.track(IpFrames.udp(A, 1, B, 2, 11), "ct(commit,mark=1)");
        assertThat(tracking.state(frame, "ct(commit)")).isEqualTo("inv|trk");
        assertThat(Tracking.get(tracking.packet, FlowField.CT_MARK)).isZero();
        assertThat(tracking.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void takesIpv4UdpWithoutAChecksumAndPadding() {
        byte[] frame = set(IpFrames.udp(A, 1, B, 2, 3), 40, 0, 0);
        assertThat(tracking.state(java.util.Arrays.copyOf(frame, 60), "ct")).isEqualTo("new|trk");
    }

    private static byte[] changed(byte[] frame, int at) {
        return set(frame, at, frame[at] ^ 0x11);
    }

    private static byte[] set(byte[] frame, int at, int... values) {
        byte[] changed = frame.clone();
        for (int i = 0; i < values.length; i++) {
            changed[at + i] = (byte) values[i];
        }
        return changed;
    }
}
