package io.tandem.hwsim.driver;

import static io.tandem.vectors.FlowLines.flow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.MeterCounts;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.RuleSnapshot;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.hwsim.v1.Fault;
import io.tandem.vectors.Frames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Meters, by the NIC's own clock. */
class NicMeterTest {
    /** Two packets each millisecond and four at once; 800 bits each millisecond and 4,000 at once. */
    private static final String METERS = "1=pps:2000:4,2=kbps:800:4";

    private static final int FRAME = 100;

    private SimNicDevice nic;

    @BeforeEach
    void open() throws Exception {
        nic = device(METERS);
    }

    private static SimNicDevice device(String meters) throws BackendUnavailableException {
        return new SimNicBackend()
                .open(new DeviceConfig(
                        "nic0", Map.of("profile", "small", "meters", meters, "timeout-millis", "120000")));
    }

    @AfterEach
    void close() {
        nic.close();
    }

    /** A burst, what a millisecond brings, and the burst again after a pause that would bring more. */
    @ParameterizedTest
    @CsvSource({"1, 4, 2", "2, 5, 1"})
    void passesABurstAndThenTheRate(int meter, int burst, int each) throws Exception {
        install("in_port(1) actions:meter(" + meter + "),2");

        assertThat(passed(burst + 3)).isEqualTo(burst);
        pause(1);
        assertThat(passed(burst + 3)).isEqualTo(each);
        pause(6);
        assertThat(passed(burst + 3)).isEqualTo(burst);
        assertThat(nic.read(Register.METERED, 0)).isEqualTo(3 + (burst + 3 - each) + 3);
    }

    @Test
    void countsWhatAMeterDrops() throws Exception {
        install("in_port(1) actions:meter(1),2");

        passed(10);

        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(Set.of(), rules::add);
        assertThat(rules.getFirst().counters().packets()).isEqualTo(10);
        assertThat(nic.read(Register.DROPPED, 0)).isEqualTo(6);
        assertThat(nic.read(Register.PORT_RX_DROPPED, 0)).isEqualTo(6);
    }

    @Test
    void eachMeterCountsWhatCameAndWhatItDropped() throws Exception {
        install("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=1) actions:meter(1),2");
        install("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=2) actions:meter(2),drop");
        assertThat(nic.meters()).containsExactly(Map.entry(1, none()), Map.entry(2, none()));
        WireBurst burst = new WireBurst();
        for (int i = 0; i < 20; i++) {
            burst.add(1, Frames.udp(1, 1 + i % 2, FRAME + i));
        }
        nic.exchange(burst, 1);

        long odd = 10 * FRAME + 100;
        assertThat(nic.meters())
                .containsEntry(1, new MeterCounts(10, odd - 10, 6))
                .containsEntry(2, new MeterCounts(10, odd, 6));
        nic.controls()
                .inject(Fault.newBuilder()
                        .setKind(Fault.Kind.LOSE_COMPLETION)
                        .setN(1)
                        .build());
        assertThat(nic.meters()).containsEntry(1, new MeterCounts(10, odd - 10, 6));
        nic.controls().refillMeters();
        assertThat(nic.meters()).containsExactly(Map.entry(1, none()), Map.entry(2, none()));
    }

    private static MeterCounts none() {
        return new MeterCounts(0, 0, 0);
    }

    @Test
    void rulesShareAMeterAndOthersPassBy() throws Exception {
        install("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=1) actions:meter(1),2");
        install("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=2) actions:meter(1),3");
        install("in_port(1),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=3) actions:2");
        WireBurst burst = new WireBurst();
        for (int i = 0; i < 18; i++) {
            burst.add(1, Frames.udp(1, 1 + i % 3, FRAME));
        }

        nic.exchange(burst, 1);

        for (int i = 0; i < burst.size(); i++) {
            boolean passes = i % 3 == 2 || i < 6;
            assertThat(burst.verdict(i)).as("packet %d", i).isEqualTo(passes ? Verdict.FORWARD : Verdict.DROP);
        }
    }

    @Test
    void aNewLifeHasItsMetersToo() throws Exception {
        install("in_port(1) actions:meter(1),2");
        assertThat(passed(10)).isEqualTo(4);

        nic.recover();
        install("in_port(1) actions:meter(1),2");
        assertThat(passed(10)).isEqualTo(4);

        nic.controls().refillMeters();
        assertThat(passed(10)).isEqualTo(4);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"meter(3),2; UNSUPPORTED_ACTION", "2,meter(1),3; ACTION_ORDER", "meter(1),meter(2),2; ACTION_ORDER"
            })
    void refusesWhatIsNotThere(String actions, Refusal.Code code) throws Exception {
        assertThat(nic.explain(flow("in_port(1) actions:" + actions)))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1",
                "1=gbps:1:1",
                "1=kbps:0:1",
                "1=kbps:1:1,1=kbps:2:1",
                "1=kbps:1:5000000000",
                "1=kbps:1:1,2=kbps:1:1,3=kbps:1:1,4=kbps:1:1,5=kbps:1:1,6=kbps:1:1,7=kbps:1:1,8=kbps:1:1"
            })
    void refusesMetersThatAreNone(String setting) {
        assertThatThrownBy(() -> device(setting).close())
                .isInstanceOf(BackendUnavailableException.class)
                .hasMessageContaining("meters");
    }

    private int passed(int packets) {
        WireBurst burst = new WireBurst();
        for (int i = 0; i < packets; i++) {
            burst.add(1, Frames.udp(1, 1, FRAME));
        }
        nic.exchange(burst, 1);
        int passed = 0;
        for (int i = 0; i < packets; i++) {
            passed += burst.verdict(i) == Verdict.FORWARD ? 1 : 0;
        }
        return passed;
    }

    private void pause(int milliseconds) throws Exception {
        nic.controls().idle(Math.toIntExact(milliseconds * nic.read(Register.MILLISECOND, 0)));
    }

    private void install(String line) throws Exception {
        assertThat(nic.apply(List.of(new OffloadOperation.Put(flow(line)))).getFirst())
                .isInstanceOf(OffloadResult.Installed.class);
    }
}
