package io.tandem.tc.device;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.backend.DeviceCapabilities.MaskSupport;
import io.tandem.backend.DeviceConfig;
import io.tandem.flow.FlowField;
import io.tandem.translate.Abilities;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KernelAbilitiesTest {
    private static Abilities of(Set<KernelFeature> features) throws BackendUnavailableException {
        KernelFeatures kernel = new KernelFeatures(features);
        TcSettings settings = TcSettings.of(new DeviceConfig("tc0", Map.of("ports", "1=eth0")));
        return kernel.abilities(kernel.capabilities(settings));
    }

    private static Set<KernelFeature> without(KernelFeature... absent) {
        Set<KernelFeature> features = EnumSet.allOf(KernelFeature.class);
        features.removeAll(Set.of(absent));
        return features;
    }

    @Test
    void answersAsTheTranslatorDoes() throws BackendUnavailableException {
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
    void lacksWhatTheKernelLacks() throws BackendUnavailableException {
        assertThat(of(without(KernelFeature.CT)).actions())
                .doesNotContain("ct", "ct_clear")
                .contains("output");
        assertThat(of(without(KernelFeature.POLICE_MTU)).actions()).doesNotContain("check_pkt_len");
        assertThat(of(without(KernelFeature.POLICE)).actions()).doesNotContain("meter", "check_pkt_len");
        assertThat(of(without(KernelFeature.CT_STATE_TRACKED)).fields()).doesNotContainKey(FlowField.CT_STATE);
    }

    @Test
    void knowsGeneveOptionsWhoseLengthIsExact() throws BackendUnavailableException {
        Map<String, String> settings = Map.of("ports", "1=eth0", "exact-option-length", "true");
        KernelFeatures all = new KernelFeatures(without());
        TcSettings exact = TcSettings.of(new DeviceConfig("tc0", settings));
        assertThat(all.abilities(all.capabilities(exact)).fields()).containsKey(FlowField.TUNNEL_ID);
    }
}
