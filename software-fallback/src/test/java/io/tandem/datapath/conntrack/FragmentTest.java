package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.conntrack.Tracker.Outcome;
import io.tandem.flow.FlowField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fragments. Expectations are those of Open vSwitch: lib/ipf.c, and tests/system-traffic.at, "conntrack - fragment". */
final class FragmentTest {
    private static final String A = "10.1.1.1";
    private static final String B = "10.1.1.2";
    private static final int SIZE = 1400;

    private final Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);

    /** What goes on, in order, when these frames come. */
    private static List<byte[]> pass(Tracking tracking, List<byte[]> frames, String action) {
        List<byte[]> out = new ArrayList<>();
        for (byte[] frame : frames) {
            Outcome outcome = tracking.track(frame, action);
            if (outcome == Outcome.RELEASED) {
                for (int i = 0; i < tracking.tracker.released(); i++) {
                    out.add(Tracking.bytes(tracking.tracker.released(i)));
                    assertThat(Tracking.state(tracking.tracker.released(i))).isEqualTo(Tracking.state(tracking.packet));
                }
            }
            if (outcome != Outcome.HELD) {
                out.add(tracking.bytes());
            }
        }
        return out;
    }

    @ParameterizedTest
    @CsvSource({"10.1.1.1,10.1.1.2", "fc00::1,fc00::2"})
    void tracksFragmentsAsOneDatagram(String a, String b) {
        List<byte[]> fragments = IpFrames.fragments(IpFrames.udp(a, 1, b, 2, 4000), SIZE);
        assertThat(fragments).hasSize(3);
        assertThat(tracking.track(fragments.get(0), "ct(commit,zone=3)")).isEqualTo(Outcome.HELD);
        assertThat(tracking.track(fragments.get(1), "ct(commit,zone=3)")).isEqualTo(Outcome.HELD);
        assertThat(tracking.conntrack.fragmentCounters().held()).isEqualTo(2);
        assertThat(tracking.track(fragments.get(2), "ct(commit,zone=3)")).isEqualTo(Outcome.RELEASED);
        assertThat(tracking.tracker.released()).isEqualTo(2);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk");
        assertThat(Tracking.get(tracking.packet, FlowField.CT_ZONE)).isEqualTo(3);
        assertThat(Tracking.get(tracking.packet, FlowField.CT_IPV4_PROTO)).isEqualTo(17);
        assertThat(tracking.conntrack.connections()).isEqualTo(1);
        assertThat(tracking.conntrack.fragmentCounters()).isEqualTo(new FragmentCounters(0, 3, 3, 0, 0, 0, 0));
    }

    @Property
    void passesFragmentsInAnyOrderUnchanged(@ForAll long seed) {
        Random random = new Random(seed);
        boolean ipv6 = random.nextBoolean();
        byte[] whole = IpFrames.udp(ipv6 ? "fc00::1" : A, 1, ipv6 ? "fc00::2" : B, 2, 3000 + random.nextInt(9000));
        List<byte[]> fragments = IpFrames.fragments(whole, SIZE);
        List<byte[]> shuffled = new ArrayList<>(fragments);
        Collections.shuffle(shuffled, random);
        Tracking some = new Tracking(ConntrackConfig.DEFAULT);
        assertThat(pass(some, shuffled, "ct(commit)"))
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(fragments);
        assertThat(Tracking.state(some.packet)).isEqualTo("new|trk");
    }

    @ParameterizedTest
    @CsvSource({"10.1.1.1,10.1.1.2,10.1.1.240,10.1.1.240", "fc00::1,fc00::2,fc00::240,[fc00::240]"})
    void translatesFragments(String a, String b, String n, String range) {
        String action = "ct(commit,nat(src=" + range + ":4000))";
        List<byte[]> out = pass(tracking, IpFrames.fragments(IpFrames.udp(a, 1, b, 2, 4000), SIZE), action);
        assertThat(out)
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(IpFrames.fragments(IpFrames.udp(n, 4000, b, 2, 4000), SIZE));
        out = pass(tracking, IpFrames.fragments(IpFrames.udp(b, 2, n, 4000, 5000), SIZE), "ct(nat)");
        assertThat(out)
                .usingElementComparator(Arrays::compare)
                .containsExactlyElementsOf(IpFrames.fragments(IpFrames.udp(b, 2, a, 1, 5000), SIZE));
    }

    @Test
    void takesADatagramOfTheSameIdAfterwards() {
        List<byte[]> fragments = IpFrames.fragments(IpFrames.udp(A, 1, B, 2, 4000), SIZE);
        pass(tracking, fragments, "ct(commit)");
        assertThat(pass(tracking, fragments, "ct")).hasSize(3);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk");
        assertThat(tracking.conntrack.fragmentCounters().released()).isEqualTo(6);
    }

    @Test
    void callsWhatOverlapsInvalid() {
        byte[] whole = IpFrames.udp(A, 1, B, 2, 4000);
        List<byte[]> fragments = IpFrames.fragments(whole, SIZE);
        tracking.track(fragments.get(0), "ct");
        assertThat(tracking.track(fragments.get(0), "ct")).isEqualTo(Outcome.TRACKED);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("inv|trk");
        tracking.track(IpFrames.fragments(whole, SIZE - 8).get(1), "ct");
        assertThat(Tracking.state(tracking.packet)).isEqualTo("inv|trk");
        assertThat(tracking.conntrack.fragmentCounters().overlapping()).isEqualTo(2);
    }

    @Test
    void callsWhatIsTooSmallInvalid() {
        List<byte[]> fragments = IpFrames.fragments(IpFrames.udp(A, 1, B, 2, 2000), 1176);
        assertThat(tracking.state(fragments.get(0), "ct")).isEqualTo("inv|trk");
        assertThat(tracking.track(fragments.get(1), "ct")).isEqualTo(Outcome.HELD);
        assertThat(tracking.conntrack.fragmentCounters().tooSmall()).isEqualTo(1);
    }

    @Test
    void callsABrokenWholeInvalid() {
        byte[] whole = IpFrames.udp(A, 1, B, 2, 2000);
        whole[2000] ^= 1;
        assertThat(pass(tracking, IpFrames.fragments(whole, SIZE), "ct(commit)"))
                .hasSize(2);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("inv|trk");
        assertThat(tracking.conntrack.connections()).isZero();
    }

    @Test
    void waitsForSomeTimeAndSomeFragmentsOnly() {
        tracking.conntrack.configure(ConntrackConfig.DEFAULT.withFragments(
                new FragmentLimits(3, 1200, 1280, FragmentLimits.DEFAULT.patience())));
        List<byte[]> three = IpFrames.fragments(IpFrames.udp(A, 1, B, 2, 4000), SIZE);
        assertThat(tracking.track(three.get(0), "ct")).isEqualTo(Outcome.HELD);
        assertThat(tracking.track(three.get(1), "ct")).isEqualTo(Outcome.HELD);
        byte[] other = IpFrames.fragments(IpFrames.udp(B, 1, A, 2, 4000), SIZE).getFirst();
        assertThat(tracking.track(other, "ct")).isEqualTo(Outcome.HELD);
        assertThat(tracking.track(three.get(2), "ct")).isEqualTo(Outcome.TRACKED);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("inv|trk");
        assertThat(tracking.conntrack.fragmentCounters().refused()).isEqualTo(1);
        tracking.pass(15);
        tracking.sweepAll();
        assertThat(tracking.conntrack.fragmentCounters().held()).isEqualTo(3);
        tracking.now++;
        tracking.sweepAll();
        assertThat(tracking.conntrack.fragmentCounters().held()).isZero();
        assertThat(tracking.conntrack.fragmentCounters().expired()).isEqualTo(3);
    }
}
