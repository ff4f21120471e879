package io.tandem.rte.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.rte.flow.RteField;
import io.tandem.rte.host.RteCapabilities;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes in GTP-U and what would leave in it: rules in testpmd's words, and refusals. */
class GtpuTranslationTest {
    private static final String OUTER = "tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,ttl=64";
    private static final String INNER = ",in_port(7),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(frag=no)";
    private static final String FORWARD = "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2";
    private static final String GTPU_PUSH =
            "tnl_push(tnl_port(7),header(size=50,type=110,eth(dst=02:00:00:00:00:01,src=02:00:00:00:00:02,dl_type=0x0800),"
                    + "ipv4(src=1.1.2.88,dst=1.1.2.92,proto=17,tos=0,ttl=64,frag=0x4000),udp(src=0,dst=2152,csum=0x0),"
                    + "gtpu(flags=0x30,msgtype=255,teid=0x7b)),out_port(2))";

    private static String text(String match, String actions) {
        return text(RteCapabilities.ALL, match, actions);
    }

    private static String text(RteCapabilities capabilities, String match, String actions) {
        return TestBed.text(TestBed.translator(capabilities).translate(TestBed.flow(match, actions)));
    }

    @Test
    void openVSwitchsFlowIsARuleOfOrdinaryPackets() {
        assertThat(text(OUTER + ",tos=0,flags(+key))" + INNER, FORWARD))
                .isEqualTo("NARROWER tunnel.tp_dst,tunnel.gtpu_flags\n"
                        + "set raw_decap 0 eth type is 0x800 / ipv4 version_ihl is 0x45 proto is 17 / udp dst is 2152 / gtp"
                        + " v_pt_rsv_flags is 0x30 msg_type is 255 / end_set\n"
                        + "set raw_encap 0 eth dst is 02:00:00:00:00:06 src is 02:00:00:00:00:05 type is 0x800 / end_set\n"
                        + "flow create 0 group 1 transfer pattern eth type is 0x800 / ipv4 tos is 0x0 ttl is 64 src is 1.1.2.92 dst"
                        + " is 1.1.2.88 / udp dst is 2152 / gtp v_pt_rsv_flags spec 0x0 v_pt_rsv_flags mask 0x7 msg_type is"
                        + " 255 teid is 0x7b / ipv4 fragment_offset spec 0x0 fragment_offset mask 0x3fff / end actions"
                        + " count / raw_decap index 0 / raw_encap index 0 / represented_port ethdev_port_id 1 / end");
    }

    @Test
    void aFlowThatSaysAllThatARuleNeedsIsMatchedExactly() {
        assertThat(text(OUTER + ",tp_dst=2152,gtpu(flags=0x30,msgtype=255))" + INNER, FORWARD))
                .startsWith("EXACT\n")
                .contains("/ gtp v_pt_rsv_flags is 0x30 msg_type is 255 teid is 0x7b / ipv4 ");
    }

    @Test
    void theOuterFlowJumpsToTheTunnelsGroup() {
        assertThat(text(
                        "in_port(1),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(dst=1.1.2.88,proto=17,frag=no),udp(dst=2152)",
                        "tnl_pop(7)"))
                .startsWith("EXACT\n")
                .endsWith("/ udp dst is 2152 / end actions count / jump group 1 / end");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",in_port(7),packet_type(ns=0,id=0),eth(),eth_type(0x0800),ipv4(frag=no) | UNSUPPORTED_FIELD packet_type.ns: a GTP-U"
                        + " message that carries no packet",
                ",in_port(7),eth_type(0x0800),ipv4(frag=no) | UNSUPPORTED_MASK packet_type: packets of port gtpu0 are",
                ",in_port(7),packet_type(ns=1,id=0x8847),eth_type(0x8847) | PREREQUISITE packet_type: no packet can match",
                ",in_port(1),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(frag=no) | PREREQUISITE packet_type.",
            })
    void otherPacketTypesAreRefused(String rest, String refusal) {
        assertThat(text(OUTER + ")" + rest, FORWARD)).startsWith(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ",gtpu(flags=0x32,msgtype=255)) | UNSUPPORTED_FIELD tunnel.gtpu_flags: 0x32 is for",
                ",gtpu(flags=0x50/0xf0)) | UNSUPPORTED_FIELD tunnel.gtpu_flags: 0x50 is for another version",
                ",gtpu(msgtype=1)) | PREREQUISITE tunnel.gtpu_msgtype: no packet can match",
                ",flags(-csum)) | UNSUPPORTED_MASK tunnel.flags(csum): the UDP item has no checksum",
                ",vxlan(gbp(id=1,flags=0))) | UNSUPPORTED_FIELD tunnel.gbp_id: rte_flow has no item for it in a GTPU tunnel",
            })
    void otherHeadersAreRefused(String tunnel, String refusal) {
        assertThat(text(OUTER + tunnel + INNER, FORWARD)).startsWith(refusal);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | ACTION_ORDER push_eth: the packet has no Ethernet header here",
                "set(ipv4(ttl=9)),push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2 | ACTION_ORDER push_eth:",
                "clone(push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2),3 | ACTION_ORDER push_eth:",
                "pop_eth,2 | PREREQUISITE pop_eth: the packet has no Ethernet header to take off",
                "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),pop_eth,2 | ACTION_ORDER push_eth:",
                "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),recirc(0x1) | ACTION_ORDER recirc(0x1):",
                "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2 |"
                        + " PREREQUISITE push_eth(",
            })
    void anEthernetHeaderComesFirstAndOnce(String actions, String refusal) {
        assertThat(text(OUTER + ")" + INNER, actions)).startsWith(refusal);
    }

    @Test
    void aDriverThatMatchesNoFlagsHasNoRule() {
        EnumSet<RteField> fields = EnumSet.allOf(RteField.class);
        fields.remove(RteField.GTP_FLAGS);
        RteCapabilities all = RteCapabilities.ALL;
        RteCapabilities some = new RteCapabilities(
                all.items(), fields, all.actions(), all.ranges(), all.transfer(), all.lastGroup(), false, 0);
        assertThat(text(some, OUTER + ")" + INNER, FORWARD))
                .startsWith("UNSUPPORTED_FIELD tunnel.gtpu_flags: this device does not match gtp v_pt_rsv_flags");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "in_port(1),eth(),eth_type(0x0800),ipv4(frag=no) | pop_eth,PUSH,2",
                "in_port(1),eth(),eth_type(0x0800),ipv4(frag=no) | clone(pop_eth,PUSH,2),3",
                "in_port(1),eth(),eth_type(0x0800),ipv4(frag=no) | PUSH,2",
                "in_port(7),tunnel(tun_id=0x7b,src=1.1.2.92,dst=1.1.2.88,ttl=64),packet_type(ns=1,id=0x800),eth_type(0x0800),ipv4(frag=no) | PUSH,2",
            })
    void nothingPromisesTheLengthOfAPushedHeader(String match, String actions) {
        assertThat(text(match, actions.replace("PUSH", GTPU_PUSH)))
                .startsWith("UNSUPPORTED_ACTION tnl_push(tnl_port(7)")
                .contains(
                        ": a GTP-U header holds the length of what it carries, and nothing in rte_flow says that RAW_ENCAP");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pop_eth,2 | ACTION_ORDER push_eth:",
                "pop_eth,push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2 | PREREQUISITE push_eth(",
                "push_eth(src=02:00:00:00:00:05,dst=02:00:00:00:00:06),2 | PREREQUISITE push_eth(",
            })
    void framesKeepTheirEthernetHeader(String actions, String refusal) {
        assertThat(text("in_port(1),eth(),eth_type(0x0800),ipv4(frag=no)", actions))
                .startsWith(refusal);
    }
}
