package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.miniflow.KeyExtractor;
import io.tandem.datapath.ovs.OpenVSwitchDaemons;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.odp.OdpActionText;
import io.tandem.odp.OdpKeyText;
import io.tandem.vectors.Frames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tunnels against the userspace datapath of the Open vSwitch of this machine. How many packets of each: system property
 * {@code tandem.differential.tunnels}; which: {@code tandem.differential.seed}.
 *
 * <p>Tunnels of bare IP are left out: a dummy port does not send it, and {@code push_eth} has no text there. So is segment
 * routing, which no Open vSwitch before 3.2 has.
 */
final class OpenVSwitchTunnelTest {
    private static final int PACKETS = Integer.getInteger("tandem.differential.tunnels", 25);
    private static final long SEED = Long.getLong("tandem.differential.seed", 20_261_121);
    private static final List<TunnelProtocol> PROTOCOLS =
            List.of(TunnelProtocol.VXLAN, TunnelProtocol.GENEVE, TunnelProtocol.GRE, TunnelProtocol.ERSPAN);

    @TempDir
    private Path folder;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final TunnelBench bench = new TunnelBench();
    private final List<byte[]> in = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private final Set<String> flows = new HashSet<>();

    private static void assumeInstalled() {
        Assumptions.assumeTrue(
                OpenVSwitchDaemons.isInstalled(), "no ovs-vswitchd on PATH: apt-get install openvswitch-switch");
    }

    private OuterTemplate template(TunnelProtocol protocol) {
        return OuterTemplate.random(protocol, random.nextBoolean(), random);
    }

    /** Without the DF bit, which Open vSwitch 3.1 does not show in the key and later ones do. */
    private static OuterTemplate unrestricted(OuterTemplate any) {
        return new OuterTemplate(
                any.protocol(), any.ipv6(), any.tos(), any.ttl(), false, any.csum(), any.id(), any.options());
    }

    private static String name(TunnelProtocol protocol) {
        return switch (protocol) {
            case VXLAN -> "vxlan";
            case GENEVE -> "genev";
            case GRE -> "gre";
            case ERSPAN -> "erspan";
            default -> throw new AssertionError(protocol);
        };
    }

    private static String mac(int number) {
        return "02:00:00:01:%02x:%02x".formatted(number >>> 8, number & 0xff);
    }

    /** Gives a frame the source address of its flow. */
    private static byte[] from(int number, byte[] frame) {
        byte[] marked = frame.clone();
        System.arraycopy(HexFormat.ofDelimiter(":").parseHex(mac(number)), 0, marked, 6, 6);
        return marked;
    }

    private byte[] inner(int number) {
        byte[] frame = Frames.udp(random.nextInt(0x10000), 53, 60 + random.nextInt(900));
        if (random.nextInt(3) == 0) {
            frame[23] = (byte) (random.nextBoolean() ? 1 : 6);
        }
        return from(number, frame);
    }

    @Test
    void pushesTheSameBytes() throws IOException, InterruptedException {
        assumeInstalled();
        TunnelSequences sequences = new TunnelSequences();
        try (DummyOpenVSwitch ovs = new DummyOpenVSwitch(folder)) {
            for (int i = 0; i < PACKETS * PROTOCOLS.size(); i++) {
                OuterTemplate template = template(PROTOCOLS.get(i % PROTOCOLS.size()));
                if (template.protocol() == TunnelProtocol.ERSPAN) {
                    continue; // Open vSwitch does not read the text that it prints for these
                }
                String push = OdpActionText.print(template.action())
                        .replace("tnl_port(7)", "tnl_port(" + ovs.port(name(template.protocol())) + ")");
                ovs.add(
                        "in_port(%d),eth(src=%s),eth_type(0x0800),ipv4(frag=no)".formatted(ovs.port("p0"), mac(i)),
                        push + "," + ovs.port("p1"));
                in.add(inner(i));
                bench.take(in.getLast());
                TunnelPush.of(template.action(), sequences).push(bench.packet);
                expected.add(HexFormat.of().formatHex(bench.bytes()));
            }
            assertThat(ovs.pass(in).stream().map(HexFormat.of()::formatHex).toList())
                    .isEqualTo(expected);
        }
    }

    /** The key is compared by a flow that matches just what it is here: with any other nothing leaves. */
    @Test
    void popsTheSameBytesWithTheSameKeyOrNothing() throws IOException, InterruptedException {
        assumeInstalled();
        int refused = 0;
        try (DummyOpenVSwitch ovs = new DummyOpenVSwitch(folder)) {
            for (int i = 0; i < 2 * PACKETS * PROTOCOLS.size(); i++) {
                OuterTemplate template = unrestricted(template(PROTOCOLS.get(i % PROTOCOLS.size())));
                bench.take(inner(i));
                TunnelPush.of(template.action()).push(bench.packet);
                byte[] outer = from(i, bench.bytes());
                if (random.nextBoolean()) {
                    mutate(outer, template);
                }
                int port = ovs.port(name(template.protocol()));
                bench.take(outer);
                PopResult result = TunnelPop.pop(
                        bench.packet, new TunnelPortConfig(port, template.protocol(), template.udpPort()));
                FlowKey key = key();
                if (!hasMatch(key)) {
                    continue;
                }
                in.add(outer);
                ovs.add(
                        "in_port(%d),eth(src=%s),eth_type(0x%04x),%s(proto=%d,frag=no)%s"
                                .formatted(
                                        ovs.port("p0"),
                                        mac(i),
                                        template.ipv6() ? EtherType.IPV6 : EtherType.IPV4,
                                        template.ipv6() ? "ipv6" : "ipv4",
                                        template.protocol().ipProtocol(),
                                        template.protocol().overUdp() ? ",udp(src=0/0,dst=0/0)" : ""),
                        "tnl_pop(" + port + ")");
                if (result == PopResult.POPPED) {
                    expected.add(HexFormat.of().formatHex(bench.bytes()));
                    String match = OdpKeyText.print(key, mask(key));
                    if (flows.add(match)) {
                        ovs.add(match, Integer.toString(ovs.port("p1")));
                    }
                } else {
                    refused++;
                }
            }
            assertThat(ovs.pass(in).stream().map(HexFormat.of()::formatHex).toList())
                    .isEqualTo(expected);
        }
        assertThat(refused).isBetween(PACKETS / 2, 3 * PACKETS);
    }

    /** False for keys of which a match in text is more than their tunnel and type: tags, no Ethernet, no type. */
    private static boolean hasMatch(FlowKey key) {
        boolean typed = key.get(FlowField.ETH_TYPE) >= EtherType.MINIMUM;
        return typed && key.get(FlowField.VLAN_TPID) == 0 && key.get(FlowField.PACKET_TYPE_NS) == 0;
    }

    /** One bit of the tunnel's own headers; of Geneve none that says where options end, as text has no such keys. */
    private void mutate(byte[] frame, OuterTemplate template) {
        int first = template.ipv6() ? 54 : 34;
        boolean geneve = template.protocol() == TunnelProtocol.GENEVE;
        int at = first + random.nextInt(geneve ? 16 : template.size() - first);
        at += geneve && at == first + 8 ? 1 : 0;
        frame[at] ^= (byte) (1 << random.nextInt(8));
        if (template.protocol().overUdp() && random.nextInt(4) != 0) {
            frame[first + 6] = 0;
            frame[first + 7] = 0;
        }
    }

    private FlowKey key() {
        long[] words = new long[FlowField.WORDS];
        KeyExtractor.extract(bench.packet, words, 0, 0);
        return FlowKey.ofWords(words);
    }

    private static FlowMask mask(FlowKey key) {
        FlowMask.Builder mask = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.TUNNEL_ID)
                .exact(FlowField.TUNNEL_TOS)
                .exact(FlowField.TUNNEL_TTL)
                .exact(FlowField.TUNNEL_TP_SRC)
                .exact(FlowField.TUNNEL_TP_DST)
                .exact(FlowField.TUNNEL_FLAGS);
        boolean ipv6 = key.get(FlowField.TUNNEL_FAMILY) == 2;
        mask.exact(ipv6 ? FlowField.TUNNEL_IPV6_SRC : FlowField.TUNNEL_IPV4_SRC);
        mask.exact(ipv6 ? FlowField.TUNNEL_IPV6_DST : FlowField.TUNNEL_IPV4_DST);
        if (key.get(FlowField.TUNNEL_OPTIONS_LENGTH) != 0) {
            mask.exact(FlowField.TUNNEL_OPTIONS_LENGTH).exact(FlowField.TUNNEL_GENEVE_OPTIONS);
        }
        switch ((int) key.get(FlowField.TUNNEL_ERSPAN_VERSION)) {
            case 1 -> mask.exact(FlowField.TUNNEL_ERSPAN_VERSION).exact(FlowField.TUNNEL_ERSPAN_INDEX);
            case 2 ->
                mask.exact(FlowField.TUNNEL_ERSPAN_VERSION)
                        .exact(FlowField.TUNNEL_ERSPAN_DIRECTION)
                        .exact(FlowField.TUNNEL_ERSPAN_HARDWARE_ID);
            default -> {}
        }
        int type = (int) key.get(FlowField.ETH_TYPE);
        if (type == EtherType.IPV4) {
            mask.exact(FlowField.IPV4_FRAG);
        } else if (type == EtherType.IPV6) {
            mask.exact(FlowField.IPV6_FRAG);
        }
        return mask.build();
    }
}
