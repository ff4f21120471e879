package io.tandem.conformance.rtesim;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceConfig;
import io.tandem.backend.DeviceException;
import io.tandem.backend.OffloadDevice;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.TunnelScene;
import io.tandem.conformance.nicdriver.CasesReport;
import io.tandem.conformance.nicdriver.NicCase;
import io.tandem.conformance.tcsim.TcSimSuite;
import io.tandem.hwsim.driver.SimNicDevice;
import io.tandem.rte.device.RteBackend;
import io.tandem.rte.nativelib.Layouts;
import io.tandem.rte.template.TemplateFlows;
import io.tandem.rte.transport.RteFlows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The rte_flow device over the simulated NIC, whose RTL runs in Verilator. */
public final class RteSimSuite {
    /** Rules for what is inside are made at one port, for the packets of all. */
    private static final String TUNNELS = Stream.of(
                    Map.entry(TunnelScene.VXLAN, "vxlan"),
                    Map.entry(TunnelScene.GENEVE, "geneve"),
                    Map.entry(TunnelScene.GRE, "gre"))
            .map(tunnel -> "," + tunnel.getKey() + "=" + SimulatedRte.name(1) + ":" + tunnel.getValue())
            .collect(Collectors.joining());

    private RteSimSuite() {}

    /** Carries out cases, each on a NIC that is empty before, by turns with the structs of each release of DPDK, and by rules made alone or by templates. */
    public static CasesReport run(List<DatapathCase> cases) throws BackendUnavailableException, DeviceException {
        List<NicCase> carried = new ArrayList<>();
        List<String> releases = Layouts.releases();
        try (SimNicDevice nic = TcSimSuite.nic("typical")) {
            for (int i = 0; i < releases.size(); i++) {
                Layouts layouts = Layouts.of(releases.get(i)).orElseThrow();
                try (OffloadDevice rte = i % 2 == 0 ? rte(nic, layouts) : templates(nic, layouts)) {
                    for (int at = i; at < cases.size(); at += releases.size()) {
                        carried.add(NicCase.run(cases.get(at), nic, rte));
                    }
                }
            }
        }
        return new CasesReport(carried, List.of());
    }

    /** A device whose rules the NIC takes by way of rte_flow. */
    static OffloadDevice rte(SimNicDevice nic, Layouts layouts) throws BackendUnavailableException {
        NicFlows driver = new NicFlows(nic, nic.ports(), layouts, System::nanoTime);
        return open(nic, Map.of(), () -> new SimulatedRte(driver, layouts));
    }

    /** A device whose rules the NIC takes by templates of rte_flow, and a queue. */
    static OffloadDevice templates(SimNicDevice nic, Layouts layouts) throws BackendUnavailableException {
        NicFlows driver = new NicFlows(nic, nic.ports(), layouts, System::nanoTime);
        NicTemplates queue = new NicTemplates(driver, layouts);
        return open(
                nic,
                Map.of(),
                () -> new TemplateFlows(new SimulatedRte(driver, layouts), new SimulatedTemplates(queue, layouts)));
    }

    /**
     * A device over a transport, with more settings than its ports. Unless they say otherwise the NIC takes back what rules have
     * counted of packets that find no rule behind them.
     */
    static OffloadDevice open(SimNicDevice nic, Map<String, String> more, Supplier<RteFlows> transport)
            throws BackendUnavailableException {
        Map<String, String> settings = new HashMap<>(more);
        String ports = IntStream.rangeClosed(1, nic.ports())
                .mapToObj(port -> port + "=" + SimulatedRte.name(port))
                .collect(Collectors.joining(","));
        settings.put("ports", ports + TUNNELS);
        settings.putIfAbsent("miss-marks", "false");
        return RteBackend.open(new DeviceConfig("rte", settings), transport);
    }
}
