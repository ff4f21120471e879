package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Packets that are wrong in every place: none of them makes tracking throw. */
final class HostilePacketTest {
    private static final List<String> ACTIONS = List.of(
            "ct(commit)",
            "ct(nat)",
            "ct(force_commit,nat(src=10.1.1.240:4000-4010))",
            "ct(commit,nat(dst=fc00::9))",
            "ct(commit,nat(src=10.1.1.240))");

    static List<byte[]> seeds() {
        List<byte[]> seeds = new ArrayList<>();
        for (List<String> pair : List.of(List.of("10.1.1.1", "10.1.1.2"), List.of("fc00::1", "fc00::2"))) {
            String a = pair.getFirst();
            String b = pair.getLast();
            boolean ipv6 = a.contains(":");
            byte[] udp = IpFrames.udp(a, 1, b, 2, 40);
            seeds.add(udp);
            seeds.add(IpFrames.tcp(a, 1, b, 2, IpFrames.SYN, 1, 2, 1000, 3, "010303070204ffff"));
            seeds.add(IpFrames.icmp(a, b, ipv6 ? 128 : 8, 0, 7, 9));
            seeds.add(IpFrames.error(b, a, ipv6 ? 1 : 3, 1, udp, 80));
            seeds.add(IpFrames.ip(a, b, 132, new byte[40]));
            seeds.addAll(IpFrames.fragments(IpFrames.udp(a, 1, b, 2, 2000), 1400));
        }
        return seeds;
    }

    @Property
    void throwNothing(@ForAll long seed) {
        Random random = new Random(seed);
        Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);
        List<byte[]> seeds = seeds();
        for (int i = 0; i < 60; i++) {
            byte[] frame = seeds.get(random.nextInt(seeds.size())).clone();
            for (int change = random.nextInt(4); change > 0; change--) {
                frame[12 + random.nextInt(Math.min(90, frame.length - 12))] = (byte) random.nextInt();
            }
            if (random.nextInt(4) == 0) {
                frame = cut(frame, random.nextInt(frame.length + 20));
            }
            if (frame.length >= 52 && (frame[12] != (byte) 0x86 || frame.length >= 72) && random.nextInt(4) > 0) {
                frame = IpFrames.sound(frame);
            }
            Tracker.Outcome outcome = tracking.track(frame, ACTIONS.get(random.nextInt(ACTIONS.size())));
            if (outcome == Tracker.Outcome.RELEASED) {
                assertThat(Tracking.state(tracking.tracker.released(0))).contains("trk");
            }
            if (outcome != Tracker.Outcome.HELD) {
                assertThat(Tracking.state(tracking.packet)).contains("trk");
            }
            tracking.pass(random.nextInt(9));
            tracking.sweepAll();
        }
    }

    /** A frame of another length, which its IP header confirms where there is room for it. */
    static byte[] cut(byte[] frame, int length) {
        byte[] cut = Arrays.copyOf(frame, length);
        boolean ipv6 = frame[12] == (byte) 0x86;
        int payload = length - (ipv6 ? 54 : 14);
        int at = ipv6 ? 18 : 16;
        if (payload >= 0 && length >= 20) {
            cut[at] = (byte) (payload >>> 8);
            cut[at + 1] = (byte) payload;
        }
        return cut;
    }
}
