package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Copies that leave for some of a rule's packets only. */
class NicSampleTest {
    private static final int PACKETS = 1000;
    private static final int FRAME = 100;

    private SimNicDevice nic;

    @BeforeEach
    void open() throws BackendUnavailableException {
        nic = new SimNicBackend().open(new DeviceConfig("nic0", Map.of("profile", "small", "timeout-millis", "30000")));
    }

    @AfterEach
    void close() {
        nic.close();
    }

    /** Within four standard deviations of what is expected; the NIC's numbers are the same each time. */
    @ParameterizedTest
    @CsvSource({"0, 0, 0", "10, 62, 138", "50, 437, 563", "90, 862, 938", "100, 1000, 1000"})
    void aShareOfThePacketsLeavesTwice(int percent, int least, int most) throws Exception {
        install("in_port(1) actions:sample(sample=" + percent + "%,actions(2)),3");

        WireBurst burst = send(PACKETS);

        int sampled = 0;
        for (int i = 0; i < PACKETS; i++) {
            assertThat(burst.verdict(i)).isEqualTo(Verdict.FORWARD);
            boolean twice = burst.copies(i) == 2;
            sampled += twice ? 1 : 0;
            assertThat(burst.outPort(i, 0)).isEqualTo(twice ? 2 : 3);
            assertThat(burst.outPort(i, burst.copies(i) - 1)).isEqualTo(3);
        }
        assertThat(sampled).isBetween(least, most);
    }

    @Test
    void changesOfWhatIsSampledAreItsOwn() throws Exception {
        install("in_port(1) actions:2,sample(sample=50%,actions(set(eth(dst=02:00:00:00:00:99)),3,4)),1");

        WireBurst burst = send(100);

        byte[] frame = Frames.udp(1, 2, FRAME);
        byte[] other = frame.clone();
        other[0] = 0x02;
        other[1] = other[2] = other[3] = other[4] = 0;
        other[5] = (byte) 0x99;
        boolean[] seen = new boolean[2];
        for (int i = 0; i < burst.size(); i++) {
            List<byte[]> frames = new ArrayList<>();
            for (int copy = 0; copy < burst.copies(i); copy++) {
                frames.add(burst.outFrame(i, copy));
            }
            boolean chosen = frames.size() == 4;
            seen[chosen ? 1 : 0] = true;
            assertThat(frames)
                    .usingRecursiveFieldByFieldElementComparator()
                    .isEqualTo(chosen ? List.of(frame, other, other, frame) : List.of(frame, frame));
        }
        assertThat(seen).containsOnly(true);
    }

    @Test
    void whatIsNotChosenAndGoesNowhereElseIsDroppedAndCounted() throws Exception {
        install("in_port(1) actions:sample(sample=50%,actions(2))");

        WireBurst burst = send(PACKETS);

        int dropped = 0;
        for (int i = 0; i < PACKETS; i++) {
            dropped += burst.verdict(i) == Verdict.DROP ? 1 : 0;
        }
        assertThat(dropped).isBetween(437, 563);
        assertThat(nic.read(Register.DROPPED, 0)).isEqualTo(dropped);
        assertThat(nic.read(Register.FORWARDED, 0)).isEqualTo(PACKETS - dropped);
        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(Set.of(), rules::add);
        assertThat(rules.getFirst().counters().packets()).isEqualTo(PACKETS);
    }

    @Test
    void theSameSeedChoosesTheSamePackets() throws Exception {
        install("in_port(1) actions:sample(sample=50%,actions(2)),3");

        nic.controls().seedSamples(5, 6);
        List<Integer> once = copies(send(100));
        List<Integer> others = copies(send(100));
        nic.controls().seedSamples(5, 6);

        assertThat(copies(send(100))).isEqualTo(once).isNotEqualTo(others);
        assertThatThrownBy(() -> nic.controls().seedSamples(0, 0)).isInstanceOf(DeviceException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sample(sample=50%,actions(2)),sample(sample=50%,actions(3))",
                "sample(sample=50%,actions(2,sample(sample=20%,actions(3))))"
            })
    void choosesOnce(String actions) throws Exception {
        assertThat(nic.explain(flow("in_port(1) actions:" + actions)))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.code())
                        .isEqualTo(Refusal.Code.UNSUPPORTED_ACTION));
    }

    @Test
    void aNicThatSamplesNothingSaysSo() throws Exception {
        NicFeatures plain = NicFeatures.of(Register.REWRITES_IPV6 | Register.MATCHES_TTL);

        Optional<Refusal> refusal =
                plain.refuseActions(flow("in_port(1) actions:clone(sample(sample=50%,actions(2)))"));

        assertThat(refusal).get().satisfies(r -> assertThat(r.subject()).startsWith("sample("));
        assertThat(plain.refuseActions(flow("in_port(1) actions:sample(sample=100%,actions(2))")))
                .isEmpty();
    }

    private WireBurst send(int packets) {
        WireBurst burst = new WireBurst();
        for (int i = 0; i < packets; i++) {
            burst.add(1, Frames.udp(1, 2, FRAME));
        }
        nic.exchange(burst, 1);
        return burst;
    }

    private static List<Integer> copies(WireBurst burst) {
        List<Integer> copies = new ArrayList<>();
        for (int i = 0; i < burst.size(); i++) {
            copies.add(burst.copies(i));
        }
        return copies;
    }

    private void install(String text) throws Exception {
        assertThat(nic.apply(List.of(new OffloadOperation.Put(flow(text)))))
                .singleElement()
                .isInstanceOf(OffloadResult.Installed.class);
    }
}
