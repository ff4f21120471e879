package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.agent.reconcile.FlowLedger;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.PortNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Counters of the simulated NIC that are narrower than what they count. */
class CounterWrapTest {
    private static final int FRAME = 1500;
    private static final int ROUNDS = 12;
    private static final int EACH = 40;

    /** Bytes wrap every other round with 17 bits. */
    @ParameterizedTest
    @CsvSource({"small, 17", "small, 32", "small, 64", "quirky, 17", "quirky, 32"})
    void totalsAreExactAcrossWraps(String profile, int bits) throws Exception {
        OdpMatch match = OdpKeyText.parseMasked("in_port(1)", PortNames.any());
        Megaflow flow = Megaflow.of(match.key(), match.mask(), OdpActionText.parse("2", PortNames.any()));
        try (SimNicDevice nic = new SimNicBackend()
                .open(new DeviceConfig("nic", Map.of("profile", profile, "counter-bits", Integer.toString(bits))))) {
            assertThat(nic.capabilities().counterWidth()).isEqualTo(bits);
            nic.apply(List.of(new OffloadOperation.Put(flow)));
            FlowLedger ledger = new FlowLedger();
            ledger.installed(nic.generation());
            boolean wrapped = false;
            long before = 0;
            for (int round = 1; round <= ROUNDS; round++) {
                WireBurst burst = new WireBurst();
                for (int i = 0; i < EACH; i++) {
                    burst.add(1, new byte[FRAME]);
                }
                nic.exchange(burst, round);
                List<RuleSnapshot> rules = new ArrayList<>();
                nic.dump(Set.of(), rules::add);
                ledger.observe(nic.generation(), rules.getFirst().counters());
                wrapped |= rules.getFirst().counters().bytes() < before;
                before = rules.getFirst().counters().bytes();
                assertThat(ledger.hardware().packets()).isEqualTo((long) round * EACH);
                assertThat(ledger.hardware().bytes()).isEqualTo((long) round * EACH * FRAME);
            }
            assertThat(wrapped).isEqualTo(bits == 17);
            OffloadResult last =
                    nic.apply(List.of(new OffloadOperation.Delete(flow.ufid()))).getFirst();
            ledger.retire(nic.generation(), ((OffloadResult.Deleted) last).last());
            assertThat(ledger.hardware().bytes()).isEqualTo((long) ROUNDS * EACH * FRAME);
        }
    }

    @Test
    void refusesAWidthThatIsNone() {
        assertThat(new SimNicBackend()).satisfies(b -> org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> b.open(new DeviceConfig("nic", Map.of("counter-bits", "65"))))
                .hasMessageContaining("1 to 64"));
    }
}
