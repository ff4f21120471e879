package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class OdpCommandTest {
    private record Outcome(int exit, List<String> lines, String errors) {}

    @Test
    void goesOnAfterABadLine() {
        Outcome found = odp(
                List.of("in_port(1),eth_type(0x0800)", "", "# note", "in_port(1),eth_tipe(0x0800)", "in_port(2)"),
                "key",
                "--mask");

        assertThat(found.exit).isEqualTo(1);
        assertThat(found.lines)
                .hasSize(3)
                .startsWith("in_port(1),eth_type(0x0800)")
                .endsWith("in_port(2)");
        assertThat(found.lines.get(1)).startsWith("error: at 11: found 'eth_tipe(0x0800)', expected a key attribute: ");
    }

    @Test
    void saysInJsonWhatIsWrongWhere() {
        Outcome found = odp(List.of("pop_vlan,2", "pop_vlan,set(tcp(sport=1)),2"), "actions", "-o", "json");

        assertThat(found.exit).isEqualTo(1);
        assertThat(new JsonObject(found.lines.get(0)).getString("canonical")).isEqualTo("pop_vlan,2");
        JsonObject error = new JsonObject(found.lines.get(1)).getJsonObject("error");
        assertThat(error.getInteger("offset")).isEqualTo(17);
        assertThat(error.getString("field")).isEqualTo("tcp");
        assertThat(error.getString("expected")).isNotEmpty();
    }

    @Test
    void encodesAndDecodes() {
        List<String> keys = List.of(
                "recirc_id(0x5),in_port(1),eth_type(0x0800),ipv4(src=10.0.0.0/255.0.0.0,frag=no)",
                "tunnel(tun_id=0x7/0xff,src=1.2.3.4,flags(+key)),in_port(2),eth_type(0x8847),mpls(label=3,tc=0,ttl=1,bos=1)");
        Outcome encoded = odp(keys, "encode", "key", "--mask");
        assertThat(encoded.lines).allMatch(line -> line.matches("[0-9a-f]+\t[0-9a-f]+"));
        assertThat(odp(encoded.lines, "decode", "key").lines).isEqualTo(keys);

        List<String> actions = List.of("sample(sample=25.0%,actions(push_vlan(vid=1,pcp=0),3)),2", "drop");
        Outcome hex = odp(actions, "encode", "actions");
        assertThat(hex.lines.get(0)).matches("[0-9a-f]+");
        assertThat(odp(hex.lines, "decode", "actions").lines).isEqualTo(actions);
    }

    @Test
    void refusesHexThatIsNone() {
        Outcome found = odp(List.of("0g", "0800", "0500030001"), "decode", "key");
        assertThat(found.exit).isEqualTo(1);
        assertThat(found.lines).hasSize(3).allMatch(line -> line.startsWith("error: at "));
    }

    @Test
    void takesPortsByName() {
        Outcome found = odp(
                List.of("in_port(eth0),eth_type(0x0800)", "in_port(eth9)"),
                "key",
                "--mask",
                "--ports",
                "eth0=3,eth1=4");
        assertThat(found.lines.get(0)).isEqualTo("in_port(eth0),eth_type(0x0800)");
        assertThat(found.lines.get(1)).startsWith("error: at 8: in_port: ");
    }

    @Test
    void printsFlowsAsOpenVswitchDumpsThem() throws IOException {
        Path file = Path.of(System.getProperty("tandem.vectors", "../shared/vectors"), "xlate", "dpctl-add-flow.jsonl");
        Assumptions.assumeTrue(Files.isReadable(file), "no " + file + "; set -Dtandem.vectors=DIR");
        List<String> brief = new ArrayList<>();
        List<String> whole = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonObject flow = new JsonObject(line);
            flow.getJsonArray("dump", new JsonArray()).forEach(text -> brief.add((String) text));
            flow.getJsonArray("dump_m", new JsonArray()).forEach(text -> whole.add((String) text));
        }
        assertThat(brief).hasSizeGreaterThan(50);
        assertThat(odp(brief, "flow").lines).isEqualTo(brief);
        assertThat(odp(whole, "flow", "-m").lines).isEqualTo(whole);
    }

    @Test
    void readsStatisticsAndPlace() {
        List<String> lines = List.of(
                "ufid:e5efc8b8-7c1b-4edf-b74c-8d1cc0b982f3, recirc_id(0),in_port(eth0),eth_type(0x0800),ipv4(frag=no),"
                        + " packets:18446744073709551615, bytes:7, used:0.004s, flags:SFPR., offloaded:yes, dp:tc,"
                        + " actions:push_vlan(vid=7,pcp=0),eth1");
        assertThat(odp(lines, "flow").lines).isEqualTo(lines);
        Outcome refused = odp(
                List.of(
                        "in_port(1), packets:18446744073709551616, bytes:0, used:never, actions:2",
                        "in_port(1), packets:1, bytes:0, used:soon, actions:2",
                        "in_port(1), packets:1, bytes:0, used:never, flags:Q, actions:2",
                        "in_port(1), speed:1, actions:2",
                        "in_port(1)"),
                "flow");
        assertThat(refused.lines).hasSize(5).allMatch(line -> line.startsWith("error: at "));
    }

    @Test
    void asksForACommand() {
        assertThat(odp(List.of()).exit).isEqualTo(2);
        assertThat(odp(List.of(), "encode").errors).contains("key or actions");
    }

    private static Outcome odp(List<String> input, String... words) {
        InputStream before = System.in;
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        try {
            System.setIn(new ByteArrayInputStream((String.join("\n", input) + "\n").getBytes(StandardCharsets.UTF_8)));
            List<String> arguments = new ArrayList<>(List.of("odp"));
            arguments.addAll(List.of(words));
            CommandLine line = Main.commandLine();
            line.setOut(new PrintWriter(out));
            line.setErr(new PrintWriter(err));
            int exit = line.execute(arguments.toArray(String[]::new));
            return new Outcome(exit, out.toString().lines().toList(), err.toString());
        } finally {
            System.setIn(before);
        }
    }
}
