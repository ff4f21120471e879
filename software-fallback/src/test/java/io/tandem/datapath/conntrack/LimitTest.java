package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tandem.datapath.conntrack.Tracker.Outcome;
import io.tandem.flow.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** How many connections are kept, for how long, and who may see and remove them. */
final class LimitTest {
    private static final String B = "10.1.1.2";

    private final Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);

    private static byte[] udp(int host, int port) {
        return IpFrames.udp("10.2." + (host >>> 8) + "." + (host & 255), port, B, 53, 1);
    }

    /** Open vSwitch's userspace lets a packet beyond a limit go on as new: lib/conntrack.c, conn_not_found. */
    @Test
    void keepsNoMoreThanTheLimits() {
        tracking.conntrack.configure(
                ConntrackConfig.DEFAULT.withMostConnections(5).withZoneLimits(Map.of(1, 2, 2, 0), OptionalInt.of(3)));
        assertThat(tracking.track(udp(1, 1), "ct(commit,zone=1)")).isEqualTo(Outcome.TRACKED);
        assertThat(tracking.track(udp(2, 1), "ct(commit,zone=1)")).isEqualTo(Outcome.TRACKED);
        assertThat(tracking.track(udp(3, 1), "ct(commit,zone=1)")).isEqualTo(Outcome.LIMITED);
        assertThat(Tracking.state(tracking.packet)).isEqualTo("new|trk");
        assertThat(tracking.track(udp(2, 1), "ct(commit,zone=1)")).isEqualTo(Outcome.TRACKED);
        assertThat(tracking.track(udp(3, 1), "ct(zone=1)")).isEqualTo(Outcome.TRACKED);
        assertThat(tracking.track(udp(1, 1), "ct(commit,zone=2)")).isEqualTo(Outcome.LIMITED);
        for (int i = 0; i < 3; i++) {
            assertThat(tracking.track(udp(i, 1), "ct(commit,zone=3)")).isEqualTo(Outcome.TRACKED);
        }
        assertThat(tracking.track(udp(1, 1), "ct(commit,zone=4)")).isEqualTo(Outcome.LIMITED);
        assertThat(tracking.conntrack.connections()).isEqualTo(5);
        assertThat(tracking.conntrack.flush(1)).isEqualTo(2);
        assertThat(tracking.conntrack.connections(1)).isZero();
        assertThat(tracking.track(udp(1, 1), "ct(commit,zone=4)")).isEqualTo(Outcome.TRACKED);
    }

    @Test
    void waitsAsAPolicySays() {
        tracking.conntrack.configure(ConntrackConfig.DEFAULT.withPolicies(
                Map.of("7", new TimeoutPolicy(Map.of(ConnectionPhase.UDP_FIRST, 5, ConnectionPhase.UDP_SINGLE, 90)))));
        tracking.track(udp(1, 1), "ct(commit,timeout=7)");
        tracking.track(udp(2, 1), "ct(commit,timeout=7)");
        tracking.track(udp(3, 1), "ct(commit,timeout=other)");
        tracking.pass(4);
        tracking.track(udp(2, 1), "ct");
        tracking.pass(1);
        assertThat(tracking.sweepAll()).isEqualTo(1);
        tracking.pass(54);
        assertThat(tracking.sweepAll()).isZero();
        tracking.pass(1);
        assertThat(tracking.sweepAll()).isEqualTo(1);
        tracking.pass(34);
        assertThat(tracking.sweepAll()).isEqualTo(1);
        assertThat(tracking.conntrack.connections()).isZero();
    }

    @Test
    void countsAnExpiredConnectionAsNone() {
        tracking.track(udp(1, 1), "ct(commit,mark=5)");
        tracking.pass(60);
        assertThat(tracking.conntrack.dump(tracking.now)).isEmpty();
        assertThat(tracking.state(udp(1, 1), "ct(commit)")).isEqualTo("new|trk");
        assertThat(tracking.conntrack.dump(tracking.now)).singleElement().satisfies(c -> assertThat(c.mark())
                .isZero());
        assertThat(tracking.sweepAll()).isEqualTo(1);
        assertThat(tracking.conntrack.connections()).isEqualTo(1);
    }

    @Test
    void dumpsWhatItKeeps() {
        tracking.track(udp(258, 9), "ct(commit,zone=4,mark=5,label=0x70000000000000006,nat(src=10.1.1.240:77))");
        tracking.pass(10);
        List<ConnectionSnapshot> dump = tracking.conntrack.dump(tracking.now, 4);
        assertThat(tracking.conntrack.dump(tracking.now, 5)).isEmpty();
        assertThat(dump)
                .containsExactly(new ConnectionSnapshot(
                        17,
                        new ConnectionSnapshot.Direction(address("10.2.1.2"), address(B), 9, 53),
                        new ConnectionSnapshot.Direction(address(B), address("10.1.1.240"), 53, 77),
                        4,
                        5,
                        7,
                        6,
                        ConnectionPhase.UDP_FIRST,
                        "",
                        "",
                        TimeUnit.SECONDS.toNanos(50)));
    }

    private static Bytes address(String text) {
        return Bytes.of(IpFrames.address(text));
    }

    @Test
    void leaksNothing() {
        int made = 0;
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < 1000; i++) {
                String nat = i % 3 == 0 ? ",nat(src=10.9.0.1-10.9.255.254)" : "";
                if (tracking.track(udp(i, 1 + round), "ct(commit,zone=" + i % 7 + nat + ")") == Outcome.TRACKED) {
                    made++;
                }
            }
            tracking.pass(20);
            made -= tracking.sweepAll();
            assertThat(tracking.conntrack.connections()).isEqualTo(made);
        }
        tracking.pass(24 * 60 * 60);
        assertThat(tracking.sweepAll()).isEqualTo(made);
        assertThat(tracking.conntrack.connections()).isZero();
        for (int zone = 0; zone < 7; zone++) {
            assertThat(tracking.conntrack.connections(zone)).isZero();
        }
        tracking.conntrack.table.visit(0, tracking.conntrack.bins(), connection -> true, connection -> {
            throw new AssertionError("an entry of " + connection.original.srcLow + " is left");
        });
    }

    @Test
    void sweepsABoundedPartAtATime() {
        ConntrackConfig few =
                new ConntrackConfig(100_000, Map.of(), OptionalInt.empty(), Map.of(), true, FragmentLimits.DEFAULT, 64);
        Tracking small = new Tracking(few);
        for (int i = 0; i < 5000; i++) {
            small.track(udp(i, 1), "ct(commit)");
        }
        small.pass(60);
        int first = small.conntrack.sweep(small.now);
        assertThat(first).isLessThan(200);
        assertThat(first + small.sweepAll()).isEqualTo(5000);
    }

    /** A model of what is kept: ends of lives by connection. */
    @Property
    void keepsWhatAModelKeeps(@ForAll long seed) {
        Random random = new Random(seed);
        int most = 1 + random.nextInt(12);
        int ofZone1 = random.nextInt(6);
        Tracking some = new Tracking(ConntrackConfig.DEFAULT
                .withMostConnections(most)
                .withZoneLimits(Map.of(1, ofZone1), OptionalInt.empty()));
        Map<Integer, Long> model = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            int zone = random.nextInt(2);
            int port = 1 + random.nextInt(10);
            int id = zone << 8 | port;
            boolean commit = random.nextInt(4) > 0;
            Outcome outcome = some.track(udp(1, port), "ct(" + (commit ? "commit," : "") + "zone=" + zone + ")");
            boolean known = model.containsKey(id) && model.get(id) > some.now;
            boolean full = model.size() >= most
                    || zone == 1
                            && model.keySet().stream()
                                            .filter(key -> key >>> 8 == 1)
                                            .count()
                                    >= ofZone1;
            assertThat(outcome).isEqualTo(commit && !known && full ? Outcome.LIMITED : Outcome.TRACKED);
            if (known || commit && !full) {
                model.put(id, some.now + TimeUnit.SECONDS.toNanos(60));
            }
            some.pass(random.nextInt(12));
            some.sweepAll();
            model.values().removeIf(end -> end <= some.now);
            assertThat(some.conntrack.connections()).isEqualTo(model.size());
        }
    }

    @Test
    void refusesSettingsThatMeanNothing() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ConntrackConfig.DEFAULT.withZoneLimits(Map.of(65536, 1), OptionalInt.empty()))
                .withMessage("limit 1 of zone 65536: zones are 0 to 65535, limits 0 or more");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TimeoutPolicy(Map.of(ConnectionPhase.ICMP_FIRST, -1)))
                .withMessageContaining("icmp_first=-1");
    }

    @Test
    void saysThatThereAreNoHelpers() {
        assertThat(Tracking.request("ct(commit,helper=ftp)").unsupported())
                .contains("ct(helper=ftp): connection tracking has no helpers; leave it out");
        assertThat(Tracking.request("ct(commit)").unsupported()).isEmpty();
    }
}
