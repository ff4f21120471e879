package io.tandem.validate;

import io.tandem.flow.FlowKey;
import java.util.Optional;

/**
 * Says what the kernel's datapath answers to a flow that is put: whether it takes it, and if not, with which error.
 *
 * <p>Source: net/openvswitch/flow_netlink.c of Linux 6.1, ovs_nla_get_match and ovs_nla_copy_actions. Stateless.
 */
public final class KernelFlow {
    /** Bytes that a nested attribute has at least where it is not empty. */
    private static final int LEAST = 4;

    /**
     * The answer to OVS_FLOW_CMD_NEW with these attributes' payloads, on a datapath that has no such flow yet.
     *
     * @param key OVS_FLOW_ATTR_KEY
     * @param mask OVS_FLOW_ATTR_MASK, where there is one
     * @param actions OVS_FLOW_ATTR_ACTIONS
     */
    public static KernelVerdict check(byte[] key, Optional<byte[]> mask, byte[] actions) {
        try {
            policy("key", key);
            policy("actions", actions);
            if (mask.isPresent()) {
                policy("mask", mask.get());
            }
            KernelMatch match = new KernelMatch(key, mask);
            match.check();
            new KernelActions(match.maskedWords(), match.maskedLabels()).check(actions);
            return new KernelVerdict.Accepted(FlowKey.ofWords(match.keyWords()), match.flowMask());
        } catch (KernelRefusal refusal) {
            return refusal.verdict();
        }
    }

    /** The answer to a match alone, as a get or a delete by key has it. */
    public static KernelVerdict checkMatch(byte[] key, Optional<byte[]> mask) {
        try {
            policy("key", key);
            KernelMatch match = new KernelMatch(key, mask);
            match.check();
            return new KernelVerdict.Accepted(FlowKey.ofWords(match.keyWords()), match.flowMask());
        } catch (KernelRefusal refusal) {
            return refusal.verdict();
        }
    }

    private static void policy(String name, byte[] payload) throws KernelRefusal {
        if (payload.length > 0 && payload.length < LEAST) {
            throw new KernelRefusal(
                    Errno.ERANGE, name, "a list of attributes has none or at least " + LEAST + " bytes");
        }
    }

    private KernelFlow() {}
}
