package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.rte.translate.TestBed;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What becomes of rules where their port is reset, or nobody answers for it any more. */
class LostRulesTest {
    private final MemoryFlows flows = new MemoryFlows();
    private final RteDevice device;

    LostRulesTest() throws Exception {
        device = new RteDevice("nic", MemoryFlows.settings(), () -> flows, () -> 1_000);
    }

    private static Megaflow flow(int host, int port) {
        return TestBed.flow(
                "in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0." + host + ",frag=no)", String.valueOf(port));
    }

    private static OffloadOperation put(int host, int port) {
        return new OffloadOperation.Put(flow(host, port));
    }

    private static Ufid ufid(int host) {
        return flow(host, 2).ufid();
    }

    @Test
    void aResetLosesAllRulesAndBeginsAGeneration() throws Exception {
        device.apply(List.of(put(1, 2), put(2, 2)));
        flows.hit(4, 400);
        device.dump(Set.of(), snapshot -> {});
        flows.reset(0);
        assertThatThrownBy(() -> device.apply(List.of(put(3, 2))))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("port net_0 was reset");
        assertThat(device.failed()).isTrue();
        OffloadDevice.Recovery recovery = device.recover();
        assertThat(recovery.generation()).isEqualTo(2);
        assertThat(recovery.lost()).extracting(d -> d.last().packets()).containsExactly(4L, 4L);
        assertThat(device.apply(List.of(put(1, 2))).getFirst()).isInstanceOf(OffloadResult.Installed.class);
    }

    @Test
    void tellsWhatRulesHadCountedThatEndedInABatchWhichFailed() throws Exception {
        device.apply(List.of(put(1, 2), put(2, 2), put(3, 2)));
        flows.hit(5, 500);
        device.dump(Set.of(), snapshot -> {});
        flows.hit(2, 200);
        flows.beforeDestroy = () -> flows.broken = flows.rules.size() == 2;
        assertThatThrownBy(() -> device.apply(List.of(
                        new OffloadOperation.Delete(ufid(1)),
                        new OffloadOperation.Delete(ufid(2)),
                        new OffloadOperation.Delete(ufid(3)))))
                .isInstanceOf(DeviceException.class);
        flows.broken = false;
        Map<Ufid, Long> lost = new HashMap<>();
        device.recover()
                .lost()
                .forEach(gone -> lost.put(gone.ufid(), gone.last().packets()));
        assertThat(lost).containsEntry(ufid(1), 7L).containsEntry(ufid(2), 7L).containsEntry(ufid(3), 5L);
    }

    @Test
    void tellsWhatTheOldRuleHadCountedWhereABatchFailsBehindItsReplacement() throws Exception {
        device.apply(List.of(put(1, 2), put(2, 2)));
        flows.hit(5, 500);
        flows.beforeDestroy = () -> flows.broken = true;
        assertThatThrownBy(() -> device.apply(List.of(put(1, 3), put(2, 3)))).isInstanceOf(DeviceException.class);
        flows.broken = false;
        List<OffloadResult.Deleted> lost = device.recover().lost();
        assertThat(lost).hasSize(2);
        assertThat(lost)
                .filteredOn(gone -> gone.ufid().equals(ufid(1)))
                .extracting(gone -> gone.last().packets())
                .containsExactly(5L);
    }
}
