package io.tandem.tc.filter;

/**
 * What tells a filter from all others of its kernel.
 *
 * @param attach where packets meet it
 * @param chain the chain that it is in, 0 for the one that packets enter
 * @param priority 1 to 65,535, the lowest is asked first, 0 in a request leaves the choice to the kernel; filters of one priority have one protocol, and are quick
 *     where they have one mask
 * @param protocol the EtherType that tc calls the filter's protocol; {@link #ALL} for any
 * @param handle the filter's number in its priority; 0 leaves the choice to the kernel
 */
public record FilterId(AttachPoint attach, int chain, int priority, int protocol, int handle) {
    /** ETH_P_ALL of linux/if_ether.h. */
    public static final int ALL = 0x0003;

    /** Highest number of a chain. Source: linux/pkt_cls.h, TC_ACT_EXT_VAL_MASK. */
    public static final int LAST_CHAIN = 0x0fffffff;
}
