package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.vectors.Frames;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TunnelPortsTest {
    private static final long MAC = 0xf8bc124434b6L;

    private final TunnelBench bench = new TunnelBench();
    private final TunnelPorts ports = new TunnelPorts(
            List.of(
                    new TunnelPortConfig(4789, TunnelProtocol.VXLAN, 4789),
                    new TunnelPortConfig(6081, TunnelProtocol.GENEVE, 6081),
                    new TunnelPortConfig(3, TunnelProtocol.GRE, 0),
                    new TunnelPortConfig(6, TunnelProtocol.SRV6, 0)),
            Set.of(
                    new TunnelPorts.Local(IpAddress.ofIpv4(OuterTemplate.DESTINATION), MAC),
                    new TunnelPorts.Local(new IpAddress(0x2001cafe00000000L, 0x92), MAC)));

    private FlowKey key() {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(bench.packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    private FlowKey pushed(TunnelProtocol protocol, boolean ipv6) {
        OuterTemplate template = OuterTemplate.random(protocol, ipv6, new SplittableRandom(3));
        bench.take(Frames.udp(1, 2, 60), template.carriesIp());
        TunnelPush.of(template.action()).push(bench.packet);
        return key();
    }

    @Test
    void findsTheTunnelThatAPacketEndsIn() {
        for (boolean ipv6 : new boolean[] {false, true}) {
            assertThat(ports.match(pushed(TunnelProtocol.VXLAN, ipv6))).hasValue(4789);
            assertThat(ports.match(pushed(TunnelProtocol.GENEVE, ipv6))).hasValue(6081);
            assertThat(ports.match(pushed(TunnelProtocol.GRE, ipv6))).hasValue(3);
            assertThat(ports.match(pushed(TunnelProtocol.GTPU, ipv6))).isEmpty();
        }
        assertThat(ports.match(pushed(TunnelProtocol.SRV6, true))).hasValue(6);
    }

    @Test
    void leavesWhatIsForOthers() {
        FlowKey vxlan = pushed(TunnelProtocol.VXLAN, false);
        assertThat(ports.match(vxlan.toBuilder().set(FlowField.ETH_DST, 1).build()))
                .isEmpty();
        assertThat(ports.match(vxlan.toBuilder().set(FlowField.IPV4_DST, 1).build()))
                .isEmpty();
        assertThat(ports.match(vxlan.toBuilder().set(FlowField.UDP_DST, 1).build()))
                .isEmpty();
        assertThat(ports.match(vxlan.toBuilder().set(FlowField.IPV4_FRAG, 1).build()))
                .isEmpty();
        bench.take(Frames.tagged(bench.bytes(), 0x8100, 5));
        assertThat(ports.match(key())).isEmpty();
    }

    /** A flow with the mask gives no packet another answer than the slow path would. */
    @Property
    void answersForEveryPacketOfTheMask(@ForAll TunnelProtocol protocol, @ForAll boolean ipv6, @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FlowKey key = pushed(protocol, ipv6);
        long[] other = key.toWords();
        long[] mask = ports.mask(key).toWords();
        for (int i = 0; i < other.length; i++) {
            other[i] ^= random.nextLong() & ~mask[i];
        }
        OptionalInt answer = ports.match(key);
        assertThat(ports.match(FlowKey.ofWords(other))).isEqualTo(answer);
    }
}
