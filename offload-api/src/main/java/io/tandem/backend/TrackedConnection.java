package io.tandem.backend;

import io.tandem.flow.CtStateFlag;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.Ufid;

/**
 * One direction of an established TCP or UDP connection, as a device is told of it that can track its packets: those which
 * neither begin nor end anything (no fragments, and of TCP no SYN, FIN or RST).
 *
 * @param key of its packets behind connection tracking: Ethernet type, addresses, protocol and ports as they come in, and the
 *     connection's ct_state, ct_zone, ct_mark and ct_label; nothing else is looked at
 */
public record TrackedConnection(FlowKey key) {
    private static final long KNOWN = CtStateFlag.TRACKED.bit() | CtStateFlag.ESTABLISHED.bit();

    private static final FlowMask IPV4 = FlowMask.builder()
            .exact(FlowField.IPV4_SRC)
            .exact(FlowField.IPV4_DST)
            .exact(FlowField.IPV4_PROTO)
            .exact(FlowField.IPV4_FRAG)
            .build();

    private static final FlowMask IPV6 = FlowMask.builder()
            .exact(FlowField.IPV6_SRC)
            .exact(FlowField.IPV6_DST)
            .exact(FlowField.IPV6_PROTO)
            .exact(FlowField.IPV6_FRAG)
            .build();

    /** @throws IllegalArgumentException where the key is none of such a packet */
    public TrackedConnection {
        long type = key.get(FlowField.ETH_TYPE);
        long protocol =
                switch ((int) type) {
                    case EtherType.IPV4 -> key.get(FlowField.IPV4_PROTO);
                    case EtherType.IPV6 -> key.get(FlowField.IPV6_PROTO);
                    default -> -1;
                };
        if (protocol != IpProto.TCP && protocol != IpProto.UDP) {
            throw new IllegalArgumentException(
                    "a connection of TCP or UDP over IP is wanted, not one of Ethernet type 0x" + Long.toHexString(type)
                            + " and protocol " + protocol);
        }
        if ((key.get(FlowField.CT_STATE) & KNOWN) != KNOWN) {
            throw new IllegalArgumentException("a connection that is established is wanted, not one with ct_state 0x"
                    + Long.toHexString(key.get(FlowField.CT_STATE)));
        }
    }

    /** Which fields of the key tell its packets, beside the zone. */
    public FlowMask tuple() {
        FlowMask.Builder mask = FlowMask.builder().exact(FlowField.ETH_TYPE);
        mask.add(key.get(FlowField.ETH_TYPE) == EtherType.IPV4 ? IPV4 : IPV6);
        return (tcp()
                        ? mask.exact(FlowField.TCP_SRC).exact(FlowField.TCP_DST)
                        : mask.exact(FlowField.UDP_SRC).exact(FlowField.UDP_DST))
                .build();
    }

    /** True for TCP. */
    public boolean tcp() {
        return (key.get(FlowField.ETH_TYPE) == EtherType.IPV4
                        ? key.get(FlowField.IPV4_PROTO)
                        : key.get(FlowField.IPV6_PROTO))
                == IpProto.TCP;
    }

    /** The zone. */
    public int zone() {
        return (int) key.get(FlowField.CT_ZONE);
    }

    /** What stands for it in a device's rules: the same for the same packets and zone. */
    public Ufid ufid() {
        FlowMask mask = tuple().toBuilder().exact(FlowField.CT_ZONE).build();
        return Ufid.ofFlow(key, mask);
    }
}
