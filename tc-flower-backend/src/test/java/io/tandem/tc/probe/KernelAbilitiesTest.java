package io.tandem.tc.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.flow.FlowField;
import io.tandem.translate.Abilities;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelAbilitiesTest {
    private static Abilities of(Set<KernelFeature> features) {
        KernelFeatures kernel = new KernelFeatures(features);
        return kernel.abilities(kernel.capabilities());
    }

    private static Set<KernelFeature> without(KernelFeature... absent) {
        Set<KernelFeature> features = EnumSet.allOf(KernelFeature.class);
        features.removeAll(Set.of(absent));
        return features;
    }

    @Test
    void answersAsTheTranslatorDoes() {
        Abilities all = of(without());
        assertThat(all.fields())
                .containsEntry(FlowField.IN_PORT, MaskSupport.EXACT)
                .containsEntry(FlowField.ETH_SRC, MaskSupport.ANY)
                .containsEntry(FlowField.ETH_TYPE, MaskSupport.EXACT)
                .containsEntry(FlowField.IPV4_DST, MaskSupport.ANY)
                .containsEntry(FlowField.IPV6_SRC, MaskSupport.ANY)
                .containsEntry(FlowField.TCP_DST, MaskSupport.ANY)
                .containsEntry(FlowField.VLAN_VID, MaskSupport.EXACT)
                .containsEntry(FlowField.MPLS_LABEL, MaskSupport.EXACT)
                .containsEntry(FlowField.CT_MARK, MaskSupport.ANY)
                .containsEntry(FlowField.TUNNEL_ID, MaskSupport.EXACT)
                .containsEntry(FlowField.TUNNEL_IPV4_SRC, MaskSupport.ANY)
                .doesNotContainKeys(FlowField.NSH_SPI, FlowField.IPV6_LABEL, FlowField.ND_TARGET, FlowField.NSH_NP);
        assertThat(all.actions())
                .contains("output", "drop", "recirc", "ct", "meter", "set(ipv4)", "set(tunnel)", "check_pkt_len")
                .doesNotContain("set(sctp)", "trunc");
    }

    @Test
    void lacksWhatTheKernelLacks() {
        assertThat(of(without(KernelFeature.CT)).actions())
                .doesNotContain("ct", "ct_clear")
                .contains("output");
        assertThat(of(without(KernelFeature.POLICE_MTU)).actions()).doesNotContain("check_pkt_len");
        assertThat(of(without(KernelFeature.POLICE)).actions()).doesNotContain("meter", "check_pkt_len");
        assertThat(of(without(KernelFeature.CT_STATE_TRACKED)).fields()).doesNotContainKey(FlowField.CT_STATE);
    }

    @Test
    void knowsGeneveOptionsWhoseLengthIsExact() {
        KernelFeatures all = new KernelFeatures(without());
        assertThat(all.abilities(all.capabilities().withExactOptionLength(true)).fields())
                .containsKey(FlowField.TUNNEL_ID);
    }
}
