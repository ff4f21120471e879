package io.tandem.conformance.tcsim;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.nicdriver.NicCase;
import io.tandem.conformance.nicdriver.TunnelOpenings;
import io.tandem.hwsim.driver.SimNicBackend;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.tc.device.TcBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The TC device with policy {@code skip_sw}, over the simulated NIC, whose RTL runs in Verilator. */
public final class TcSimSuite {
    private TcSimSuite() {}

    /** Carries out cases, all on one NIC that is empty before each, and makes the NIC fail. */
    public static CasesReport run(List<DatapathCase> cases) throws BackendUnavailableException, DeviceException {
        List<NicCase> carried = new ArrayList<>();
        try (SimNicDevice nic = nic("typical");
                OffloadDevice tc = tc(nic)) {
            for (DatapathCase wanted : cases) {
                carried.add(NicCase.run(wanted, nic, tc));
            }
        }
        return new CasesReport(carried, NicFaults.run());
    }

    /** A NIC of that profile, which the caller closes. */
    public static SimNicDevice nic(String profile) throws BackendUnavailableException {
        return new SimNicBackend()
                .open(new DeviceConfig(
                        "nic", Map.of("profile", profile, "checks", "on", "tunnels", TunnelOpenings.setting())));
    }

    static OffloadDevice tc(SimNicDevice nic) throws BackendUnavailableException {
        String ports = new NicPorts(nic.ports())
                .names().entrySet().stream()
                        .map(port -> port.getKey() + "=" + port.getValue())
                        .collect(Collectors.joining(","));
        // the NIC compares the whole length of options
        return TcBackend.open(
                new DeviceConfig("tc", Map.of("ports", ports, "policy", "skip_sw", "exact-option-length", "true")),
                new SimulatedTc(nic, nic.ports()));
    }
}
