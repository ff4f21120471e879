package io.tandem.flow;

import io.tandem.action.OdpAction;
import java.util.List;

/**
 * One flow of a datapath: what it matches and what it does.
 *
 * @param ufid the flow's identity, also in the hardware
 * @param key the values matched; bits outside the mask are zero
 * @param mask the bits matched
 * @param actions what is done with a packet, in order; none at all drops it
 */
public record Megaflow(Ufid ufid, FlowKey key, FlowMask mask, List<OdpAction> actions) {
    public Megaflow {
        key = key.masked(mask);
        actions = List.copyOf(actions);
    }

    /** A flow whose identity is the digest of its key and mask. */
    public static Megaflow of(FlowKey key, FlowMask mask, List<OdpAction> actions) {
        return new Megaflow(Ufid.ofFlow(key, mask), key, mask, actions);
    }

    /** True where a packet with this key belongs to the flow. */
    public boolean matches(FlowKey packet) {
        return key.matches(packet, mask);
    }

    /** True where a packet may belong to both flows. */
    public boolean overlaps(Megaflow other) {
        for (int i = 0; i < FlowField.WORDS; i++) {
            if (((key.word(i) ^ other.key.word(i)) & mask.word(i) & other.mask.word(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** The same flow with other actions. */
    public Megaflow withActions(List<OdpAction> changed) {
        return new Megaflow(ufid, key, mask, changed);
    }
}
