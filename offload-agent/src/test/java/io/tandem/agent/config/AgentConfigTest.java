package io.tandem.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.datapath.conntrack.ConnectionPhase;
import io.tandem.datapath.conntrack.ConntrackConfig;
import io.tandem.datapath.conntrack.TimeoutPolicy;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.execute.ActionServices;
import io.tandem.datapath.meter.MeterBand;
import io.tandem.datapath.meter.MeterConfig;
import io.tandem.datapath.meter.MeterUnit;
import io.tandem.rte.eal.EalConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentConfigTest {
    private static final Path ROOT = Path.of(System.getProperty("tandem.root", ".."));

    @Test
    void takesDefaultsForWhatIsNotThere() throws ConfigException {
        AgentConfig config = parse("");
        assertThat(config.threads()).isEqualTo(1);
        assertThat(config.cores()).isEmpty();
        assertThat(config.emcInsertInverse()).isEqualTo(100);
        assertThat(config.smc()).isFalse();
        assertThat(config.classifier()).isEqualTo(ClassifierKind.DECISION_TREE);
        assertThat(config.ports()).isEmpty();
        assertThat(config.eal()).isEqualTo(new EalSetting(new EalConfig("0", 512, true, true, List.of()), 65_535));
        assertThat(config.flows()).isEmpty();
    }

    @Test
    void readsTheExampleOfThePageAndThePageKnowsItsKeys() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        String example = page.lines()
                .filter(line -> line.startsWith("    ") && !line.startsWith("    ./tandem"))
                .map(line -> line.substring(4))
                .collect(Collectors.joining("\n"));
        AgentConfig config = parse(example);
        assertThat(config.cores()).containsExactly(2, 3);
        assertThat(config.ports()).hasSize(3);
        assertThat(config.ports().getLast()).isEqualTo(new PortSetting.Dpdk(3, "0000:03:00.0", 2, 1024, 9000));
        assertThat(config.eal())
                .isEqualTo(new EalSetting(new EalConfig("0-1", 1024, true, true, List.of("--iova-mode=va")), 65_535));
        assertThat(config.routes().getFirst().network()).hasToString("192.0.2.0");
        assertThat(config.routes().getFirst().prefix()).isEqualTo(24);
        assertThat(config.neighbours().getFirst().mac()).isEqualTo(0x020000000002L);
        assertThat(config.meters())
                .containsExactly(new MeterSetting(
                        1, new MeterConfig(MeterUnit.KILOBITS, List.of(new MeterBand(100_000, 20_000)))));
        assertThat(config.bonds()).containsExactly(new BondSetting(1, List.of(1, 2)));
        ActionServices services = config.services();
        assertThat(services.meters().get(1)).isPresent();
        assertThat(services.bonds().get(1)).hasValueSatisfying(bond -> {
            assertThat(bond.member(0)).isEqualTo(1);
            assertThat(bond.member(1)).isEqualTo(2);
        });
        ConntrackConfig conntrack = services.conntrack().config();
        assertThat(conntrack.mostConnections()).isEqualTo(100_000);
        assertThat(conntrack.zoneLimits()).isEqualTo(Map.of(5, 1000));
        assertThat(conntrack.defaultZoneLimit()).hasValue(20_000);
        assertThat(conntrack.tcpSequenceCheck()).isTrue();
        TimeoutPolicy policy = Objects.requireNonNull(conntrack.policies().get("short"));
        assertThat(policy.nanos(ConnectionPhase.TCP_ESTABLISHED)).isEqualTo(600_000_000_000L);
        assertThat(policy.nanos(ConnectionPhase.UDP_FIRST)).isEqualTo(10_000_000_000L);
        assertThat(policy.nanos(ConnectionPhase.UDP_MULTIPLE)).isEqualTo(30_000_000_000L);
        assertThat(config.flows()).isEqualTo(Optional.of(Path.of("/etc/tandem/host.flows")));
        Matcher keys =
                Pattern.compile("^ *(?:- )?([a-z-]+):", Pattern.MULTILINE).matcher(example);
        assertThat(keys.results().map((MatchResult m) -> m.group(1)))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(page).contains("| `" + key + "`"));
    }

    @Test
    void thePageKnowsEachPhaseAndItsDefault() throws Exception {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        assertThat(ConnectionPhase.values()).allSatisfy(phase -> assertThat(page)
                .contains("| `%s` | %d |".formatted(ConntrackSection.key(phase), phase.defaultSeconds())));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "portz: []                                   | t.yaml: portz: no such key; expected one of bonds, conntrack, datapath,",
                "datapath: {threads: 0}                      | datapath.threads: 0; expected a number from 1 to 64",
                "datapath: {threads: many}                   | datapath.threads: 'many'; expected a number from 1 to 64",
                "datapath: {threads: 2, cores: [1]}          | datapath.cores: [1]; expected as many cores as threads, which are 2",
                "datapath: {threads: 2, cores: [1, 1]}       | datapath.cores: [1,1]; expected a list of numbers from 0 to 8191, none",
                "datapath: {cores: 1}                        | datapath.cores: 1; expected a list of numbers",
                "datapath: {smc: 1}                          | datapath.smc: 1; expected true or false",
                "datapath: {classifier: trie}                | datapath.classifier: 'trie'; expected one of subtables,",
                "datapath: 3                                 | datapath: 3; expected a mapping",
                "ports: 3                                    | ports: 3; expected a list",
                "ports: [{kind: tap}]                        | ports[0].number: missing; expected a number from 1",
                "ports: [{number: 1, kind: dpdk}]            | ports[0].device: missing; expected a device of DPDK",
                "ports: [{number: 1, kind: dpdk, device: 'a,representor=[0-1]'}] | ports[0].device: 'a,representor=[0-1]'; expected one representor, as in a,representor=vf0",
                "ports: [{number: 1, kind: dpdk, device: a, interface: b}] | ports[0].interface: no such key",
                "eal: {memory: 0}                            | eal.memory: 0; expected a number from 1 to 1048576",
                "eal: {cores: abc}                           | eal.cores: 'abc'; expected core numbers, as 0 or 0-1,3",
                "eal: {cores: 0-}                            | eal.cores: '0-'; expected core numbers, as 0 or 0-1,3",
                "eal: {cores: --help}                        | eal.cores: '--help'; expected core numbers, as 0 or 0-1,3",
                "eal: {arguments: --no-pci}                  | eal.arguments: '--no-pci'; expected a list of texts",
                "eal: {hugepage: true}                       | eal.hugepage: no such key; expected one of arguments,",
                "ports: [{number: 1, kind: tap}]             | ports[0].interface: missing; expected the name",
                "tunnels: [{number: 1, kind: gre, udp-port: 2}] | tunnels[0].udp-port: no such key",
                "routes: [{destination: 10.0.0.0/33, port: 1, source: 10.0.0.1}] | routes[0].destination: '10.0.0.0/33'; expected an address prefix",
                "neighbours: [{address: host, mac: 1, port: 1}] | neighbours[0].address: 'host'; expected an IPv4 or IPv6",
                "meters: [{id: 262144, unit: pps}]           | meters[0].id: 262144; expected a number from 0 to 262143",
                "meters: [{id: 1, unit: bps}]                | meters[0].unit: 'bps'; expected one of pps, kbps",
                "meters: [{id: 1, unit: pps}]                | meters[0].bands: nothing; expected a list of 1 to 8 bands",
                "meters: [{id: 1, unit: pps, bands: [{rate: 0}]}] | meters[0].bands[0].rate: 0; expected a number from 1",
                "meters: [{id: 1, unit: pps, bands: [{rate: 1, drop: 1}]}] | meters[0].bands[0].drop: no such key; expected",
                "bonds: [{id: 1}]                            | bonds[0].members: missing; expected a list of numbers",
                "bonds: [{id: 1, members: [1, x]}]           | bonds[0].members[1]: 'x'; expected a number from 1 to",
                "bonds: [{id: 1, members: [7]}]              | expected members among the ports above, not 7",
                "conntrack: {connections: -1}                | conntrack.connections: -1; expected a number from 0",
                "conntrack: {zones: [{zone: 65536, limit: 1}]} | conntrack.zones[0].zone: 65536; expected",
                "conntrack: {zones: [{zone: 1, limit: 1}, {zone: 1, limit: 2}]} | expected zone 1 once",
                "conntrack: {timeouts: [{name: 'a,b'}]}      | conntrack.timeouts[0].name: 'a,b'; expected a name",
                "conntrack: {timeouts: [{name: a, udp-frist: 1}]} | conntrack.timeouts[0].udp-frist: no such key",
                "conntrack: {timeouts: [{name: a, tcp-close: 0}]} | conntrack.timeouts[0].tcp-close: 0; expected a number",
                "flows: a_flows: b                           | line 2",
                "'[1'                                        | t.yaml: line 1, column 3: while parsing a flow sequence; expected YAML",
            })
    void saysWhatIsWrongAndWhere(String text, String message) {
        assertThatThrownBy(() -> parse(text.replace("_flows", "\nflows")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesWhatDoesNotFitTogether() {
        assertThatThrownBy(() -> parse("tunnels: [{number: 1, kind: vxlan}, {number: 1, kind: gre}]"))
                .hasMessageContaining("port number 1 once");
        assertThatThrownBy(() -> parse("neighbours: [{address: 10.0.0.1, mac: '02:00:00:00:00:01', port: 4}]"))
                .hasMessageContaining("not 4");
    }

    @Property(tries = 500)
    void anyTextIsAConfigurationOrATypedError(@ForAll String text) {
        try {
            assertThat(parse(text)).isNotNull();
        } catch (ConfigException e) {
            assertThat(e).hasMessageContaining("; expected ");
        }
    }

    private static AgentConfig parse(String text) throws ConfigException {
        return AgentConfig.parse("t.yaml", text, Path.of("/etc/tandem/t.yaml"));
    }
}
