package io.tandem.rte.transport;

/**
 * A driver's refusal. Source: DPDK, struct rte_flow_error and rte_errno.
 *
 * @param type what it is about
 * @param cause which object
 * @param message the driver's own words; empty where it has none
 * @param errno positive
 */
public record RteError(RteErrorType type, RteCause cause, String message, int errno) {
    /** Of a rule, or an action that rules share, that is not there. */
    public static final int ENOENT = 2;

    public static final int EAGAIN = 11;
    public static final int EIO = 5;
    public static final int ENOMEM = 12;
    public static final int EBUSY = 16;
    public static final int EEXIST = 17;
    public static final int ENODEV = 19;
    public static final int EINVAL = 22;
    public static final int ENOSPC = 28;
    /** Of a call that the driver, or all of its rte_flow, has not got. */
    public static final int ENOSYS = 38;

    public static final int ENOTSUP = 95;

    /** True where the device has no room. */
    public boolean full() {
        return errno == ENOSPC || errno == ENOMEM;
    }

    /** True of a rule, or an action that rules share, that is not there and needs no end. */
    public boolean gone() {
        return type == RteErrorType.HANDLE && errno == ENOENT;
    }

    /**
     * True where the handle is not to be used any more, and the rule may be there all the same: the end of a rule
     * was refused with an error about the handle, as by net_tap, which frees it. True of {@link #gone} too.
     */
    public boolean handleIsLost() {
        return type == RteErrorType.HANDLE;
    }

    /** True where the driver has no such call, so that no port of it has rules. */
    public boolean noSuchCall() {
        return errno == ENOSYS;
    }

    /**
     * True where every rule of the same shape may be refused likewise: EINVAL of an item or an action is what i40e says of
     * kinds that it does not have and of values out of their range, and mlx5 of a meter that is not there.
     */
    public boolean doubtful() {
        return errno == EINVAL && (type == RteErrorType.ITEM || type == RteErrorType.ACTION);
    }

    /**
     * True where every rule of the same shape is refused likewise: it is about what kinds of items, masks, actions and
     * attributes there are, and not about values, room or the moment.
     */
    public boolean lasting() {
        return switch (errno) {
            case ENOSPC, ENOMEM, EAGAIN, EBUSY, EEXIST, ENODEV -> false;
            case ENOSYS -> true;
            default ->
                switch (type) {
                    case NONE, UNSPECIFIED, HANDLE, STATE, ATTR_PRIORITY, ITEM_SPEC, ACTION_CONF -> false;
                    case ITEM, ACTION -> !doubtful();
                    case ATTR_GROUP,
                            ATTR_INGRESS,
                            ATTR_EGRESS,
                            ATTR_TRANSFER,
                            ATTR,
                            ITEM_NUM,
                            ITEM_LAST,
                            ITEM_MASK,
                            ACTION_NUM -> true;
                };
        };
    }
}
