package io.tandem.property;

import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A packet by what its headers say, and the key that the openvswitch datapath makes of it. Source:
 * net/openvswitch/flow.c, key_extract.
 */
public final class WirePacket {
    /** A VLAN tag. */
    public record Tag(int tpid, int vid, int pcp) {}

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
    private static final int[] STATES = {0, 0x21, 0x22, 0x2a, 0x24, 0x30};

    public int inPort = 1;
    public long source;
    public long destination;
    public final List<Tag> tags = new ArrayList<>();
    public int type;
    public long[] ipSource = new long[2];
    public long[] ipDestination = new long[2];
    public int protocol;
    public int tos;
    public int ttl;
    public int label;
    public Fragment fragment = Fragment.NO;
    public int sourcePort;
    public int destinationPort;
    public int tcpFlags;
    public int operation;
    public long sourceHardware;
    public long targetHardware;
    public final List<Integer> stack = new ArrayList<>();
    public int state;
    public int zone;
    public int mark;
    public long labelHigh;
    public long labelLow;
    public boolean tunnelIpv6;
    public long tunnelId;
    public int tunnelTos;
    public int tunnelTtl;
    public int tunnelSourcePort;
    public int tunnelPort;
    public int tunnelFlags;

    /** Any packet; values come from few, so that packets agree in some. */
    public static WirePacket any(Random random) {
        WirePacket packet = new WirePacket();
        for (int part = 0; part < PARTS; part++) {
            packet.change(part, random);
        }
        return packet;
    }

    static final int PARTS = 14;

    /** The same with some parts changed. */
    public WirePacket near(Random random) {
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
        state = STATES[random.nextInt(STATES.length)];
        boolean tracked = state != 0 && state != (CtStateFlag.TRACKED.bit() | CtStateFlag.INVALID.bit());
        zone = state == 0 ? 0 : small(random);
        mark = tracked ? small(random) : 0;
        labelHigh = tracked ? (long) small(random) << 40 : 0;
        labelLow = tracked ? small(random) : 0;
        tunnelIpv6 = random.nextBoolean();
        tunnelId = small(random);
        tunnelTos = small(random);
        tunnelTtl = small(random);
        tunnelSourcePort = small(random);
        tunnelPort = random.nextBoolean() ? 4789 : 4790;
        tunnelFlags = 0x8 | random.nextInt(8);
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
        other.state = state;
        other.zone = zone;
        other.mark = mark;
        other.labelHigh = labelHigh;
        other.labelLow = labelLow;
        other.tunnelIpv6 = tunnelIpv6;
        other.tunnelId = tunnelId;
        other.tunnelTos = tunnelTos;
        other.tunnelTtl = tunnelTtl;
        other.tunnelSourcePort = tunnelSourcePort;
        other.tunnelPort = tunnelPort;
        other.tunnelFlags = tunnelFlags;
        return other;
    }

    public boolean isTunnelled() {
        return inPort == 4;
    }

    /** The key that the datapath looks up. */
    public FlowKey datapathKey() {
        FlowKey.Builder key = FlowKey.builder()
                .set(FlowField.IN_PORT, inPort)
                .set(FlowField.ETH_SRC, source)
                .set(FlowField.ETH_DST, destination)
                .set(FlowField.CT_STATE, state)
                .set(FlowField.CT_ZONE, zone)
                .set(FlowField.CT_MARK, mark)
                .set(FlowField.CT_LABEL, labelHigh, labelLow);
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
            WireTunnel.put(key, this);
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
}
