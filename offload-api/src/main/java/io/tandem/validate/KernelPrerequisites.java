package io.tandem.validate;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;

/**
 * Which attributes a key's values call for, and which of them a mask may then match. Source: flow_netlink.c of Linux
 * 6.1, match_validate.
 */
final class KernelPrerequisites {
    private static final long NEED_GROUND = bits(
            KeyAttribute.IPV4,
            KeyAttribute.CT_TUPLE4,
            KeyAttribute.IPV6,
            KeyAttribute.CT_TUPLE6,
            KeyAttribute.TCP,
            KeyAttribute.TCP_FLAGS,
            KeyAttribute.UDP,
            KeyAttribute.SCTP,
            KeyAttribute.ICMP,
            KeyAttribute.ICMPV6,
            KeyAttribute.ARP,
            KeyAttribute.ND,
            KeyAttribute.MPLS,
            KeyAttribute.NSH);
    private static final long ALWAYS = bits(KeyAttribute.TUNNEL, KeyAttribute.IN_PORT, KeyAttribute.ETHERTYPE);
    private static final int SOLICITATION = 135;
    private static final int ADVERTISEMENT = 136;

    private final long[] key;
    private final long[] mask;
    private long expected;
    private long allowed;

    KernelPrerequisites(long[] key, long[] mask) {
        this.key = key;
        this.mask = mask;
    }

    private static long bits(KeyAttribute... attributes) {
        long bits = 0;
        for (KeyAttribute attribute : attributes) {
            bits |= KernelMatch.bit(attribute);
        }
        return bits;
    }

    void check(long keyAttributes, long maskAttributes) throws KernelRefusal {
        allowed = keyAttributes & ~NEED_GROUND | ALWAYS;
        boolean typed = get(mask, FlowField.ETH_TYPE) == 0xffff;
        int type = (int) get(key, FlowField.ETH_TYPE);
        switch (type) {
            case EtherType.ARP, EtherType.RARP -> ground(typed, KeyAttribute.ARP);
            case EtherType.MPLS_UNICAST, EtherType.MPLS_MULTICAST -> ground(typed, KeyAttribute.MPLS);
            case EtherType.NSH -> ground(typed, KeyAttribute.NSH);
            case EtherType.IPV4 -> {
                ground(typed, KeyAttribute.IPV4);
                allowed |= typed ? KernelMatch.bit(KeyAttribute.CT_TUPLE4) : 0;
                transport(IpProto.ICMP, KeyAttribute.ICMP);
            }
            case EtherType.IPV6 -> {
                ground(typed, KeyAttribute.IPV6);
                allowed |= typed ? KernelMatch.bit(KeyAttribute.CT_TUPLE6) : 0;
                transport(IpProto.ICMPV6, KeyAttribute.ICMPV6);
                neighbourDiscovery();
            }
            default -> {}
        }
        long missing = expected & ~keyAttributes;
        if (missing != 0) {
            String name = name(missing);
            throw KernelRefusal.invalid(name, "the key's values call for " + name + "()");
        }
        long ungrounded = maskAttributes & ~allowed;
        if (ungrounded != 0) {
            String name = name(ungrounded);
            throw KernelRefusal.invalid(
                    name, name + "() is matched and the key or an exact match on what it depends on is missing");
        }
    }

    private static String name(long attributes) {
        int type = Long.numberOfTrailingZeros(attributes);
        return KeyAttribute.ofType(type).map(KeyAttribute::text).orElse("key" + type);
    }

    private void ground(boolean pinned, KeyAttribute attribute) {
        expected |= KernelMatch.bit(attribute);
        allowed |= pinned ? KernelMatch.bit(attribute) : 0;
    }

    private void transport(int icmp, KeyAttribute messages) {
        boolean pinned = get(mask, FlowField.IPV4_PROTO) == 0xff;
        if (KernelMatch.isTransport(key, IpProto.UDP)) {
            ground(pinned, KeyAttribute.UDP);
        } else if (KernelMatch.isTransport(key, IpProto.SCTP)) {
            ground(pinned, KeyAttribute.SCTP);
        } else if (KernelMatch.isTransport(key, IpProto.TCP)) {
            ground(pinned, KeyAttribute.TCP);
            ground(pinned, KeyAttribute.TCP_FLAGS);
        } else if (KernelMatch.isTransport(key, icmp)) {
            ground(pinned, messages);
        }
    }

    private void neighbourDiscovery() {
        if (!KernelMatch.isTransport(key, IpProto.ICMPV6)) {
            return;
        }
        long type = get(key, FlowField.TCP_SRC);
        if (type == SOLICITATION || type == ADVERTISEMENT) {
            allowed &= ~KernelMatch.bit(KeyAttribute.CT_TUPLE6);
            ground(get(mask, FlowField.TCP_SRC) == 0xff, KeyAttribute.ND);
        }
    }

    private static long get(long[] words, FlowField field) {
        return KeyStruct.get(words, field);
    }
}
