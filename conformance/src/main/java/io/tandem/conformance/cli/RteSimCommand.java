package io.tandem.conformance.cli;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceException;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.rtesim.RteSimSuite;
import io.tandem.conformance.tcsim.TunnelCases;
import java.util.List;
import picocli.CommandLine.Command;

/** {@code conformance run rte-sim}: packets through the simulated NIC, whose rules come by way of rte_flow. */
@Command(
        name = "rte-sim",
        description =
                "Puts flows into the simulated NIC by way of rte_flow's C structs, as a driver of DPDK takes them, sends"
                        + " packets through its RTL, and compares frames and counts with Tandem's software datapath.",
        mixinStandardHelpOptions = true)
final class RteSimCommand extends NicCasesCommand {
    @Override
    CasesReport run(List<DatapathCase> cases) throws BackendUnavailableException, DeviceException {
        return RteSimSuite.run(cases);
    }

    @Override
    TunnelCases.Words words() {
        return TunnelCases.Words.PUSHED;
    }
}
