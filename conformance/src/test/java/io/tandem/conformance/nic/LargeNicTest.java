package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.flow.Megaflow;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.hwsim.driver.WireBurst;
import io.tandem.hwsim.profile.Verdict;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.odp.OdpMatch;
import io.tandem.odp.OdpParseException;
import io.tandem.odp.PortNames;
import io.tandem.vectors.Frames;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The NIC with more masks than the others have, all of them in use. It takes minutes to build. */
@Tag("large")
class LargeNicTest {
    private static final int MASKS = 128;
    private static final int RULES = 40; // of each mask
    private static final int BURST = 4096;
    private static final Path STATUS = Path.of("/proc");

    /** Prints how fast it is simulated and what memory that takes. */
    @Test
    void findsRulesOfEveryMask() throws Exception {
        Map<String, String> settings = Map.of("profile", "large", "checks", "off", "timeout-millis", "120000");
        try (SimNicDevice nic = new SimNicBackend().open(new DeviceConfig("nic", settings))) {
            assertThat(nic.capabilities().maxMasks()).isGreaterThanOrEqualTo(MASKS);
            assertThat(nic.capabilities().maxRules()).isGreaterThanOrEqualTo(1 << 20);
            List<OffloadOperation> puts = new ArrayList<>();
            for (int mask = 0; mask < MASKS; mask++) {
                for (int rule = 0; rule < RULES; rule++) {
                    puts.add(new OffloadOperation.Put(flow(mask, rule)));
                }
            }
            assertThat(nic.apply(puts)).allMatch(OffloadResult.Installed.class::isInstance);
            WireBurst burst = new WireBurst();
            for (int i = 0; i < BURST; i++) {
                burst.add(1, Frames.udp(source(i % RULES), destination(i % MASKS), 64));
            }
            long cycles = nic.cycles();
            long start = System.nanoTime();

            nic.exchange(burst, start);

            double seconds = (System.nanoTime() - start) / 1e9;
            for (int i = 0; i < BURST; i++) {
                assertThat(burst.verdict(i)).as("packet %d", i).isEqualTo(Verdict.FORWARD);
                assertThat(burst.outPort(i, 0)).as("packet %d", i).isEqualTo(1 + i % RULES % 4);
            }
            System.out.printf(
                    "%d rules of %d masks; %.0f clocks a second; %s%n",
                    MASKS * RULES, MASKS, (nic.cycles() - cycles) / seconds, memory(nic.harnessPid()));
            assertThat(nic.flush()).hasSize(MASKS * RULES);
        }
    }

    /** Each looks at other bits of the source address and of the ports. */
    private static Megaflow flow(int mask, int rule) throws OdpParseException {
        int address = -1 << mask % 4;
        int source = 0xffff << mask / 4 % 4 & 0xffff;
        int destination = 0xffff << mask / 16 & 0xffff;
        String match =
                "recirc_id(0),in_port(1),eth_type(0x0800),ipv4(src=10.0.0.%d/255.255.255.%d,proto=17,frag=no),udp(src=%d/0x%x,dst=%d/0x%x)"
                        .formatted(
                                1 & address,
                                address & 0xff,
                                source(rule) & source,
                                source,
                                destination(mask) & destination,
                                destination);
        OdpMatch parsed = OdpKeyText.parseMasked(match, PortNames.any());
        return Megaflow.of(
                parsed.key(), parsed.mask(), OdpActionText.parse(Integer.toString(1 + rule % 4), PortNames.any()));
    }

    private static int source(int rule) {
        return 1000 + 16 * rule;
    }

    /** No two masks match the same packet. */
    private static int destination(int mask) {
        return 256 * (1 + mask);
    }

    private static String memory(long pid) throws Exception {
        return Files.readAllLines(STATUS.resolve(Long.toString(pid)).resolve("status")).stream()
                .filter(line -> line.startsWith("VmHWM"))
                .findFirst()
                .orElse("")
                .replaceAll("\\s+", " ");
    }
}
