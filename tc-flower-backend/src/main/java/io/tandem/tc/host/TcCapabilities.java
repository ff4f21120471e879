package io.tandem.tc.host;

import io.tandem.flow.CtStateFlag;

/**
 * What the kernel, and where it is asked the device, can match and do. Probing fills it; the constants say what releases
 * can. Immutable.
 *
 * @param conntrackStates bits of {@link CtStateFlag} that TCA_FLOWER_KEY_CT_STATE knows
 * @param conntrackHelpers true where helpers of connection tracking make expectations on this machine. An established
 *     connection that was expected is related to the openvswitch datapath for all its life and to flower only at its
 *     start, so states that look at it are refused then
 * @param numberOfVlans true where TCA_FLOWER_KEY_NUM_OF_VLANS is known, since Linux 5.19
 * @param mplsEntries entries of a label stack that TCA_FLOWER_KEY_MPLS_OPTS reaches, since Linux 5.8; 0 where only the
 *     first can be matched
 * @param vxlanGbp true where VXLAN's group policy can be matched and set
 * @param erspan true where ERSPAN's header can be matched and set
 * @param tunnelFlags bits of TCA_FLOWER_KEY_ENC_FLAGS that are known, as {@code FlowerKey.TUNNEL_*}; 0 before Linux 6.11
 * @param exactOptionLength true where the length of Geneve options is compared whole. cls_flower compares it under
 *     itself: 8 bytes also match 12, 24 and so on, whose first 8 agree. No release is known that does better; a device
 *     may, and an operator may know that peers send no more options
 * @param constantTunnelFlags true where an operator knows that all packets of a tunnel have the flags df, csum and oam that
 *     flows ask of them, so that nothing is lost by not comparing what this kernel can't compare
 * @param tunnelDontFragment true where tunnel_key can ask for DF, TCA_TUNNEL_KEY_NO_FRAG, since Linux 6.4
 * @param policeMtu true where police can tell packets apart by their length alone, since Linux 5.10
 * @param sampleCookie true where sample hands its action's cookie to psample, since Linux 6.11
 * @param maxActions actions of a filter, TCA_ACT_MAX_PRIO
 * @param maxPeditKeys words of one pedit
 */
public record TcCapabilities(
        int conntrackStates,
        boolean conntrackHelpers,
        boolean numberOfVlans,
        int mplsEntries,
        boolean vxlanGbp,
        boolean erspan,
        int tunnelFlags,
        boolean exactOptionLength,
        boolean constantTunnelFlags,
        boolean tunnelDontFragment,
        boolean policeMtu,
        boolean sampleCookie,
        int maxActions,
        int maxPeditKeys) {
    private static final int STATES = CtStateFlag.NEW.bit()
            | CtStateFlag.ESTABLISHED.bit()
            | CtStateFlag.RELATED.bit()
            | CtStateFlag.REPLY.bit()
            | CtStateFlag.INVALID.bit()
            | CtStateFlag.TRACKED.bit();

    /** The kernel of Debian 12. */
    public static final TcCapabilities LINUX_6_1 =
            new TcCapabilities(STATES, false, true, 7, true, true, 0, false, false, false, true, false, 32, 255);

    /** The newest kernel that is known here, 6.12: with tunnel flags, DF of tunnels, and cookies of samples. */
    public static final TcCapabilities NEWEST =
            new TcCapabilities(STATES, false, true, 7, true, true, 0x3c, false, false, true, true, true, 32, 255);

    /** The same, with another say on how the length of Geneve options is compared. */
    public TcCapabilities withExactOptionLength(boolean exact) {
        return new TcCapabilities(
                conntrackStates,
                conntrackHelpers,
                numberOfVlans,
                mplsEntries,
                vxlanGbp,
                erspan,
                tunnelFlags,
                exact,
                constantTunnelFlags,
                tunnelDontFragment,
                policeMtu,
                sampleCookie,
                maxActions,
                maxPeditKeys);
    }

    /** The same, with another say on the flags of tunnels. */
    public TcCapabilities withConstantTunnelFlags(boolean constant) {
        return new TcCapabilities(
                conntrackStates,
                conntrackHelpers,
                numberOfVlans,
                mplsEntries,
                vxlanGbp,
                erspan,
                tunnelFlags,
                exactOptionLength,
                constant,
                tunnelDontFragment,
                policeMtu,
                sampleCookie,
                maxActions,
                maxPeditKeys);
    }

    /** The same, on a machine with or without helpers of connection tracking. */
    public TcCapabilities withConntrackHelpers(boolean helpers) {
        return new TcCapabilities(
                conntrackStates,
                helpers,
                numberOfVlans,
                mplsEntries,
                vxlanGbp,
                erspan,
                tunnelFlags,
                exactOptionLength,
                constantTunnelFlags,
                tunnelDontFragment,
                policeMtu,
                sampleCookie,
                maxActions,
                maxPeditKeys);
    }
}
