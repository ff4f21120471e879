package io.tandem.conformance.nic;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.conformance.datapath.Captures;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NicSuiteTest {
    private static final int SETS = 60;
    private static final int PACKETS = 300;

    @Test
    void nicDoesWhatTheSoftwareDoes() throws Exception {
        Path folder = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "pcaps");

        NicReport report = NicSuite.run(
                new RuleSets(new Captures(folder)), new DeviceConfig("nic", Map.of()), 3, SETS, PACKETS, 0);

        System.out.println(report.toText());
        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.sets()).isEqualTo(SETS);
        assertThat(report.decided()).isGreaterThan(SETS * PACKETS / 4);
        assertThat(report.carried().keySet())
                .contains("set(eth", "set(ipv4", "set(ipv6", "set(arp", "set(tcp", "set(udp", "set(icmp", "set(mpls")
                .contains(
                        "push_vlan",
                        "pop_vlan",
                        "push_mpls",
                        "pop_mpls",
                        "dec_ttl",
                        "tnl_push",
                        "tnl_pop",
                        "clone",
                        "sample",
                        "drop");
        assertThat(report.carried().values()).allMatch(packets -> packets > 0);
        assertThat(report.copies()).isGreaterThan(report.decided());
        assertThat(report.toText()).containsPattern("with 1 lookup: min [1-9]\\d*, median [1-9]\\d*, max [1-9]");
    }

    @Test
    void nicDoesSoWhateverTheHostIsReadyFor() throws Exception {
        NicReport report = NicSuite.run(
                new RuleSets(),
                new DeviceConfig("nic", Map.of("profile", "small", "gaps", "20", "stalls", "60", "seed", "5")),
                5,
                10,
                PACKETS,
                0);

        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.decided()).isGreaterThan(10 * PACKETS / 8);
    }

    @Test
    void nicDoesSoWhileBitsOfItsTablesFlip() throws Exception {
        NicReport report = NicSuite.run(
                new RuleSets(),
                new DeviceConfig("nic", Map.of("profile", "small", "checks", "on")),
                6,
                20,
                PACKETS,
                10);

        assertThat(report.allEqual()).as(report.toText()).isTrue();
        assertThat(report.decided()).isGreaterThan(20 * PACKETS / 8);
        assertThat(report.repaired()).isGreaterThan(20 * PACKETS / 40);
        assertThat(report.toText()).contains("had a parity error");
    }
}
