package io.tandem.rte.transport;

/** Ends the reading of a rule that a driver does not take. */
public final class RuleNotTakenException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient RteError error;

    /** Says what the driver answers. */
    public RuleNotTakenException(RteError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    /** A pattern item is in the way; {@code index} from 0. */
    public static RuleNotTakenException item(RteErrorType type, int index, String message) {
        return new RuleNotTakenException(
                new RteError(type, new RteCause(RteCause.Part.ITEM, index), message, errno(type)));
    }

    /** An action is in the way; {@code index} from 0. */
    public static RuleNotTakenException action(RteErrorType type, int index, String message) {
        return new RuleNotTakenException(
                new RteError(type, new RteCause(RteCause.Part.ACTION, index), message, errno(type)));
    }

    /** An attribute is in the way. */
    public static RuleNotTakenException attribute(RteErrorType type, String message) {
        return new RuleNotTakenException(
                new RteError(type, new RteCause(RteCause.Part.ATTRIBUTES, 0), message, RteError.ENOTSUP));
    }

    /** Values that no rule can have are invalid; kinds that this driver lacks are not supported. */
    private static int errno(RteErrorType type) {
        return switch (type) {
            case ITEM_SPEC, ITEM_NUM, ACTION_NUM, ACTION_CONF -> RteError.EINVAL;
            default -> RteError.ENOTSUP;
        };
    }

    /** What the driver answers. */
    public RteError error() {
        return error;
    }
}
