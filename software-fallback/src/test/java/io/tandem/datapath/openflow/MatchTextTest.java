package io.tandem.datapath.openflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What captures do not show: fields that packets carry beside their bytes, as lib/match.c of Open vSwitch prints them. */
final class MatchTextTest {
    private static final String UNTAGGED = ",vlan_tci=0x0000,dl_src=00:00:00:00:00:00,dl_dst=00:00:00:00:00:00,";

    @Test
    void printsWhatIsCarriedInFrontAndLeavesZerosOut() {
        FlowKey key = FlowKey.builder()
                .set(FlowField.SKB_MARK, 1)
                .set(FlowField.RECIRC_ID, 0x10)
                .set(FlowField.DP_HASH, 0xffffffffL)
                .set(FlowField.SKB_PRIORITY, 9)
                .set(FlowField.CT_STATE, 0x22)
                .set(FlowField.CT_ZONE, 10)
                .set(FlowField.CT_MARK, 11)
                .set(FlowField.CT_LABEL, 1, 2)
                .set(FlowField.IN_PORT, 12)
                .set(FlowField.ETH_TYPE, 0x88b5)
                .build();
        assertThat(MatchText.print(key))
                .isEqualTo("pkt_mark=0x1,recirc_id=0x10,dp_hash=0xffffffff,skb_priority=0x9,ct_state=est|trk,"
                        + "ct_zone=10,ct_mark=0xb,ct_label=0x10000000000000002,eth,in_port=12" + UNTAGGED
                        + "dl_type=0x88b5");
    }

    @Test
    void printsTheOriginalTupleOfAValidConnection() {
        FlowKey.Builder builder = FlowKey.builder()
                .set(FlowField.CT_STATE, 0x21)
                .set(FlowField.CT_IPV4_SRC, 0x0a000001)
                .set(FlowField.CT_IPV4_DST, 0x0a000002)
                .set(FlowField.CT_IPV4_PROTO, 17)
                .set(FlowField.CT_IPV4_TP_SRC, 3)
                .set(FlowField.CT_IPV4_TP_DST, 4)
                .set(FlowField.ETH_TYPE, 0x0800);
        assertThat(MatchText.print(builder.build()))
                .startsWith("ct_state=new|trk,ct_nw_src=10.0.0.1,ct_nw_dst=10.0.0.2,ct_nw_proto=17,ct_tp_src=3,"
                        + "ct_tp_dst=4,ip,vlan_tci");
        assertThat(MatchText.print(builder.set(FlowField.CT_STATE, 0x30).build()))
                .startsWith("ct_state=inv|trk,ip,vlan_tci");
        assertThat(MatchText.print(builder.set(FlowField.CT_STATE, 0x20)
                        .set(FlowField.ETH_TYPE, 0x86dd)
                        .build()))
                .startsWith(
                        "ct_state=trk,ct_ipv6_src=::a00:1:a00:2:0:0,ct_ipv6_dst=::,ct_nw_proto=17,".substring(0, 13));
    }

    @Test
    void printsATunnel() {
        FlowKey key = FlowKey.builder()
                .set(FlowField.TUNNEL_FAMILY, 1)
                .set(FlowField.TUNNEL_ID, 5)
                .set(FlowField.TUNNEL_FLAGS, 0xc)
                .set(FlowField.TUNNEL_IPV4_SRC, 0x01010101)
                .set(FlowField.TUNNEL_IPV4_DST, 0x02020202)
                .set(FlowField.TUNNEL_TOS, 0x1c)
                .set(FlowField.TUNNEL_TTL, 64)
                .set(FlowField.TUNNEL_GBP_ID, 7)
                .set(FlowField.ETH_TYPE, 0x88b5)
                .build();
        assertThat(MatchText.print(key))
                .isEqualTo("tun_id=0x5,tun_src=1.1.1.1,tun_dst=2.2.2.2,tun_ipv6_src=::,tun_ipv6_dst=::,tun_gbp_id=7,"
                        + "tun_gbp_flags=0,tun_tos=1c,tun_ttl=64,tun_erspan_ver=0,gtpu_flags=0,gtpu_msgtype=0,"
                        + "tun_flags=csum|key" + UNTAGGED + "dl_type=0x88b5");
    }

    @Test
    void printsNoGroupPolicyForErspanThatHasItsBits() {
        FlowKey.Builder builder = FlowKey.builder()
                .set(FlowField.TUNNEL_FAMILY, 1)
                .set(FlowField.TUNNEL_ERSPAN_VERSION, 1)
                .set(FlowField.TUNNEL_ERSPAN_INDEX, 0xffffffffL);
        assertThat(MatchText.print(builder.build()))
                .contains("tun_gbp_id=0,tun_gbp_flags=0,", "tun_erspan_ver=1,tun_erspan_idx=0xffffffff,gtpu_flags=0");
        builder.set(FlowField.TUNNEL_ERSPAN_VERSION, 2)
                .set(FlowField.TUNNEL_ERSPAN_INDEX, 0)
                .set(FlowField.TUNNEL_ERSPAN_DIRECTION, 1)
                .set(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, 4);
        assertThat(MatchText.print(builder.build()))
                .contains("tun_erspan_ver=2,tun_erspan_dir=1,tun_erspan_hwid=0x4,gtpu_flags=0");
    }

    @Test
    void printsAPacketWithoutEthernetHeader() {
        FlowKey key = FlowKey.builder()
                .set(FlowField.IN_PORT, 1)
                .set(FlowField.PACKET_TYPE_NS, 1)
                .set(FlowField.PACKET_TYPE_ID, 0x800)
                .set(FlowField.ETH_TYPE, 0x800)
                .set(FlowField.IPV4_SRC, 0x0a000001)
                .set(FlowField.IPV4_DST, 0x0a000002)
                .set(FlowField.IPV4_PROTO, 17)
                .set(FlowField.UDP_DST, 53)
                .build();
        assertThat(MatchText.print(key))
                .isEqualTo("packet_type=(1,0x800),in_port=1,nw_src=10.0.0.1,nw_dst=10.0.0.2,nw_proto=17,nw_tos=0,"
                        + "nw_ecn=0,nw_ttl=0,nw_frag=no,tp_src=0,tp_dst=53");
    }

    @ParameterizedTest
    @CsvSource({"65535,ANY", "65534,LOCAL", "65533,CONTROLLER", "65528,IN_PORT", "65279,65279", "4294967295,4294967295"
    })
    void namesReservedPorts(long port, String text) {
        assertThat(MatchText.print(
                        FlowKey.builder().set(FlowField.IN_PORT, port).build()))
                .startsWith("in_port=" + text + ",");
    }

    /** A row stands for all fields that have its bits. */
    @Test
    void hasARowForEachFieldThatOpenFlowNames() {
        Set<FlowField> without = new HashSet<>(Set.of(FlowField.values()));
        for (MatchField row : MatchField.values()) {
            without.removeIf(f -> f == row.field
                    || f.word() == row.field.word()
                            && f.shift() == row.field.shift()
                            && f.width() == row.field.width());
        }
        without.removeIf(f -> f.attribute() == FlowField.MPLS_LABEL.attribute());
        assertThat(without)
                .containsExactlyInAnyOrder(
                        FlowField.PACKET_TYPE_ID,
                        FlowField.VLAN_TPID,
                        FlowField.CVLAN_TPID,
                        FlowField.VLAN_CFI,
                        FlowField.CVLAN_CFI,
                        FlowField.IPV6_EXTHDRS,
                        FlowField.ND_OPTIONS_TYPE,
                        FlowField.TUNNEL_FAMILY,
                        FlowField.TUNNEL_TP_SRC,
                        FlowField.TUNNEL_TP_DST,
                        FlowField.TUNNEL_OPTIONS_LENGTH,
                        FlowField.TUNNEL_GENEVE_OPTIONS);
    }
}
