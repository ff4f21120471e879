package io.tandem.conformance.kernel;

import java.util.Optional;

/**
 * A flow as the values of its netlink attributes, whatever is in them.
 *
 * @param key value of OVS_FLOW_ATTR_KEY
 * @param mask value of OVS_FLOW_ATTR_MASK; without one every field of the key is exact
 * @param actions value of OVS_FLOW_ATTR_ACTIONS
 * @param ufid value of OVS_FLOW_ATTR_UFID, 1 to 16 bytes; without one the kernel knows the flow by its key
 */
public record FlowBytes(byte[] key, Optional<byte[]> mask, Optional<byte[]> actions, Optional<byte[]> ufid) {
    /** OVS_FLOW_ATTR_KEY of linux/openvswitch.h. */
    public static final int ATTR_KEY = 1;
    /** OVS_FLOW_ATTR_ACTIONS. */
    public static final int ATTR_ACTIONS = 2;
    /** OVS_FLOW_ATTR_MASK. */
    public static final int ATTR_MASK = 7;

    private static final int ATTR_UFID = 9;

    /** A flow without a ufid. */
    public static FlowBytes of(byte[] key, Optional<byte[]> mask, byte[] actions) {
        return new FlowBytes(key, mask, Optional.of(actions), Optional.empty());
    }

    byte[] toAttributes() {
        Attributes attributes = new Attributes();
        ufid.ifPresent(u -> attributes.put(ATTR_UFID, u));
        attributes.put(ATTR_KEY, key);
        mask.ifPresent(m -> attributes.put(ATTR_MASK, m));
        actions.ifPresent(a -> attributes.put(ATTR_ACTIONS, a));
        return attributes.toBytes();
    }
}
