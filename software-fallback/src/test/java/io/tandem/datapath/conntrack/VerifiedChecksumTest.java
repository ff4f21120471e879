package io.tandem.datapath.conntrack;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.header.NicModel;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a NIC has verified is not added up again, and tracking says the same. */
final class VerifiedChecksumTest {
    private static final List<String> ACTIONS = List.of(
            "ct(commit)", "ct(nat)", "ct(commit,nat(src=10.1.1.240))", "ct(commit,nat(dst=fc00::9))", "ct(zone=4)");

    @Property
    void statesAndBytesAreThoseWithoutIt(@ForAll long seed) {
        Random random = new Random(seed);
        Tracking plain = new Tracking(ConntrackConfig.DEFAULT);
        Tracking verified = new Tracking(ConntrackConfig.DEFAULT);
        List<byte[]> seeds = HostilePacketTest.seeds();
        for (int i = 0; i < 60; i++) {
            byte[] frame = changed(seeds.get(random.nextInt(seeds.size())).clone(), random);
            CtRequest request = Tracking.request(ACTIONS.get(random.nextInt(ACTIONS.size())));
            plain.packet.set(frame, 0, frame.length, 1, plain.now);
            verified.packet.set(frame, 0, frame.length, 1, plain.now);
            NicModel.verify(frame, verified.packet);
            // behind one another, as the second meets what the first has written
            for (int times = random.nextInt(2); times >= 0; times--) {
                Tracker.Outcome outcome = plain.tracker.track(plain.packet, request);
                assertThat(verified.tracker.track(verified.packet, request)).isEqualTo(outcome);
                assertThat(Tracking.state(verified.packet)).isEqualTo(Tracking.state(plain.packet));
                assertThat(verified.bytes()).isEqualTo(plain.bytes());
            }
        }
    }

    private static byte[] changed(byte[] frame, Random random) {
        byte[] changed =
                random.nextInt(4) == 0 ? HostilePacketTest.cut(frame, frame.length + random.nextInt(20)) : frame;
        boolean ipv6 = frame[12] == (byte) 0x86;
        if (random.nextInt(3) == 0) {
            changed = IpFrames.sound(changed);
        }
        switch (random.nextInt(8)) {
            case 0 -> changed[14 + random.nextInt(changed.length - 14)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[ipv6 ? 59 : 39] -= (byte) random.nextInt(3);
            case 2 -> Arrays.fill(changed, ipv6 ? 60 : 40, ipv6 ? 62 : 42, (byte) 0);
            default -> {}
        }
        return changed;
    }

    @Test
    void whatTheNicFoundRightIsBelieved() {
        byte[] frame = IpFrames.udp("10.1.1.1", 1, "10.1.1.2", 2, 40);
        frame[41] ^= 1;
        assertThat(state(frame, false, false)).isEqualTo("inv|trk");
        assertThat(state(frame, false, true)).isEqualTo("new|trk");
        frame[24] ^= 1;
        assertThat(state(frame, false, true)).isEqualTo("inv|trk");
        assertThat(state(frame, true, true)).isEqualTo("new|trk");
    }

    /** Behind a source route NICs and software may take different destinations for the checksum's. */
    @Test
    void behindOptionsItIsNot() {
        byte[] plain = IpFrames.udp("10.1.1.1", 1, "10.1.1.2", 2, 40);
        byte[] frame = new byte[plain.length + 4];
        System.arraycopy(plain, 0, frame, 0, 34);
        System.arraycopy(plain, 34, frame, 38, plain.length - 34);
        Arrays.fill(frame, 34, 38, (byte) 1);
        frame[14] = 0x46;
        frame[17] += (byte) 4;
        assertThat(state(frame, true, false)).isEqualTo("new|trk");
        frame[45] ^= 1;
        assertThat(state(frame, true, true)).isEqualTo("inv|trk");
    }

    private static String state(byte[] frame, boolean ip, boolean transport) {
        Tracking tracking = new Tracking(ConntrackConfig.DEFAULT);
        tracking.packet.set(frame, 0, frame.length, 1, tracking.now);
        tracking.packet.checksumsGood(ip, transport);
        tracking.tracker.track(tracking.packet, Tracking.request("ct"));
        return Tracking.state(tracking.packet);
    }
}
