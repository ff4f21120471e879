package io.tandem.conformance.ovs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PmdReportTest {
    /** What Open vSwitch 3.1 said, with a second packet thread. */
    private static final String TWO_THREADS = """

            Time: 20:36:29.541
            Measurement duration: 3.009 s

            pmd thread numa_id 0 core_id 0:

              Iterations:                    0  (0.00 us/it)

            pmd thread numa_id 0 core_id 1:

              Iterations:              1697164  (1.77 us/it)
              - Used TSC cycles:    7813428651  ( 99.9 % of total cycles)
              - idle iterations:             0  (  0.0 % of used cycles)
              - busy iterations:       1697164  (100.0 % of used cycles)
              - sleep iterations:            0  (  0.0 % of iterations)
              Sleep time (us):               0  (  0 us/iteration avg.)
              Rx packets:             54309280  (18049 Kpps, 144 cycles/pkt)
              Datapath passes:        54309280  (1.00 passes/pkt)
              - PHWOL hits:                  0  (  0.0 %)
              - MFEX Opt hits:               0  (  0.0 %)
              - Simple Match hits:           0  (  0.0 %)
              - EMC hits:             54309248  (100.0 %)
              - SMC hits:                    0  (  0.0 %)
              - Megaflow hits:               0  (  0.0 %, 0.00 subtbl lookups/hit)
              - Upcalls:                     0  (  0.0 %, 0.0 us/upcall)
              - Lost upcalls:                0  (  0.0 %)
              Tx packets:             54309217  (18049 Kpps)
              Tx batches:              1697164  (32.00 pkts/batch)

            pmd thread numa_id 0 core_id 2:

              Rx packets:                    5  (0 Kpps, 144 cycles/pkt)
              - EMC hits:                    3  (100.0 %)
              Tx packets:                    2  (0 Kpps)
            """;

    @Test
    void addsUpWhatThePacketThreadsCount() {
        assertThat(PmdReport.parse(TWO_THREADS)).isEqualTo(new PmdReport(54309285, 54309219, 54309251));
    }

    @Test
    void refusesWhatIsNoReport() {
        assertThatThrownBy(() -> PmdReport.parse("\nTime: 20:36:29.541\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no 'Rx packets' in what dpif-netdev/pmd-perf-show says: Time: 20:36:29.541");
    }

    @Test
    void findsPortsByTheirNames() {
        String shown = """
                netdev@ovs-netdev:
                  lookups: hit:0 missed:0 lost:97760
                  flows: 0
                  port 0: ovs-netdev (tap)
                  port 1: d1 (dpdk: configured_rx_queues=1, mtu=1500)
                  port 3: d0 (dpdk: configured_rx_queues=1, mtu=1500)
                """;
        assertThat(PmdReport.port(shown, "d0")).isEqualTo(3);
        assertThat(PmdReport.port(shown, "d1")).isEqualTo(1);
        assertThatThrownBy(() -> PmdReport.port(shown, "d")).hasMessageContaining("no port d in: netdev@ovs-netdev:");
    }
}
