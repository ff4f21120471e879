package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceConfig;
import io.tandem.backend.Explanation;
import io.tandem.backend.OffloadOperation;
import io.tandem.backend.OffloadResult;
import io.tandem.backend.Refusal;
import io.tandem.backend.Translation;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.translate.TestBed;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tunnels as the device's setting names them. */
class NamedTunnelsTest {
    private static final String TUNNEL = "tunnel(tun_id=0x7,src=172.16.0.1,dst=172.16.0.2,ttl=64";
    private static final String INNER = ",eth(),eth_type(0x0800),ipv4(dst=10.0.0.1)";
    private static final String OUTER = "in_port(1),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=4789)";

    private final MemoryFlows flows = new MemoryFlows();

    private RteDevice open(String ports) throws Exception {
        return new RteDevice(
                "nic",
                RteSettings.of(new DeviceConfig("nic", Map.of("ports", ports, "marks", "never"))),
                () -> flows,
                () -> 1_000);
    }

    private static Explanation explain(RteDevice device, String match, String actions) {
        return device.explain(TestBed.flow(match, actions));
    }

    @ParameterizedTest
    @CsvSource({
        "vxlan:8472, '/ udp dst is 8472 / vxlan ', 8472",
        "geneve:7000, '/ udp dst is 7000 / geneve ', 7000",
        "vxlan, '/ udp / vxlan ', ''",
        "vxlan:4789, '/ udp / vxlan ', ''",
        "geneve, '/ udp / geneve ', ''",
    })
    void aTunnelAtAnotherUdpPortIsMatchedAtThatOne(String kind, String items, String narrowed) throws Exception {
        String geneve = kind.startsWith("geneve") ? ",geneve()" : "";
        Explanation made =
                explain(open("1=net_0,2=net_1,9=net_0:" + kind), TUNNEL + geneve + "),in_port(9)" + INNER, "drop");
        assertThat(made).isInstanceOfSatisfying(Translation.class, rule -> {
            assertThat(rule.text()).contains(items);
            assertThat(rule.narrowedIn().contains(FlowField.TUNNEL_TP_DST)).isEqualTo(!narrowed.isEmpty());
        });
    }

    @ParameterizedTest
    @CsvSource({"gtpu, 2152", "gtpu:2153, 2153"})
    void whatIsGtpuItsUdpPortSays(String kind, String udpPort) throws Exception {
        String inner = "),in_port(9),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)";
        assertThat(explain(open("1=net_0,2=net_1,9=net_0:" + kind), TUNNEL + inner, "drop"))
                .isInstanceOfSatisfying(Translation.class, rule -> assertThat(rule.text())
                        .contains("/ udp dst is " + udpPort + " / gtp "));
    }

    @Test
    void aFlowThatSaysTheUdpPortIsTakenAtItsWord() throws Exception {
        RteDevice device = open("1=net_0,2=net_1,9=net_0:vxlan:8472");
        assertThat(explain(device, TUNNEL + ",tp_dst=8472),in_port(9)" + INNER, "2"))
                .isInstanceOfSatisfying(Translation.class, rule -> {
                    assertThat(rule.fit()).isEqualTo(Translation.Fit.EXACT);
                    assertThat(rule.text())
                            .contains("/ udp dst is 8472 / vxlan ")
                            .contains("/ vxlan_decap /");
                });
    }

    @Test
    void tunnelsOfOneKindHaveRulesInGroupsOfTheirOwn() throws Exception {
        RteDevice device = open("1=net_0,2=net_1,8=net_0:vxlan,9=net_0:vxlan:8472");
        for (String port : List.of("8", "9")) {
            assertThat(device.apply(List.of(
                            new OffloadOperation.Put(TestBed.flow(
                                    OUTER.replace("4789", port.equals("8") ? "4789" : "8472"),
                                    "tnl_pop(" + port + ")")),
                            new OffloadOperation.Put(TestBed.flow(TUNNEL + "),in_port(" + port + ")" + INNER, "2")))))
                    .hasOnlyElementsOfType(OffloadResult.Installed.class);
        }
        List<RteRule> decaps = flows.rules.values().stream()
                .map(entry -> entry.rule)
                .filter(rule -> rule.pattern().stream().anyMatch(item -> item.item() == RteItem.VXLAN))
                .toList();
        assertThat(decaps).extracting(RteRule::group).doesNotHaveDuplicates().hasSize(2);
        assertThat(decaps)
                .extracting(rule ->
                        rule.pattern().stream().anyMatch(item -> item.fields().containsKey(RteField.UDP_DST)))
                .containsExactly(false, true);
    }

    /** What comes in by the other port would find no rule; nobody would know why. */
    @Test
    void aTunnelOfSeveralDpdkPortsIsSoftwaresAndSaysWhatToDo() throws Exception {
        RteDevice device = open("1=net_0,2=net_1,9=net_0+net_1:vxlan");
        String sentence =
                "packets of tunnel 9 may come in by any of the DPDK ports net_0, net_1, and a rule is made at one;"
                        + " have all routes of tunnels lead by one of them";
        for (Explanation no : List.of(
                explain(device, TUNNEL + "),in_port(9)" + INNER, "2"),
                explain(device, OUTER, "tnl_pop(9)"),
                explain(device, OUTER, "9"))) {
            assertThat(no).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(Refusal.Code.PORT_NOT_OFFLOADABLE);
                assertThat(refusal.sentence()).isEqualTo(sentence);
            });
        }
        assertThat(device.capabilities().ports()).containsExactlyInAnyOrder(1, 2);
    }

    /** Software takes tunnels off tagged frames too; the rules behind the pop would match none of these. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in_port(1),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=4789) | true",
                "in_port(1),eth(),eth_type(0x86dd),ipv6(proto=17,frag=no),udp(dst=4789) | true",
                "in_port(1),eth(),eth_type(0x8100),vlan(vid=5),encap(eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=4789)) | false",
                "in_port(1),eth() | true",
            })
    void rulesPopUntaggedPacketsAlone(String match, boolean pops) throws Exception {
        Explanation made = explain(open("1=net_0,2=net_1,9=net_0:vxlan"), match, "tnl_pop(9)");
        if (pops) {
            assertThat(made).isInstanceOfSatisfying(Translation.class, rule -> assertThat(rule.text())
                    .contains("/ jump group 1 /"));
        } else {
            assertThat(made).isInstanceOfSatisfying(Refusal.class, refusal -> {
                assertThat(refusal.code()).isEqualTo(Refusal.Code.PREREQUISITE);
                assertThat(refusal.sentence()).contains("without VLAN tags");
            });
        }
    }

    @Test
    void noRulePopsWhereAFlowIsForTaggedPacketsToo() throws Exception {
        FlowMask untyped = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.RECIRC_ID)
                .build();
        Megaflow popping = TestBed.flow("in_port(1),eth()", "tnl_pop(9)");
        Megaflow any = Megaflow.of(popping.key(), untyped, popping.actions());
        assertThat(open("1=net_0,2=net_1,9=net_0:vxlan").explain(any))
                .isInstanceOfSatisfying(Refusal.class, refusal -> assertThat(refusal.sentence())
                        .contains("not for untagged packets alone"));
    }

    @Test
    void aPortThatIsNotThereOrNoTunnelPopsNothing() throws Exception {
        RteDevice device = open("1=net_0,2=net_1");
        assertThat(((Refusal) explain(device, OUTER, "tnl_pop(9)")).sentence())
                .isEqualTo("DPDK has no port for port 9");
        assertThat(((Refusal) explain(device, OUTER, "tnl_pop(2)")).sentence()).isEqualTo("port net_1 is no tunnel");
    }
}
