package io.tandem.property;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Fragment;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.Prerequisite;
import io.tandem.flow.TunnelFlag;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Random flows: keys whose fields have their prerequisites, and masks that match a field only where its prerequisites are
 * matched whole.
 */
final class FlowArbitraries {
    private static final int[] TYPES = {
        EtherType.IPV4,
        EtherType.IPV6,
        EtherType.IPV4,
        EtherType.IPV6,
        EtherType.ARP,
        EtherType.RARP,
        EtherType.MPLS_UNICAST,
        EtherType.MPLS_MULTICAST,
        EtherType.NSH,
        0x9000
    };
    private static final int[] PROTOCOLS = {IpProto.TCP, IpProto.UDP, IpProto.SCTP, IpProto.ICMP, IpProto.ICMPV6, 47};

    /**
     * A random flow.
     *
     * @param key its key
     * @param mask its mask
     */
    record Flow(FlowKey key, FlowMask mask) {}

    private final Random random;
    private FlowKey key = FlowKey.EMPTY;

    private FlowArbitraries(Random random) {
        this.random = random;
    }

    /** Any flow. */
    static Arbitrary<Flow> any() {
        return Arbitraries.randomValue(random -> new FlowArbitraries(random).flow());
    }

    private Flow flow() {
        set(FlowField.ETH_TYPE, TYPES[random.nextInt(TYPES.length)]);
        set(FlowField.IPV4_PROTO, Prerequisite.IPV4.holds(key) || Prerequisite.IPV6.holds(key) ? protocol() : 0);
        int tags = random.nextInt(3);
        if (tags > 0) {
            tag(FlowField.VLAN_TPID, FlowField.VLAN_CFI);
        }
        if (tags > 1) {
            tag(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI);
        }
        if (random.nextBoolean()) {
            set(FlowField.TUNNEL_FAMILY, 1 + random.nextInt(2));
        }
        for (FlowField field : FlowField.values()) {
            field(field);
        }
        consistent();
        return new Flow(key, mask());
    }

    private <T> T any(T[] values) {
        return values[random.nextInt(values.length)];
    }

    private int protocol() {
        return PROTOCOLS[random.nextInt(PROTOCOLS.length)];
    }

    private void tag(FlowField type, FlowField presence) {
        set(type, random.nextBoolean() ? EtherType.VLAN_8021Q : EtherType.VLAN_8021AD);
        set(presence, 1);
    }

    private void field(FlowField field) {
        if (!field.prerequisite().holds(key) || random.nextInt(4) == 0) {
            return;
        }
        switch (field) {
            case ETH_TYPE, VLAN_TPID, VLAN_CFI, CVLAN_TPID, CVLAN_CFI, TUNNEL_FAMILY, TUNNEL_FLAGS -> {}
            case IPV4_PROTO, IPV6_PROTO, PACKET_TYPE_NS, PACKET_TYPE_ID -> {}
            case TUNNEL_OPTIONS_LENGTH, TUNNEL_GENEVE_OPTIONS, TUNNEL_ERSPAN_VERSION -> {}
            case TUNNEL_ERSPAN_INDEX, TUNNEL_ERSPAN_DIRECTION, TUNNEL_ERSPAN_HARDWARE_ID -> {}
            case TUNNEL_GTPU_FLAGS, TUNNEL_GTPU_MSGTYPE, TUNNEL_GBP_ID, TUNNEL_GBP_FLAGS -> {}
            case IPV4_FRAG, IPV6_FRAG -> set(field, any(Fragment.values()).bits());
            case ICMPV6_TYPE -> set(field, 133 + random.nextInt(5));
            case IN_PORT -> set(field, random.nextInt(1 << 16));
            default -> {
                if (field.wide()) {
                    key = key.toBuilder()
                            .set(field, random.nextLong(), random.nextLong())
                            .build();
                } else {
                    set(field, random.nextLong() & field.ones());
                }
            }
        }
    }

    /** What hangs together without being a prerequisite. */
    private void consistent() {
        if (Prerequisite.MPLS.holds(key)) {
            boolean one = !key.isZero(FlowField.MPLS_BOS);
            boolean two = !one && !key.isZero(FlowField.MPLS_BOS1);
            if (one) {
                zero(FlowField.MPLS_LABEL1, FlowField.MPLS_TC1, FlowField.MPLS_TTL1, FlowField.MPLS_BOS1);
            }
            if (one || two) {
                zero(FlowField.MPLS_LABEL2, FlowField.MPLS_TC2, FlowField.MPLS_TTL2, FlowField.MPLS_BOS2);
            }
        }
        if (Prerequisite.NSH.holds(key) && random.nextBoolean()) {
            set(FlowField.NSH_MDTYPE, 1);
        } else if (Prerequisite.NSH.holds(key)) {
            set(FlowField.NSH_MDTYPE, 2);
            zero(FlowField.NSH_C1, FlowField.NSH_C2, FlowField.NSH_C3, FlowField.NSH_C4);
        }
        if (Prerequisite.IPV4.holds(key) && key.isZero(FlowField.CT_IPV4_PROTO)) {
            KeyAttribute.CT_TUPLE4.fields().forEach(this::zero);
        }
        if (Prerequisite.IPV6.holds(key) && key.isZero(FlowField.CT_IPV6_PROTO)) {
            KeyAttribute.CT_TUPLE6.fields().forEach(this::zero);
        }
        if (Prerequisite.TUNNEL.holds(key)) {
            tunnel();
        }
    }

    private void tunnel() {
        boolean ipv4 = key.get(FlowField.TUNNEL_FAMILY) == 1;
        if (ipv4) {
            zero(FlowField.TUNNEL_IPV6_SRC, FlowField.TUNNEL_IPV6_DST);
            set(FlowField.TUNNEL_IPV4_SRC, 1 + random.nextInt(1 << 30));
        } else {
            zero(FlowField.TUNNEL_IPV4_SRC, FlowField.TUNNEL_IPV4_DST);
            key = key.toBuilder()
                    .set(FlowField.TUNNEL_IPV6_SRC, random.nextLong() | 1, random.nextLong())
                    .build();
        }
        int flags = random.nextInt(TunnelFlag.KEY.bit());
        boolean keyed = !key.isZero(FlowField.TUNNEL_ID) || random.nextBoolean();
        set(FlowField.TUNNEL_FLAGS, keyed ? flags | TunnelFlag.KEY.bit() : flags);
        switch (random.nextInt(5)) {
            case 0 -> {
                set(FlowField.TUNNEL_ERSPAN_VERSION, 1);
                set(FlowField.TUNNEL_ERSPAN_INDEX, random.nextInt() & 0xffff_ffffL);
            }
            case 1 -> {
                set(FlowField.TUNNEL_ERSPAN_VERSION, 2);
                set(FlowField.TUNNEL_ERSPAN_DIRECTION, random.nextInt(2));
                set(FlowField.TUNNEL_ERSPAN_HARDWARE_ID, random.nextInt(16));
            }
            case 2 -> {
                set(FlowField.TUNNEL_GTPU_FLAGS, random.nextInt(256));
                set(FlowField.TUNNEL_GTPU_MSGTYPE, 1 + random.nextInt(255));
            }
            case 3 -> {
                set(FlowField.TUNNEL_GBP_ID, random.nextInt(1 << 16));
                set(FlowField.TUNNEL_GBP_FLAGS, random.nextInt(256));
            }
            default -> geneve();
        }
    }

    private void geneve() {
        int words = random.nextInt(8);
        set(FlowField.TUNNEL_OPTIONS_LENGTH, 8L + 8L * words);
        long[] packed = key.toWords();
        for (int i = 0; i <= words; i++) {
            packed[FlowField.TUNNEL_GENEVE_OPTIONS.word() + i] = random.nextLong() & 0xffff_ff00_ffff_ffffL;
        }
        key = FlowKey.ofWords(packed);
    }

    private FlowMask mask() {
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.ETH_TYPE)
                .exact(FlowField.VLAN_TPID)
                .exact(FlowField.VLAN_CFI)
                .exact(FlowField.CVLAN_TPID)
                .exact(FlowField.CVLAN_CFI)
                .exact(FlowField.TUNNEL_FAMILY)
                .exact(FlowField.RECIRC_ID)
                .build();
        boolean ip = Prerequisite.IPV4.holds(key) || Prerequisite.IPV6.holds(key);
        if (ip && random.nextInt(4) > 0) {
            mask = mask.toBuilder().exact(FlowField.IPV4_PROTO).build();
        }
        for (FlowField field : FlowField.values()) {
            boolean may =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask);
            may &= field.attribute() != KeyAttribute.ND_EXT || mask.isExact(FlowField.ICMPV6_CODE);
            if (!may || field.attribute() == KeyAttribute.PACKET_TYPE || field.words() > 2) {
                continue;
            }
            switch (random.nextInt(3)) {
                case 0 -> mask = mask.toBuilder().exact(field).build();
                case 1 -> mask = partly(mask, field);
                default -> {}
            }
        }
        return mask;
    }

    private FlowMask partly(FlowMask mask, FlowField field) {
        if (!field.maskable() || field.wide() || !mask.isZero(field)) {
            return mask;
        }
        return mask.toBuilder().set(field, random.nextLong() & field.ones()).build();
    }

    private void zero(FlowField... fields) {
        for (FlowField field : fields) {
            if (field.wide()) {
                key = key.toBuilder().set(field, 0, 0).build();
            } else {
                set(field, 0);
            }
        }
    }

    private void set(FlowField field, long value) {
        key = key.toBuilder().set(field, value).build();
    }
}
