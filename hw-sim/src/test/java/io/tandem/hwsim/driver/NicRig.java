package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.RuleSnapshot;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A simulated NIC under test, whose answers are waited for three seconds at most.
 *
 * @param nic it
 */
record NicRig(SimNicDevice nic) implements AutoCloseable {
    /** When frames are sent, on the caller's clock. */
    static final long NOW = 77;

    static NicRig open(String profile) throws Exception {
        return new NicRig(new SimNicBackend()
                .open(new DeviceConfig("nic0", Map.of("profile", profile, "timeout-millis", "3000"))));
    }

    void install(Megaflow flow) throws DeviceException {
        assertThat(put(flow)).isInstanceOf(OffloadResult.Installed.class);
    }

    OffloadResult put(Megaflow flow) throws DeviceException {
        return nic.apply(List.of(new OffloadOperation.Put(flow))).getFirst();
    }

    List<RuleSnapshot> dump(Set<Ufid> verify) throws DeviceException {
        List<RuleSnapshot> rules = new ArrayList<>();
        nic.dump(verify, rules::add);
        return rules;
    }

    /** Sends frames in by port 1. */
    WireBurst send(byte[]... frames) {
        WireBurst burst = new WireBurst();
        for (byte[] frame : frames) {
            burst.add(1, frame);
        }
        nic.exchange(burst, NOW);
        return burst;
    }

    @Override
    public void close() {
        nic.close();
    }
}
