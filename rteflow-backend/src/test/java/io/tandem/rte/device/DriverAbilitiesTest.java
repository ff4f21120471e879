package io.tandem.rte.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.flow.FlowField;
import io.tandem.rte.host.RteCapabilities;
import io.tandem.translate.Abilities;
import org.junit.jupiter.api.Test;

class DriverAbilitiesTest {
    @Test
    void aDriverThatTakesAllCanWhatRteFlowHasWordsFor() {
        Abilities all = DriverAbilities.of(RteCapabilities.ALL);
        assertThat(all.fields())
                .containsEntry(FlowField.IN_PORT, MaskSupport.EXACT)
                .containsEntry(FlowField.ETH_SRC, MaskSupport.ANY)
                .containsEntry(FlowField.IPV4_DST, MaskSupport.ANY)
                .containsEntry(FlowField.IPV6_LABEL, MaskSupport.ANY)
                .containsEntry(FlowField.TCP_DST, MaskSupport.ANY)
                .containsEntry(FlowField.ND_TARGET, MaskSupport.ANY)
                .containsEntry(FlowField.NSH_SPI, MaskSupport.ANY)
                .containsEntry(FlowField.TUNNEL_ID, MaskSupport.ANY)
                .containsEntry(FlowField.TUNNEL_GTPU_FLAGS, MaskSupport.EXACT)
                .containsEntry(FlowField.TUNNEL_GTPU_MSGTYPE, MaskSupport.ANY)
                .containsEntry(FlowField.PACKET_TYPE_NS, MaskSupport.EXACT)
                .containsEntry(FlowField.PACKET_TYPE_ID, MaskSupport.EXACT)
                .doesNotContainKeys(FlowField.CT_MARK, FlowField.IPV6_EXTHDRS, FlowField.DP_HASH);
        assertThat(all.actions())
                .contains("output", "drop", "recirc", "meter", "set(ipv4)", "push_vlan", "pop_mpls")
                .doesNotContain("ct", "push_mpls", "check_pkt_len");
    }

    @Test
    void theTapDriverDropsAndTellsNoFragments() {
        Abilities tap = DriverAbilities.of(RteCapabilities.TAP);
        assertThat(tap.fields())
                .containsEntry(FlowField.IPV4_DST, MaskSupport.ANY)
                .doesNotContainKeys(FlowField.IPV4_TTL, FlowField.IPV4_FRAG, FlowField.TCP_DST);
        assertThat(tap.actions()).containsExactly("drop");
    }
}
