package io.tandem.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.backend.DeviceConfig;
import io.tandem.datapath.port.PortConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OffloadSettingTest {
    private static final String PORTS = """
            ports:
              - {number: 1, kind: af_packet, interface: eth1}
              - {number: 2, kind: af_packet, interface: enp129s0f1np12}
              - {number: 3, kind: tap, interface: tandem0}
              - {number: 4, kind: af_xdp, interface: eth4}
            meters:
              - {id: 7, unit: kbps, bands: [{rate: 1000, burst: 500}, {rate: 2000}]}
            """;

    private static AgentConfig parse(String offload) throws ConfigException {
        return AgentConfig.parse("test.yaml", PORTS + offload, Path.of("/nowhere/test.yaml"));
    }

    @Test
    void hasNoDeviceUnlessTheFileSaysSo() throws ConfigException {
        AgentConfig config = parse("");
        assertThat(config.device()).isEmpty();
        assertThat(config.openedPorts()).isEqualTo(config.ports());
    }

    @Test
    void givesADeviceItsPortsMetersAndReceivers() throws ConfigException {
        AgentConfig config =
                parse("offload: {backend: tc, policy: skip_hw, grace-seconds: 5, exact-option-length: true}");
        assertThat(config.device())
                .contains(new DeviceConfig(
                        "tc0",
                        Map.of(
                                "policy", "skip_hw",
                                "grace-seconds", "5",
                                "exact-option-length", "true",
                                "ports", "1=eth1,2=enp129s0f1np12",
                                "receivers", "1=trx-eth1,2=trx-" + hash(config, 1),
                                "meters", "7=kbps:1000:500+2000:2000")));
        assertThat(config.openedPorts())
                .extracting(OffloadSettingTest::receiver)
                .containsExactly(
                        Optional.of("trx-eth1"),
                        Optional.of("trx-" + hash(config, 1)),
                        Optional.empty(),
                        Optional.empty());
    }

    /** Of an interface whose name leaves no room for more. */
    private static String hash(AgentConfig config, int port) {
        String name = receiver(config.openedPorts().get(port)).orElseThrow();
        assertThat(name).hasSizeLessThanOrEqualTo(15).matches("trx-[0-9a-f]{8}");
        return name.substring(4);
    }

    @Test
    void listensOnThePortsThemselvesWhereRulesAreInHardwareAlone() throws ConfigException {
        AgentConfig config = parse("offload: {backend: tc, policy: skip_sw}");
        assertThat(config.device().orElseThrow().settings())
                .containsEntry("ports", "1=eth1,2=enp129s0f1np12,4=eth4")
                .doesNotContainKey("receivers");
        assertThat(config.openedPorts()).isEqualTo(config.ports());
    }

    @Test
    void givesADeviceOfRteFlowThePortsOfDpdk() throws ConfigException {
        String ports = """
                ports:
                  - {number: 1, kind: dpdk, device: "0000:03:00.0,dv_flow_en=1"}
                  - {number: 2, kind: tap, interface: tandem0}
                  - {number: 5, kind: dpdk, device: net_tap0}
                meters:
                  - {id: 7, unit: pps, bands: [{rate: 10, burst: 20}]}
                """;
        String offload = "offload: {backend: rte_flow, driver: tap, marks: always, lowest-priority: 1, tags: 0}";
        AgentConfig config = AgentConfig.parse("test.yaml", ports + offload, Path.of("/nowhere/test.yaml"));
        assertThat(config.device())
                .contains(new DeviceConfig(
                        "rte0",
                        Map.of(
                                "driver", "tap",
                                "marks", "always",
                                "lowest-priority", "1",
                                "tags", "0",
                                "meters", "7=pps:10:20",
                                "ports", "1=0000:03:00.0,5=net_tap0")));
        assertThat(config.openedPorts()).isEqualTo(config.ports());
    }

    @Test
    void tellsADeviceOfRteFlowRepresentorsApart() throws ConfigException {
        String ports = """
                ports:
                  - {number: 1, kind: dpdk, device: "0000:03:00.0"}
                  - {number: 2, kind: dpdk, device: "0000:03:00.0,representor=vf0,dv_flow_en=1"}
                  - {number: 3, kind: dpdk, device: "0000:03:00.0,dv_flow_en=1,representor=vf1"}
                offload: {backend: rte_flow}
                """;
        assertThat(AgentConfig.parse("test.yaml", ports, Path.of("/nowhere/test.yaml"))
                        .device()
                        .orElseThrow()
                        .setting("ports"))
                .hasValue("1=0000:03:00.0,2=0000:03:00.0_representor_vf0,3=0000:03:00.0_representor_vf1");
    }

    private static final String TUNNELS = """
            tunnels:
              - {number: 9, kind: vxlan}
              - {number: 10, kind: geneve, udp-port: 7000}
              - {number: 11, kind: gre}
              - {number: 12, kind: gtpu, udp-port: 2152}
              - {number: 13, kind: erspan}
              - {number: 14, kind: srv6}
            offload: {backend: rte_flow}
            """;

    private static String rteFlowPorts(String ports) throws ConfigException {
        return AgentConfig.parse("test.yaml", ports + TUNNELS, Path.of("/nowhere/test.yaml"))
                .device()
                .orElseThrow()
                .setting("ports")
                .orElseThrow();
    }

    private static final String WIRES = """
            ports:
              - {number: 1, kind: dpdk, device: "0000:03:00.0,dv_flow_en=1"}
              - {number: 2, kind: dpdk, device: "0000:04:00.0"}
              - {number: 3, kind: af_packet, interface: eth0}
            routes:
              - {destination: 10.0.0.0/8, port: 3, source: 10.0.0.1}
            """;

    @Test
    void givesADeviceOfRteFlowTheTunnelsWhereTheirRoutesLeadBy() throws ConfigException {
        assertThat(rteFlowPorts(WIRES + "  - {destination: 192.0.2.0/24, port: 2, source: 192.0.2.1}\n"))
                .isEqualTo("1=0000:03:00.0,2=0000:04:00.0,9=0000:04:00.0:vxlan,10=0000:04:00.0:geneve:7000,"
                        + "11=0000:04:00.0:gre,12=0000:04:00.0:gtpu");
    }

    @Test
    void givesADeviceOfRteFlowTheTunnelsAtItsOnePort() throws ConfigException {
        assertThat(rteFlowPorts("ports: [{number: 5, kind: dpdk, device: net_tap0}]\n"))
                .isEqualTo("5=net_tap0,9=net_tap0:vxlan,10=net_tap0:geneve:7000,11=net_tap0:gre,12=net_tap0:gtpu");
    }

    @Test
    void tellsADeviceOfRteFlowAllPortsThatATunnelsPacketsMayComeInBy() throws ConfigException {
        String both = "9=0000:03:00.0+0000:04:00.0:vxlan,10=0000:03:00.0+0000:04:00.0:geneve:7000,";
        assertThat(rteFlowPorts(WIRES)).contains(both);
        assertThat(rteFlowPorts(WIRES
                        + "  - {destination: 192.0.2.0/24, port: 2, source: 192.0.2.1}\n"
                        + "  - {destination: 2001:db8::/32, port: 1, source: 2001:db8::1}\n"))
                .contains(both);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "offload: {}",
                "offload: {backend: rte_flow}",
                "offload: {backend: tc, ports: 1=eth0}",
                "offload: {backend: tc, marks: never}",
                "offload: {backend: tc, grace-seconds: soon}",
                "offload: tc"
            })
    void refusesWhatItDoesNotKnow(String offload) {
        assertThatThrownBy(() -> parse(offload))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("offload");
    }

    private static Optional<String> receiver(PortSetting port) {
        return port instanceof PortSetting.Kernel(PortConfig config) ? config.receiver() : Optional.empty();
    }
}
