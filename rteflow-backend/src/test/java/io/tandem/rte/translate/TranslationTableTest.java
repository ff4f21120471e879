package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.host.RteCapabilities;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Flows and the rules that they become, in testpmd's words. */
class TranslationTableTest {
    private static final String IN = "pattern represented_port ethdev_port_id is 0 / ";
    private static final String IPV4 = "eth(),eth_type(0x0800),ipv4(";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frag=no) | 2 | EXACT | eth type is 0x800 has_vlan is 0 / ipv4 fragment_offset spec 0x0 fragment_offset"
                        + " mask 0x3fff / end actions count / represented_port ethdev_port_id 1 / end",
                "dst=10.0.0.0/255.0.0.0,frag=no) | drop | EXACT | eth type is 0x800 has_vlan is 0 / ipv4 fragment_offset"
                        + " spec 0x0 fragment_offset mask 0x3fff dst spec 10.0.0.0 dst mask 255.0.0.0 / end actions"
                        + " count / drop / end",
                "frag=first) | 2,3 | EXACT | eth type is 0x800 has_vlan is 0 / ipv4 fragment_offset spec 0x2000"
                        + " fragment_offset mask 0x3fff / end actions count / sample ratio 1 index 0 / represented_port"
                        + " ethdev_port_id 2 / end",
                "frag=later) | recirc(0x7) | EXACT | eth type is 0x800 has_vlan is 0 / ipv4 fragment_offset spec 0x1"
                        + " fragment_offset last 0x1fff fragment_offset mask 0x1fff / end actions count / jump group 1"
                        + " / end",
                "proto=6,frag=no),tcp(dst=80),tcp_flags(0x002/0x0ff) | set(tcp(dst=81)),2 | EXACT | eth type is 0x800"
                        + " has_vlan is 0 / ipv4 fragment_offset spec 0x0 fragment_offset mask 0x3fff proto is 6 / tcp"
                        + " dst is 80 flags is 0x2 / end actions count / set_tp_dst port 81 /"
                        + " represented_port ethdev_port_id 1 / end",
                "proto=17),udp(dst=53) | meter(9),2 | NARROWER ipv4.frag | eth type is 0x800 has_vlan is 0 / ipv4"
                        + " fragment_offset spec 0x0 fragment_offset mask 0x3fff proto is 17 / udp dst is 53 / end"
                        + " actions count / meter mtr_id 19 / represented_port ethdev_port_id 1 / end",
                "tos=0,frag=no) | set(ipv4(tos=0x2e/0xff)),push_vlan(vid=7,pcp=3),2 | EXACT | eth type is 0x800 has_vlan"
                        + " is 0 / ipv4 tos is 0x0 fragment_offset spec 0x0 fragment_offset mask 0x3fff / end actions"
                        + " count / set_ipv4_dscp dscp_value 0xb / modify_field op set dst_type ipv4_ecn src_type value"
                        + " src_value 0x02 width 2 / of_push_vlan ethertype 0x8100 / of_set_vlan_vid vlan_vid 7 /"
                        + " of_set_vlan_pcp vlan_pcp 3 / represented_port ethdev_port_id 1 / end",
            })
    void ipv4(String match, String actions, String fit, String rule) {
        String text =
                TestBed.text(TestBed.translator(RteCapabilities.ALL).translate(TestBed.flow(IPV4 + match, actions)));
        assertThat(text).startsWith(fit + "\n").endsWith(IN + rule);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in_port(4),tunnel(tun_id=0x2a,src=10.0.0.2,dst=10.0.0.1,ttl=64,flags(-df+key)),eth(),eth_type(0x1234) | 2 | flow"
                        + " create 0 group 1 transfer pattern eth type is 0x800 / ipv4 fragment_offset spec 0x0"
                        + " fragment_offset mask 0x4000 ttl is 64 src is 10.0.0.2 dst is 10.0.0.1"
                        + " / udp / vxlan vni is 42 / eth type is 0x1234 has_vlan is 0 / end actions count /"
                        + " vxlan_decap / represented_port ethdev_port_id 1 / end",
                "in_port(1),eth(),eth_type(0x0800),ipv4(proto=17,frag=no),udp(dst=4789) | tnl_pop(4) | flow create 0"
                        + " transfer pattern represented_port ethdev_port_id is 0 / eth type is 0x800 has_vlan is 0 /"
                        + " ipv4 fragment_offset spec 0x0 fragment_offset mask 0x3fff proto is 17 / udp dst is 4789 /"
                        + " end actions count / jump group 1 / end",
                "in_port(1),eth(),eth_type(0x8100),vlan(vid=5),encap(eth_type(0x86dd),ipv6(frag=no)) | pop_vlan,2 |"
                        + " flow create 0 transfer pattern represented_port ethdev_port_id is 0 / eth type is 0x8100 /"
                        + " vlan vid is 5 inner_type is 0x86dd has_more_vlan is 0 / ipv6 has_frag_ext is 0 / end"
                        + " actions count / of_pop_vlan / represented_port ethdev_port_id 1 / end",
            })
    void tunnelsAndTags(String match, String actions, String command) {
        String text = TestBed.text(TestBed.translator(RteCapabilities.ALL).translate(TestBed.flow(match, actions)));
        assertThat(text).endsWith("\n" + command);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "frag=no) | ct(zone=5),recirc(0x5) | UNSUPPORTED_ACTION ct(zone=5):",
                "frag=no) | userspace(pid=1) | UNSUPPORTED_ACTION userspace(pid=1,userdata(",
                "frag=no) | 77 | PORT_NOT_OFFLOADABLE 77:",
                "frag=no) | 4 | PORT_NOT_OFFLOADABLE 4:",
                "frag=no) | recirc(0x1),2 | ACTION_ORDER recirc(0x1):",
                "frag=no) | 2,recirc(0x1) | ACTION_ORDER recirc(0x1):",
                "frag=no) | set(ipv4(src=10.0.0.0/255.0.0.0)),2 | UNSUPPORTED_MASK set(ipv4(src=10.0.0.0/255.0.0.0)):",
                "frag=no) | set(tcp(src=1)),2 | PREREQUISITE set(tcp(src=1)):",
            })
    void refusals(String match, String actions, String refusal) {
        String text =
                TestBed.text(TestBed.translator(RteCapabilities.ALL).translate(TestBed.flow(IPV4 + match, actions)));
        assertThat(text).startsWith(refusal);
    }

    @Test
    void marksForTheHostWhatADeviceCannotDo() {
        String text = TestBed.text(TestBed.translator(RteCapabilities.ALL)
                .mark(TestBed.flow(IPV4 + "frag=no)", "ct,2"), 7, List.of(0, 1)));
        assertThat(text)
                .isEqualTo(
                        "EXACT\nflow create 0 ingress pattern eth type is 0x800 has_vlan is 0 / ipv4 fragment_offset spec"
                                + " 0x0 fragment_offset mask 0x3fff / end actions mark id 7 / rss func default level 0 types"
                                + " none end queues 0 1 end / end");
        assertThat(TestBed.text(TestBed.translator(RteCapabilities.TAP)
                        .mark(TestBed.flow("eth(),eth_type(0x1234)", "ct,2"), 7, List.of(0))))
                .startsWith("UNSUPPORTED_ACTION mark:");
    }
}
