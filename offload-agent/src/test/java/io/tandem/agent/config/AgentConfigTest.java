package io.tandem.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.datapath.dpcls.ClassifierKind;
import java.nio.file.Files;
import java.nio.file.Path;
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
        assertThat(config.ports()).hasSize(2);
        assertThat(config.routes().getFirst().network()).hasToString("192.0.2.0");
        assertThat(config.routes().getFirst().prefix()).isEqualTo(24);
        assertThat(config.neighbours().getFirst().mac()).isEqualTo(0x020000000002L);
        assertThat(config.flows()).isEqualTo(Optional.of(Path.of("/etc/tandem/host.flows")));
        Matcher keys =
                Pattern.compile("^ *(?:- )?([a-z-]+):", Pattern.MULTILINE).matcher(example);
        assertThat(keys.results().map((MatchResult m) -> m.group(1)))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(page).contains("| `" + key + "`"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "portz: []                                   | t.yaml: portz: no such key; expected one of datapath, flows,",
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
                "ports: [{number: 1, kind: tap}]             | ports[0].interface: missing; expected the name",
                "tunnels: [{number: 1, kind: gre, udp-port: 2}] | tunnels[0].udp-port: no such key",
                "routes: [{destination: 10.0.0.0/33, port: 1, source: 10.0.0.1}] | routes[0].destination: '10.0.0.0/33'; expected an address prefix",
                "neighbours: [{address: host, mac: 1, port: 1}] | neighbours[0].address: 'host'; expected an IPv4 or IPv6",
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
