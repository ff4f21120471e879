package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What tracking says of TCP segments. Expectations are those of Open vSwitch: lib/conntrack-tcp.c; tests/system-traffic.at
 * and tests/ofproto-dpif.at, the conntrack cases.
 */
final class TcpStateTest {
    private static final String A = "10.1.1.1";
    private static final String B = "10.1.1.2";

    private final Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);

    /** A segment in a few words: direction, flags, sequence, acknowledgement, bytes of data. */
    private static byte[] segment(String words) {
        String[] word = words.split(" ", -1);
        boolean there = word[0].equals(">");
        int flags = 0;
        for (char flag : word[1].toCharArray()) {
            flags |= switch (flag) {
                case 'S' -> IpFrames.SYN;
                case 'A' -> IpFrames.ACK;
                case 'F' -> IpFrames.FIN;
                case 'R' -> IpFrames.RST;
                case 'P' -> IpFrames.PSH;
                case '.' -> 0;
                default -> throw new IllegalArgumentException(words);
            };
        }
        long seq = Long.parseLong(word[2]);
        long ack = Long.parseLong(word[3]);
        int size = Integer.parseInt(word[4]);
        return there
                ? IpFrames.tcp(A, 1000, B, 80, flags, seq, ack, size)
                : IpFrames.tcp(B, 80, A, 1000, flags, seq, ack, size);
    }

    static Stream<Arguments> sequences() {
        return Stream.of(
                Arguments.of("an orderly connection", """
                        > S 100 0 0 = new|trk
                        < SA 500 101 0 = est|rpl|trk
                        > A 101 501 0 = est|trk
                        > PA 101 501 100 = est|trk
                        < A 501 201 0 = est|rpl|trk
                        < PA 501 201 40 = est|rpl|trk
                        > FA 201 541 0 = est|trk
                        < A 541 202 0 = est|rpl|trk
                        < FA 541 202 0 = est|rpl|trk
                        > A 202 542 0 = est|trk
                        """),
                Arguments.of("a SYN that is sent again", """
                        > S 100 0 0 = new|trk
                        > S 100 0 0 = new|trk
                        < SA 500 101 0 = est|rpl|trk
                        """),
                Arguments.of("a SYN with ACK begins nothing", "< SA 500 101 0 = inv|trk"),
                Arguments.of("a connection met in its midst", """
                        > A 5000 900 10 = new|trk
                        < A 900 5010 20 = est|rpl|trk
                        > A 5010 920 10 = est|trk
                        """),
                Arguments.of("a refused connection", """
                        > S 100 0 0 = new|trk
                        < RA 0 101 0 = est|rpl|trk
                        > S 200 0 0 = new|trk
                        """),
                Arguments.of("a connection that begins anew once it is closed", """
                        > S 100 0 0 = new|trk
                        < SA 500 101 0 = est|rpl|trk
                        > A 101 501 0 = est|trk
                        > FA 101 501 0 = est|trk
                        < FA 501 102 0 = est|rpl|trk
                        > A 102 502 0 = est|trk
                        < S 900 0 0 = new|trk
                        > SA 300 901 0 = est|rpl|trk
                        """),
                Arguments.of("segments beyond the window", """
                        > S 100 0 0 = new|trk
                        < SA 500 101 0 = est|rpl|trk
                        > A 101 501 0 = est|trk
                        > A 100101 501 10 = inv|trk
                        < A 501 900000 10 = inv|trk
                        > A 101 501 10 = est|trk
                        """),
                Arguments.of("a reset at a wrong place", """
                        > S 100 0 0 = new|trk
                        < SA 500 101 0 = est|rpl|trk
                        > A 101 501 0 = est|trk
                        < R 700 0 0 = inv|trk
                        < R 2147484149 0 0 = inv|trk
                        < R 501 0 0 = est|rpl|trk
                        """),
                Arguments.of("absurd flags", """
                        > S 100 0 0 = new|trk
                        > SF 100 0 0 = inv|trk
                        > SR 100 0 0 = inv|trk
                        > . 100 0 0 = inv|trk
                        > F 100 0 0 = inv|trk
                        > P 100 0 5 = inv|trk
                        """),
                Arguments.of("absurd flags at first", "> F 100 0 0 = inv|trk\n> . 1 1 0 = inv|trk"),
                Arguments.of("numbers that wrap", """
                        > S 4294967290 0 0 = new|trk
                        < SA 4294967295 4294967291 0 = est|rpl|trk
                        > A 4294967291 0 100 = est|trk
                        < A 0 95 10 = est|rpl|trk
                        """));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sequences")
    void says(String what, String sequence) {
        List<String> said = new ArrayList<>();
        for (String line : sequence.strip().split("\n", -1)) {
            String words = line.split(" = ", -1)[0].strip();
            said.add(words + " = " + tracking.state(segment(words), "ct(commit)"));
        }
        assertThat(said).containsExactly(sequence.strip().split("\n", -1));
    }

    @Test
    void passesSegmentsBeyondTheWindowWhereNobodyChecks() {
        tracking.conntrack.configure(ConntrackConfig.DEFAULT.withTcpSequenceCheck(false));
        for (String words : List.of("> S 100 0 0", "< SA 500 101 0", "> A 101 501 0")) {
            tracking.track(segment(words), "ct(commit)");
        }
        assertThat(tracking.state(segment("> A 9000101 501 10"), "ct")).isEqualTo("est|trk");
    }

    @Test
    void holdsNoSegmentAgainstAWindowOnceADeviceCarriesThem() {
        for (String words : List.of("> S 100 0 0", "< SA 500 101 0", "> A 101 501 0")) {
            tracking.track(segment(words), "ct(commit)");
        }
        assertThat(tracking.state(segment("> A 9000101 501 10"), "ct")).isEqualTo("inv|trk");
        ConnectionSnapshot connection = tracking.conntrack.dump(tracking.now).getFirst();

        assertThat(tracking.conntrack.handOver(connection, tracking.now)).isTrue();

        assertThat(tracking.state(segment("> FA 9000101 501 10"), "ct")).isEqualTo("est|trk");
        assertThat(tracking.conntrack.dump(tracking.now).getFirst().phase()).isEqualTo(ConnectionPhase.TCP_FIN_WAIT);
        tracking.conntrack.flush(0);
        assertThat(tracking.conntrack.handOver(connection, tracking.now)).isFalse();
    }

    @Test
    void keepsAConnectionWhilePacketsPassElsewhere() {
        for (String words : List.of("> S 100 0 0", "< SA 500 101 0", "> A 101 501 0")) {
            tracking.track(segment(words), "ct(commit)");
        }
        ConnectionSnapshot connection = tracking.conntrack.dump(tracking.now).getFirst();
        tracking.pass(1000);
        tracking.conntrack.usedElsewhere(connection, tracking.now);
        tracking.conntrack.usedElsewhere(connection, tracking.now - 500);

        tracking.pass(ConnectionPhase.TCP_ESTABLISHED.defaultSeconds() - 1);
        assertThat(tracking.sweepAll()).isZero();
        tracking.pass(1);
        assertThat(tracking.sweepAll()).isEqualTo(1);
    }

    @Test
    void scalesWindowsWhereBothSidesDo() {
        tracking.track(IpFrames.tcp(A, 1, B, 2, IpFrames.SYN, 100, 0, 1024, 0, "01030307"), "ct(commit)");
        tracking.track(
                IpFrames.tcp(B, 2, A, 1, IpFrames.SYN | IpFrames.ACK, 500, 101, 1024, 0, "01030307"), "ct(commit)");
        tracking.track(IpFrames.tcp(A, 1, B, 2, IpFrames.ACK, 101, 501, 1024, 0, ""), "ct(commit)");
        tracking.track(IpFrames.tcp(B, 2, A, 1, IpFrames.ACK, 501, 101, 1024, 0, ""), "ct(commit)");
        byte[] far = IpFrames.tcp(A, 1, B, 2, IpFrames.ACK, 100_101, 501, 1024, 10, "");
        assertThat(tracking.state(far, "ct")).isEqualTo("est|trk");
        byte[] tooFar = IpFrames.tcp(A, 1, B, 2, IpFrames.ACK, 100_101 + 131_072, 501, 1024, 10, "");
        assertThat(tracking.state(tooFar, "ct")).isEqualTo("inv|trk");
    }

    @ParameterizedTest
    @MethodSource("phases")
    void keepsAConnectionByItsPhase(ConnectionPhase phase, String sequence) {
        for (String words : sequence.split(",", -1)) {
            tracking.track(segment(words), "ct(commit)");
        }
        assertThat(tracking.conntrack.dump(tracking.now).getFirst().phase()).isEqualTo(phase);
        tracking.pass(phase.defaultSeconds() - 1);
        assertThat(tracking.sweepAll()).isZero();
        tracking.pass(1);
        assertThat(tracking.sweepAll()).isEqualTo(1);
        assertThat(tracking.conntrack.connections()).isZero();
    }

    static Stream<Arguments> phases() {
        String open = "> S 100 0 0,< SA 500 101 0,> A 101 501 0";
        return Stream.of(
                Arguments.of(ConnectionPhase.TCP_SYN_SENT, "> S 100 0 0"),
                Arguments.of(ConnectionPhase.TCP_SYN_RECV, "> S 100 0 0,< SA 500 101 0"),
                Arguments.of(ConnectionPhase.TCP_ESTABLISHED, open),
                Arguments.of(ConnectionPhase.TCP_FIN_WAIT, open + ",> FA 101 501 0"),
                Arguments.of(ConnectionPhase.TCP_TIME_WAIT, open + ",> FA 101 501 0,< FA 501 101 0"),
                Arguments.of(ConnectionPhase.TCP_CLOSE, open + ",> FA 101 501 0,< FA 501 102 0,> A 102 502 0"),
                Arguments.of(ConnectionPhase.TCP_CLOSE, open + ",> R 101 0 0"));
    }

    @Property
    void neverThrows(@ForAll long seed) {
        Random random = new Random(seed);
        Tracking some = new Tracking(ConntrackConfig.DEFAULT);
        for (int i = 0; i < 40; i++) {
            boolean there = random.nextBoolean();
            int flags = random.nextInt(64);
            long seq = random.nextInt(4) == 0 ? random.nextInt() : 100L + random.nextInt(200);
            long ack = random.nextInt(4) == 0 ? random.nextInt() : 100L + random.nextInt(200);
            String options = random.nextInt(3) == 0 ? "%08x".formatted(random.nextInt()) : "";
            byte[] frame = IpFrames.tcp(
                    there ? A : B,
                    there ? 1 : 2,
                    there ? B : A,
                    there ? 2 : 1,
                    flags,
                    seq,
                    ack,
                    random.nextInt(65536),
                    random.nextInt(20),
                    options);
            assertThat(some.state(frame, "ct(commit)")).contains("trk");
            some.pass(random.nextInt(20));
            some.sweepAll();
        }
    }
}
