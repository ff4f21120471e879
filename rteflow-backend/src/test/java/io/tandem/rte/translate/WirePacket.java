package io.tandem.rte.translate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * A packet by what its headers say, the key that a datapath makes of it, and its frame. Source: net/openvswitch/flow.c,
 * key_extract; Open vSwitch, lib/flow.c, miniflow_extract.
 */
final class WirePacket {
    record Tag(int tpid, int vid, int pcp) {}

    private static final int[] TYPES = {
        EtherType.IPV4,
        EtherType.IPV4,
        EtherType.IPV6,
        EtherType.IPV6,
        EtherType.ARP,
        EtherType.RARP,
        EtherType.MPLS_UNICAST,
        0x88cc
    };
    private static final int[] PROTOCOLS = {IpProto.TCP, IpProto.UDP, IpProto.SCTP, IpProto.ICMP, IpProto.ICMPV6, 47, 89
    };
    private static final List<Fragment> FRAGMENTS =
            List.of(Fragment.NO, Fragment.NO, Fragment.NO, Fragment.FIRST, Fragment.LATER);

    int inPort = 1;
    long source;
    long destination;
    final List<Tag> tags = new ArrayList<>();
    int type;
    long[] ipSource = new long[2];
    long[] ipDestination = new long[2];
    int protocol;
    int tos;
    int ttl;
    int label;
    Fragment fragment = Fragment.NO;
    int sourcePort;
    int destinationPort;
    int tcpFlags;
    int operation;
    long sourceHardware;
    long targetHardware;
    final List<Integer> stack = new ArrayList<>();
    boolean tunnelIpv6;
    long tunnelId;
    int tunnelTos;
    int tunnelTtl;
    int tunnelSourcePort;
    int tunnelPort;
    int tunnelFlags;

    /** Any packet; values come from few, so that packets agree in some. */
    static WirePacket any(Random random) {
        WirePacket packet = new WirePacket();
        for (int part = 0; part < PARTS; part++) {
            packet.change(part, random);
        }
        return packet;
    }

    static final int PARTS = 14;

    /** The same with some parts changed. */
    WirePacket near(Random random) {
        WirePacket other = copy();
        for (int i = random.nextInt(3); i >= 0; i--) {
            other.change(random.nextInt(PARTS), random);
        }
        return other;
    }

    private void change(int part, Random random) {
        switch (part) {
            case 0 -> inPort = random.nextInt(3) == 0 ? 4 : 1;
            case 1 -> source = small(random);
            case 2 -> destination = small(random);
            case 3 -> {
                tags.clear();
                for (int i = random.nextInt(5) - 1; i > 0; i--) {
                    tags.add(new Tag(random.nextBoolean() ? 0x8100 : 0x88a8, small(random), random.nextInt(2)));
                }
            }
            case 4 -> type = TYPES[random.nextInt(TYPES.length)];
            case 5 -> ipSource = new long[] {random.nextInt(2), small(random)};
            case 6 -> ipDestination = new long[] {random.nextInt(2), small(random)};
            case 7 -> protocol = PROTOCOLS[random.nextInt(PROTOCOLS.length)];
            case 8 -> {
                tos = small(random);
                ttl = small(random);
                label = random.nextInt(2);
            }
            case 9 -> fragment = FRAGMENTS.get(random.nextInt(5));
            case 10 -> {
                sourcePort = small(random);
                destinationPort = small(random);
                tcpFlags = small(random);
            }
            case 11 -> {
                operation = random.nextInt(5);
                sourceHardware = small(random);
                targetHardware = small(random);
            }
            case 12 -> {
                stack.clear();
                int depth = 1 + random.nextInt(4);
                for (int i = 0; i < depth; i++) {
                    stack.add(random.nextInt(3) << 12
                            | random.nextInt(2) << 9
                            | (i == depth - 1 ? 0x100 : 0)
                            | random.nextInt(3));
                }
            }
            default -> metadata(random);
        }
    }

    private void metadata(Random random) {
        tunnelIpv6 = random.nextBoolean();
        tunnelId = small(random);
        tunnelTos = small(random);
        tunnelTtl = small(random);
        tunnelSourcePort = small(random);
        tunnelPort = 4789;
        tunnelFlags = 0x8 | (tunnelIpv6 ? 0 : random.nextInt(2) << 1) | random.nextInt(2) << 2;
    }

    private static int small(Random random) {
        return random.nextInt(4);
    }

    private WirePacket copy() {
        WirePacket other = new WirePacket();
        other.inPort = inPort;
        other.source = source;
        other.destination = destination;
        other.tags.addAll(tags);
        other.type = type;
        other.ipSource = ipSource;
        other.ipDestination = ipDestination;
        other.protocol = protocol;
        other.tos = tos;
        other.ttl = ttl;
        other.label = label;
        other.fragment = fragment;
        other.sourcePort = sourcePort;
        other.destinationPort = destinationPort;
        other.tcpFlags = tcpFlags;
        other.operation = operation;
        other.sourceHardware = sourceHardware;
        other.targetHardware = targetHardware;
        other.stack.addAll(stack);
        other.tunnelIpv6 = tunnelIpv6;
        other.tunnelId = tunnelId;
        other.tunnelTos = tunnelTos;
        other.tunnelTtl = tunnelTtl;
        other.tunnelSourcePort = tunnelSourcePort;
        other.tunnelPort = tunnelPort;
        other.tunnelFlags = tunnelFlags;
        return other;
    }

    boolean isTunnelled() {
        return inPort == 4;
    }

    /** The key that the datapath looks up. */
    FlowKey datapathKey() {
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.IN_PORT, inPort)
                .set(FlowField.ETH_SRC, source)
                .set(FlowField.ETH_DST, destination);
        if (!tags.isEmpty()) {
            key.set(FlowField.VLAN_TPID, tags.get(0).tpid())
                    .set(FlowField.VLAN_CFI, 1)
                    .set(FlowField.VLAN_VID, tags.get(0).vid())
                    .set(FlowField.VLAN_PCP, tags.get(0).pcp());
        }
        if (tags.size() > 1) {
            key.set(FlowField.CVLAN_TPID, tags.get(1).tpid())
                    .set(FlowField.CVLAN_CFI, 1)
                    .set(FlowField.CVLAN_VID, tags.get(1).vid())
                    .set(FlowField.CVLAN_PCP, tags.get(1).pcp());
        }
        key.set(FlowField.ETH_TYPE, tags.size() > 2 ? tags.get(2).tpid() : type);
        if (tags.size() <= 2) {
            network(key);
        }
        if (isTunnelled()) {
            tunnel(key);
        }
        return key.build();
    }

    private void network(FlowKey.Builder key) {
        switch (type) {
            case EtherType.IPV4 -> {
                key.set(FlowField.IPV4_SRC, ipSource[1])
                        .set(FlowField.IPV4_DST, ipDestination[1])
                        .set(FlowField.IPV4_PROTO, protocol);
                ip(key);
            }
            case EtherType.IPV6 -> {
                key.set(FlowField.IPV6_SRC, ipSource[0], ipSource[1])
                        .set(FlowField.IPV6_DST, ipDestination[0], ipDestination[1])
                        .set(FlowField.IPV6_LABEL, label)
                        .set(FlowField.IPV6_PROTO, fragment == Fragment.LATER ? 44 : protocol);
                ip(key);
            }
            case EtherType.ARP, EtherType.RARP ->
                key.set(FlowField.ARP_SIP, ipSource[1])
                        .set(FlowField.ARP_TIP, ipDestination[1])
                        .set(FlowField.ARP_OP, operation)
                        .set(FlowField.ARP_SHA, sourceHardware)
                        .set(FlowField.ARP_THA, targetHardware);
            case EtherType.MPLS_UNICAST -> labels(key);
            default -> {}
        }
    }

    private void ip(FlowKey.Builder key) {
        key.set(FlowField.IPV4_TOS, tos).set(FlowField.IPV4_TTL, ttl).set(FlowField.IPV4_FRAG, fragment.bits());
        if (fragment == Fragment.LATER) {
            return;
        }
        boolean ipv4 = type == EtherType.IPV4;
        if (protocol == IpProto.TCP || protocol == IpProto.UDP || protocol == IpProto.SCTP) {
            key.set(FlowField.TCP_SRC, sourcePort).set(FlowField.TCP_DST, destinationPort);
            if (protocol == IpProto.TCP) {
                key.set(FlowField.TCP_FLAGS, tcpFlags);
            }
        } else if (ipv4 && protocol == IpProto.ICMP || !ipv4 && protocol == IpProto.ICMPV6) {
            key.set(FlowField.ICMP_TYPE, sourcePort).set(FlowField.ICMP_CODE, destinationPort);
        }
    }

    private void labels(FlowKey.Builder key) {
        FlowField[][] entries = {
            {FlowField.MPLS_LABEL, FlowField.MPLS_TC, FlowField.MPLS_BOS, FlowField.MPLS_TTL},
            {FlowField.MPLS_LABEL1, FlowField.MPLS_TC1, FlowField.MPLS_BOS1, FlowField.MPLS_TTL1},
            {FlowField.MPLS_LABEL2, FlowField.MPLS_TC2, FlowField.MPLS_BOS2, FlowField.MPLS_TTL2}
        };
        for (int i = 0; i < Math.min(stack.size(), entries.length); i++) {
            int entry = stack.get(i);
            key.set(entries[i][0], entry >>> 12)
                    .set(entries[i][1], entry >>> 9 & 7)
                    .set(entries[i][2], entry >>> 8 & 1)
                    .set(entries[i][3], entry & 0xff);
        }
    }

    private void tunnel(FlowKey.Builder key) {
        key.set(FlowField.TUNNEL_FAMILY, tunnelIpv6 ? 2 : 1)
                .set(FlowField.TUNNEL_ID, tunnelId)
                .set(FlowField.TUNNEL_TOS, tunnelTos)
                .set(FlowField.TUNNEL_TTL, tunnelTtl)
                .set(FlowField.TUNNEL_TP_SRC, tunnelSourcePort)
                .set(FlowField.TUNNEL_TP_DST, tunnelPort)
                .set(FlowField.TUNNEL_FLAGS, tunnelFlags);
        if (tunnelIpv6) {
            key.set(FlowField.TUNNEL_IPV6_SRC, 1, tunnelId).set(FlowField.TUNNEL_IPV6_DST, 1, 5);
        } else {
            key.set(FlowField.TUNNEL_IPV4_SRC, tunnelId).set(FlowField.TUNNEL_IPV4_DST, 5);
        }
    }

    /** The frame: in a tunnel with its outer headers. */
    byte[] frame() {
        ByteBuffer frame = ByteBuffer.allocate(256);
        if (isTunnelled()) {
            outer(frame);
        }
        mac(frame, destination);
        mac(frame, source);
        for (Tag tag : tags) {
            frame.putShort((short) tag.tpid()).putShort((short) (tag.pcp() << 13 | tag.vid()));
        }
        frame.putShort((short) type);
        switch (type) {
            case EtherType.IPV4 -> {
                int offset = fragment == Fragment.LATER ? 5 | (sourcePort & 1) << 13 : 0;
                int more = fragment == Fragment.FIRST ? 0x2000 : 0;
                ipv4(frame, tos, offset | more, ttl, protocol, ipSource[1], ipDestination[1]);
                transport(frame);
            }
            case EtherType.IPV6 -> {
                boolean whole = fragment == Fragment.NO;
                ipv6(frame, tos, label, ttl, whole ? protocol : 44, ipSource, ipDestination);
                if (!whole) {
                    frame.put((byte) protocol).put((byte) 0);
                    frame.putShort((short) (fragment == Fragment.LATER ? 5 << 3 | sourcePort & 1 : 1))
                            .putInt(77);
                }
                transport(frame);
            }
            case EtherType.ARP, EtherType.RARP -> {
                frame.putShort((short) 1).putShort((short) 0x0800).put((byte) 6).put((byte) 4);
                frame.putShort((short) operation);
                mac(frame, sourceHardware);
                frame.putInt((int) ipSource[1]);
                mac(frame, targetHardware);
                frame.putInt((int) ipDestination[1]);
            }
            case EtherType.MPLS_UNICAST -> stack.forEach(frame::putInt);
            default -> frame.putLong(0x0102030405060708L);
        }
        return Arrays.copyOf(frame.array(), Math.max(60, frame.position()));
    }

    private void outer(ByteBuffer frame) {
        mac(frame, 7);
        mac(frame, 8);
        frame.putShort((short) (tunnelIpv6 ? EtherType.IPV6 : EtherType.IPV4));
        if (tunnelIpv6) {
            ipv6(frame, tunnelTos, 0, tunnelTtl, IpProto.UDP, new long[] {1, tunnelId}, new long[] {1, 5});
        } else {
            ipv4(frame, tunnelTos, (tunnelFlags & 2) != 0 ? 0x4000 : 0, tunnelTtl, IpProto.UDP, tunnelId, 5);
        }
        frame.putShort((short) tunnelSourcePort).putShort((short) tunnelPort).putShort((short) 0);
        frame.putShort((short) ((tunnelFlags & 4) != 0 ? 0xbeef : 0));
        frame.putInt(0x0800_0000).putInt((int) tunnelId << Byte.SIZE);
    }

    private static void mac(ByteBuffer frame, long address) {
        frame.putShort((short) (address >>> 32)).putInt((int) address);
    }

    private static void ipv4(ByteBuffer frame, int tos, int fragment, int ttl, int protocol, long from, long to) {
        frame.put((byte) 0x45)
                .put((byte) tos)
                .putShort((short) 100)
                .putShort((short) 9)
                .putShort((short) fragment);
        frame.put((byte) ttl)
                .put((byte) protocol)
                .putShort((short) 0)
                .putInt((int) from)
                .putInt((int) to);
    }

    private static void ipv6(ByteBuffer frame, int tos, int label, int ttl, int next, long[] from, long[] to) {
        frame.putInt(6 << 28 | tos << 20 | label)
                .putShort((short) 80)
                .put((byte) next)
                .put((byte) ttl);
        frame.putLong(from[0]).putLong(from[1]).putLong(to[0]).putLong(to[1]);
    }

    private void transport(ByteBuffer frame) {
        if (fragment == Fragment.LATER) {
            frame.putLong(0x1111_1111_1111_1111L);
            return;
        }
        switch (protocol) {
            case IpProto.TCP -> {
                frame.putShort((short) sourcePort)
                        .putShort((short) destinationPort)
                        .putLong(1);
                frame.putShort((short) (5 << 12 | tcpFlags)).putShort((short) 0).putInt(0);
            }
            case IpProto.UDP, IpProto.SCTP ->
                frame.putShort((short) sourcePort)
                        .putShort((short) destinationPort)
                        .putLong(0);
            default -> frame.put((byte) sourcePort).put((byte) destinationPort).putLong(0);
        }
    }
}
