package io.tandem.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ExplainCommandTest {
    /** rte_flow has no action for an established connection, and knows what the packets look like. */
    private static final String TRACKED =
            "recirc_id(0),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no) actions:ct,2";

    private final StringWriter out = new StringWriter();

    private int explain(String... arguments) {
        CommandLine command = new CommandLine(new ExplainCommand()).setOut(new PrintWriter(out));
        return command.execute(arguments);
    }

    @Test
    void showsTheRuleThatMarksAndWhyThereIsNoOther() {
        assertThat(explain(TRACKED)).isZero();
        assertThat(out.toString())
                .contains("rte_flow: partial, exact: UNSUPPORTED_ACTION of ct")
                .containsPattern("flow create 1 ingress pattern .* actions mark id 1 / queue index 0 / end")
                .contains("sim: refused, UNSUPPORTED_ACTION of ct");
    }

    @Test
    void showsThemInJson() {
        assertThat(explain(TRACKED, "-o", "json")).isZero();
        JsonObject rte = new JsonArray(out.toString()).getJsonObject(1);
        assertThat(rte.getBoolean("partial")).isTrue();
        assertThat(rte.getString("fit")).isEqualTo("exact");
        assertThat(rte.getString("rule")).contains("mark id 1");
        assertThat(rte.getString("refusal")).isEqualTo("UNSUPPORTED_ACTION");
        assertThat(rte.getString("sentence")).isNotBlank();
    }

    @Test
    void showsARuleForAGtpuTunnelThatOnlyRteFlowHas() {
        assertThat(explain(
                        "tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,ttl=64),in_port(gtpu0),packet_type(ns=1,id=0x800),"
                                + "eth_type(0x0800),ipv4(frag=no)"
                                + " actions:push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2",
                        "--ports",
                        "gtpu0=7:gtpu"))
                .isZero();
        assertThat(out.toString())
                .contains("tc: refused, PORT_NOT_OFFLOADABLE")
                .contains("rte_flow: narrower in tunnel.tp_dst, tunnel.gtpu_flags")
                .containsPattern(
                        "/ gtp v_pt_rsv_flags spec 0x0 .* teid is 0x7b / ipv4 .* raw_decap index 0 / raw_encap")
                .contains("sim: refused");
    }

    @Test
    void aPortThatIsBeyondDpdksNumbersIsNoneOfItsPorts() {
        explain("in_port(70000),eth(),eth_type(0x0800),ipv4(frag=no) actions:70001");
        assertThat(out.toString())
                .contains("rte_flow: refused, PORT_NOT_OFFLOADABLE")
                .doesNotContain("4464");
        explain("in_port(65535),eth(),eth_type(0x0800),ipv4(frag=no) actions:drop");
        assertThat(out.toString()).contains("flow create 65535 ");
    }

    @Test
    void aMeterMayHaveTheNumberZero() {
        explain("in_port(1),eth(),eth_type(0x0800),ipv4(frag=no) actions:meter(0),2");
        assertThat(out.toString()).containsPattern("flow create 1 .* meter mtr_id 0 /");
    }

    @Test
    void showsNoMarkWhereTheDriverHasNone() {
        explain(TRACKED, "--dpdk-driver", "tap");
        assertThat(out.toString()).contains("rte_flow: refused").doesNotContain("mark id");
    }
}
