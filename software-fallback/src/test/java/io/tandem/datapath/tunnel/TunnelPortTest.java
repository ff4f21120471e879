package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.tandem.datapath.packet.Packet;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.vectors.Frames;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class TunnelPortTest {
    private static final long MAC = 0xf8bc124434b6L;
    private static final UnderlayPort OUT = new UnderlayPort(3, 0xaa55aa550000L, 9000);
    private static final IpAddress SOURCE = IpAddress.ofIpv4(OuterTemplate.SOURCE);
    private static final IpAddress REMOTE = IpAddress.ofIpv4(OuterTemplate.DESTINATION);
    private static final IpAddress SOURCE6 = new IpAddress(0x2001cafe00000000L, 0x88);
    private static final IpAddress REMOTE6 = new IpAddress(0x2001cafe00000000L, 0x92);
    private static final TunnelPortConfig VXLAN = new TunnelPortConfig(7, TunnelProtocol.VXLAN, 4789);

    private final TunnelBench bench = new TunnelBench();
    private final Underlay underlay = new Underlay();
    private final List<byte[]> sent = new ArrayList<>();

    private TunnelPort port(TunnelPortConfig config) {
        return new TunnelPort(config, underlay, this::take, new TunnelSequences());
    }

    private void take(int port, Packet packet) {
        assertThat(port).isEqualTo(OUT.number());
        assertThat(packet.metadata().isEthernet()).isTrue();
        byte[] frame = new byte[packet.length()];
        packet.copyTo(frame, 0);
        sent.add(frame);
    }

    private void route(UnderlayPort out) {
        underlay.routes(new RouteTable(List.of(
                new Route(IpAddress.ofIpv4(0x01010200), 24, SOURCE, Optional.empty(), out, 0),
                new Route(new IpAddress(0x2001cafe00000000L, 0), 64, SOURCE6, Optional.empty(), out, 0))));
        underlay.configure(
                List.of(new Neighbour(OUT.number(), REMOTE, MAC), new Neighbour(OUT.number(), REMOTE6, MAC)));
    }

    /** Sets the fields of a tunnel key, as set(tunnel(...)) does. */
    private void key(FlowKey key) {
        for (FlowField field : FlowField.values()) {
            if (field.word() < FlowField.TUNNEL_ID.word() || field == FlowField.TUNNEL_ERSPAN_INDEX) {
                continue;
            }
            for (int i = 0; i < field.words(); i++) {
                long word = key.toWords()[field.word() + i];
                if (field.wide()) {
                    bench.packet.metadata().set(field, i, word);
                }
            }
            if (!field.wide()) {
                bench.packet.metadata().set(field, key.get(field));
            }
        }
        if (key.get(FlowField.TUNNEL_ERSPAN_VERSION) == 1) {
            bench.packet.metadata().set(FlowField.TUNNEL_ERSPAN_INDEX, key.get(FlowField.TUNNEL_ERSPAN_INDEX));
        }
    }

    private void vxlanKey(long destination, int tos, int ttl) {
        key(FlowKey.builder()
                .set(FlowField.TUNNEL_FAMILY, 1)
                .set(FlowField.TUNNEL_IPV4_DST, destination)
                .set(FlowField.TUNNEL_TOS, tos)
                .set(FlowField.TUNNEL_TTL, ttl)
                .set(FlowField.TUNNEL_ID, 123)
                .build());
    }

    /** One encapsulation by the key, the other by a header that says the same: byte for byte one frame. */
    @Property(tries = 3000)
    void sendsWhatATnlPushOfTheSameHeaderSends(
            @ForAll TunnelProtocol protocol, @ForAll boolean ipv6, @ForAll long seed) {
        route(OUT);
        OuterTemplate any = OuterTemplate.random(protocol, ipv6, new SplittableRandom(seed));
        OuterTemplate template = new OuterTemplate(
                protocol, any.ipv6(), any.tos() & 0xfc, any.ttl(), any.df(), any.csum(), any.id(), any.options());
        byte[] inner = Frames.udp((int) seed & 0xffff, 9, 42 + (int) (seed >>> 55));
        Set<TunnelOption> options =
                protocol == TunnelProtocol.GRE && !any.csum() ? Set.of(TunnelOption.SEQUENCE) : Set.of();
        TunnelPortConfig config =
                new TunnelPortConfig(OuterTemplate.TUNNEL_PORT, protocol, template.udpPort(), options, List.of());

        bench.take(inner, template.carriesIp());
        key(template.key());
        byte[] before = bench.bytes();
        FlowKey keyBefore = bench.tunnel();
        sent.clear();
        assertThat(port(config).transmit(bench.packet)).isEqualTo(TransmitResult.SENT);
        assertThat(bench.bytes()).isEqualTo(before);
        assertThat(bench.tunnel()).isEqualTo(keyBefore);
        assertThat(bench.packet.metadata().isEthernet()).isEqualTo(!template.carriesIp());

        TunnelPush.of(template.action()).push(bench.take(inner, template.carriesIp()));
        assertThat(HexFormat.of().formatHex(sent.getFirst()))
                .isEqualTo(HexFormat.of().formatHex(bench.bytes()));
    }

    @Test
    void saysWhatIsMissingAndAsksForIt() {
        TunnelPort port = port(VXLAN);
        byte[] frame = Frames.udp(1, 2, 60);
        assertThat(port.transmit(bench.take(frame))).isEqualTo(TransmitResult.NO_TUNNEL_KEY);
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.NO_ROUTE);
        assertThat(TransmitResult.NO_ROUTE.sentence(port.refusedAddress()))
                .isEqualTo("no route of the underlay leads to 1.1.2.92");

        route(OUT);
        underlay.configure(List.of());
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.NO_NEIGHBOUR);
        assertThat(port.refusedAddress()).isEqualTo(REMOTE);
        assertThat(bench.bytes()).isEqualTo(frame);
        // as Open vSwitch asks in tests/tunnel-push-pop.at
        assertThat(sent.stream().map(HexFormat.of()::formatHex))
                .containsExactly(
                        "ffffffffffffaa55aa55000008060001080006040001aa55aa550000010102580000000000000101025c");

        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.NO_NEIGHBOUR);
        assertThat(sent).as("requests within a second").hasSize(1);
        bench.packet.set(frame, 0, frame.length, 1, 3_000_000_000L);
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.NO_NEIGHBOUR);
        assertThat(sent).hasSize(2);
    }

    @Test
    void asksForANeighbourOverIpv6() {
        route(OUT);
        underlay.configure(List.of());
        bench.take(Frames.udp(1, 2, 60));
        key(FlowKey.builder()
                .set(FlowField.TUNNEL_FAMILY, 2)
                .set(FlowField.TUNNEL_IPV6_DST, REMOTE6.high(), REMOTE6.low())
                .build());
        assertThat(port(VXLAN).transmit(bench.packet)).isEqualTo(TransmitResult.NO_NEIGHBOUR);
        // as Open vSwitch asks in tests/tunnel-push-pop-ipv6.at
        assertThat(HexFormat.of().formatHex(sent.getFirst())).isEqualTo(SOLICITATION);
    }

    private static final String SOLICITATION = "3333ff000092aa55aa55000086dd6000000000203aff2001cafe0000000000000000"
            + "00000088ff0200000000000000000001ff00009287004d48000000002001cafe0000000000000000000000920101aa55aa550000";

    @Test
    void refusesWhatDoesNotFit() {
        TunnelPort port = port(VXLAN);
        route(new UnderlayPort(OUT.number(), OUT.mac(), 1500));
        bench.take(Frames.udp(1, 2, 1450));
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.SENT);
        bench.take(Frames.udp(1, 2, 1465));
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.TOO_LONG);
        bench.packet.metadata().set(FlowField.TUNNEL_ID, 1 << 24);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.WRONG_KEY);
        bench.take(Frames.udp(1, 2, 60), true);
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        assertThat(port.transmit(bench.packet)).isEqualTo(TransmitResult.WRONG_PAYLOAD);
    }

    @Test
    void inheritsCongestionAlwaysAndTheRestWhereTold() {
        route(OUT);
        byte[] inner = Frames.udp(1, 2, 60);
        inner[15] = (byte) 0xbb; // EF, CE
        inner[22] = 17;
        bench.take(inner);
        vxlanKey(OuterTemplate.DESTINATION, 0x28, 0);
        port(VXLAN).transmit(bench.packet);
        Set<TunnelOption> all = Set.of(TunnelOption.TOS_INHERIT, TunnelOption.TTL_INHERIT);
        port(new TunnelPortConfig(7, TunnelProtocol.VXLAN, 4789, all, List.of()))
                .transmit(bench.packet);

        assertThat(sent.get(0)[15] & 0xff).isEqualTo(0x2a);
        assertThat(sent.get(0)[22]).isEqualTo((byte) 64);
        assertThat(sent.get(1)[15] & 0xff).isEqualTo(0xba);
        assertThat(sent.get(1)[22]).isEqualTo((byte) 17);
    }

    @Test
    void sendsToTheGatewayAndFromTheAddressOfTheRoute() {
        IpAddress gateway = IpAddress.ofIpv4(0x01010201);
        underlay.routes(
                new RouteTable(List.of(new Route(IpAddress.ofIpv4(0), 0, SOURCE, Optional.of(gateway), OUT, 0))));
        underlay.configure(List.of(new Neighbour(OUT.number(), gateway, 0x020304050607L)));
        bench.take(Frames.udp(1, 2, 60));
        vxlanKey(0x08080808, 0, 64);
        assertThat(port(VXLAN).transmit(bench.packet)).isEqualTo(TransmitResult.SENT);
        String frame = HexFormat.of().formatHex(sent.getFirst());
        assertThat(frame).startsWith("020304050607aa55aa5500000800");
        assertThat(frame.substring(52, 68)).isEqualTo("0101025808080808");
    }

    @Test
    void carriesGroupPoliciesAndExtensionsWhereTold() {
        route(OUT);
        bench.take(Frames.udp(1, 2, 60));
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        bench.packet.metadata().set(FlowField.TUNNEL_GBP_ID, 0x123);
        bench.packet.metadata().set(FlowField.TUNNEL_GBP_FLAGS, 0x48);
        port(VXLAN).transmit(bench.packet);
        port(new TunnelPortConfig(7, TunnelProtocol.VXLAN, 4789, Set.of(TunnelOption.GBP), List.of()))
                .transmit(bench.packet);
        port(new TunnelPortConfig(7, TunnelProtocol.VXLAN, 4789, Set.of(TunnelOption.GPE), List.of()))
                .transmit(bench.packet);
        assertThat(sent.stream().map(f -> HexFormat.of().formatHex(f, 42, 50)))
                .containsExactly("0800000000007b00", "8848012300007b00", "0c00000300007b00");
    }

    @Test
    void allocatesNothingForAPacket() {
        route(OUT);
        TunnelPort port = new TunnelPort(VXLAN, underlay, (_, _) -> {}, new TunnelSequences());
        bench.take(Frames.udp(1, 2, 600));
        vxlanKey(OuterTemplate.DESTINATION, 0, 64);
        ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long[] windows = new long[5];
        for (int window = 0; window < windows.length; window++) {
            long before = thread.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 20_000; i++) {
                if (port.transmit(bench.packet) != TransmitResult.SENT) {
                    throw new AssertionError("round " + i);
                }
            }
            windows[window] = thread.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(Arrays.stream(windows).min()).hasValue(0);
    }
}
