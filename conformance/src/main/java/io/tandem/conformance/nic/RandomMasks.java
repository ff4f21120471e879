package io.tandem.conformance.nic;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Prerequisite;
import java.util.List;
import java.util.SplittableRandom;

/** Random masks of the fields that the simulated NIC matches. Stateless. */
public final class RandomMasks {
    /** What the NIC, and how Tandem writes flows, want to be matched whole. */
    private static final List<FlowField> ALWAYS = List.of(
            FlowField.RECIRC_ID,
            FlowField.IN_PORT,
            FlowField.ETH_TYPE,
            FlowField.VLAN_TPID,
            FlowField.VLAN_CFI,
            FlowField.CVLAN_TPID,
            FlowField.CVLAN_CFI);

    private static final List<FlowField> WHOLE = List.of(
            FlowField.VLAN_VID,
            FlowField.VLAN_PCP,
            FlowField.IPV4_PROTO,
            FlowField.IPV6_PROTO,
            FlowField.IPV4_FRAG,
            FlowField.IPV6_FRAG,
            FlowField.CVLAN_VID,
            FlowField.MPLS_BOS,
            FlowField.ARP_OP,
            FlowField.ICMP_TYPE,
            FlowField.ICMPV6_TYPE);
    private static final List<FlowField> MASKED = List.of(
            FlowField.ETH_SRC,
            FlowField.ETH_DST,
            FlowField.IPV4_SRC,
            FlowField.IPV4_DST,
            FlowField.IPV4_TOS,
            FlowField.IPV4_TTL,
            FlowField.IPV6_TCLASS,
            FlowField.IPV6_HLIMIT,
            FlowField.TCP_SRC,
            FlowField.TCP_DST,
            FlowField.TCP_FLAGS,
            FlowField.UDP_SRC,
            FlowField.UDP_DST,
            FlowField.SCTP_SRC,
            FlowField.SCTP_DST,
            FlowField.ARP_SIP,
            FlowField.ARP_TIP,
            FlowField.ARP_SHA,
            FlowField.ARP_THA,
            FlowField.MPLS_LABEL,
            FlowField.IPV6_LABEL,
            FlowField.ND_SLL,
            FlowField.ND_TLL);

    private static final int OVER_IPV6 = 2;

    private static final List<FlowField> WIDE = List.of(FlowField.IPV6_SRC, FlowField.IPV6_DST, FlowField.ND_TARGET);

    /**
     * A mask for flows that match a packet of that key.
     *
     * @param rarely of so many fields that could be matched one is
     */
    public static FlowMask of(FlowKey key, int rarely, SplittableRandom random) {
        FlowMask.Builder mask = FlowMask.builder();
        ALWAYS.forEach(mask::exact);
        boolean inside = !key.isZero(FlowField.TUNNEL_FAMILY) && random.nextBoolean();
        if (inside) {
            withTunnel(key, mask);
            for (FlowField field : FlowField.values()) {
                boolean meant = field.prerequisite() == Prerequisite.TUNNEL
                        && field.words() <= 2
                        && field != FlowField.TUNNEL_OPTIONS_LENGTH
                        && !key.isZero(field)
                        && mask.build().isZero(field);
                if (meant && random.nextInt(rarely) == 0) {
                    bits(mask, field, random);
                }
            }
        }
        for (FlowField field : WHOLE) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            if (meant && random.nextInt(4) != 0) {
                mask.exact(field);
            }
        }
        for (FlowField field : MASKED) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            if (meant && random.nextInt(rarely) == 0) {
                mask.set(field, random.nextBoolean() ? field.ones() : field.ones() & random.nextLong());
            }
        }
        for (FlowField field : WIDE) {
            boolean meant =
                    field.prerequisite().holds(key) && field.prerequisite().pinned(mask.build());
            if (meant && random.nextInt(rarely) == 0) {
                mask.set(field, -1, random.nextBoolean() ? -1 : 0);
            }
        }
        return inside && random.nextInt(rarely) == 0 ? withOptions(key, mask) : mask.build();
    }

    private static void bits(FlowMask.Builder mask, FlowField field, SplittableRandom random) {
        if (field.wide()) {
            mask.set(field, -1, random.nextBoolean() ? -1 : 0);
        } else {
            mask.set(field, random.nextBoolean() ? field.ones() : field.ones() & random.nextLong());
        }
    }

    /** Takes in what says that there was a tunnel, and what a tunnel's key is never without. */
    public static FlowMask.Builder withTunnel(FlowKey key, FlowMask.Builder mask) {
        mask.exact(FlowField.TUNNEL_FAMILY).exact(FlowField.TUNNEL_TTL);
        return key.get(FlowField.TUNNEL_FAMILY) == OVER_IPV6
                ? mask.set(FlowField.TUNNEL_IPV6_DST, -1, -1)
                : mask.exact(FlowField.TUNNEL_IPV4_DST);
    }

    /** Takes all options of Geneve in. */
    public static FlowMask withOptions(FlowKey key, FlowMask.Builder mask) {
        int bytes = (int) key.get(FlowField.TUNNEL_OPTIONS_LENGTH);
        if (bytes == 0) {
            return mask.build();
        }
        long[] words = mask.exact(FlowField.TUNNEL_OPTIONS_LENGTH).build().toWords();
        for (int at = 0; at < bytes; at += Long.BYTES) {
            long behind = bytes - at < Long.BYTES ? -1L >>> (bytes - at) * Byte.SIZE : 0;
            words[FlowField.TUNNEL_GENEVE_OPTIONS.word() + at / Long.BYTES] = ~behind;
        }
        return FlowMask.ofWords(words);
    }

    private RandomMasks() {}
}
