package io.tandem.conformance.offload;

import io.tandem.conformance.ovs.OffloadProgram;
import io.tandem.odp.PortNames;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The ports of the comparison: plain devices from 1 on, then the tunnel devices of Open vSwitch. */
final class OffloadPorts {
    /** The port of packets out of VXLAN tunnels. */
    static final int VXLAN = OffloadProgram.DEVICES.size() + 1;

    /** The port of packets out of Geneve tunnels. */
    static final int GENEVE = VXLAN + 1;

    private OffloadPorts() {}

    /** The ports as the translation knows them; the device of port N has index N. */
    static TcPorts devices() {
        List<TcPort> ports = new ArrayList<>();
        for (int i = 0; i < OffloadProgram.DEVICES.size(); i++) {
            ports.add(TcPort.wire(i + 1, i + 1, OffloadProgram.DEVICES.get(i)));
        }
        ports.add(TcPort.of(VXLAN, VXLAN, OffloadProgram.VXLAN_DEVICE, TcPort.Kind.VXLAN));
        ports.add(TcPort.of(GENEVE, GENEVE, OffloadProgram.GENEVE_DEVICE, TcPort.Kind.GENEVE));
        return TcPorts.of(ports);
    }

    /** The ports' names in text. */
    static PortNames names() {
        Map<String, Integer> names = new HashMap<>();
        for (int i = 0; i < OffloadProgram.DEVICES.size(); i++) {
            names.put(OffloadProgram.DEVICES.get(i), i + 1);
        }
        names.put(OffloadProgram.VXLAN_DEVICE, VXLAN);
        names.put(OffloadProgram.GENEVE_DEVICE, GENEVE);
        return PortNames.of(names);
    }
}
