package io.tandem.tc.held;

import io.tandem.tc.filter.TcFilter;
import java.util.OptionalInt;

/**
 * How many bytes of a frame TC leaves out when it counts.
 *
 * <p>At ingress the kernel counts from the network header on (net/core/dev.c, sch_handle_ingress: pkt_len is skb->len),
 * so the Ethernet header is missing; and it has taken the first VLAN tag out of the packet before (skb_vlan_untag), so
 * that is missing too. Further tags and MPLS entries are counted. A filter's protocol is compared with the first tag's
 * TPID, so it tells which of the two it is; a filter for any protocol may see both, and its bytes say nothing.
 *
 * <p>Inexact stay: packets that the kernel has merged (GRO, or GSO from a virtual machine), which count as their
 * segments but with the bytes of the headers of one; and, behind a recirculation, packets whose length other actions
 * than those on the first VLAN tag have changed, which count as they came in.
 */
public final class FrameBytes {
    /** Of a frame without a VLAN tag. */
    public static final int ETHERNET = 14;

    private static final int TAG = 4;
    private static final int TPID = 0x8100;
    private static final int SERVICE_TPID = 0x88a8;
    private static final int ANY_PROTOCOL = 0x0003;

    private FrameBytes() {}

    /** Bytes of each packet that are not counted; empty where the filter can see packets that differ in it. */
    public static OptionalInt leftOut(TcFilter filter) {
        return switch (filter.id().protocol()) {
            case ANY_PROTOCOL, 0 -> OptionalInt.empty();
            case TPID, SERVICE_TPID -> OptionalInt.of(ETHERNET + TAG);
            default -> OptionalInt.of(ETHERNET);
        };
    }
}
