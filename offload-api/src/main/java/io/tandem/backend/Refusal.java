package io.tandem.backend;

/**
 * Why a flow is not in hardware, or not all of it.
 *
 * @param code the kind of reason, for machines
 * @param layer who said so
 * @param subject the field or action it is about, in the words of ODP text; empty where it is about none
 * @param driverWords the driver's own words, verbatim (extack, rte_flow_error); empty where there are none
 * @param sentence what a person can act on
 */
public record Refusal(Code code, Layer layer, String subject, String driverWords, String sentence)
        implements Explanation {

    /** The kinds of reasons. Closed: reports and metrics enumerate it. */
    public enum Code {
        UNSUPPORTED_FIELD,
        UNSUPPORTED_MASK,
        UNSUPPORTED_ACTION,
        ACTION_ORDER,
        TABLE_FULL,
        MASK_LIMIT,
        PORT_NOT_OFFLOADABLE,
        PREREQUISITE,
        CHAIN_PARENT,
        DEVICE_ERROR,
        VERIFY_FAILED,
        POLICY
    }

    /** Who said no. */
    public enum Layer {
        POLICY,
        TRANSLATE,
        NETLINK,
        DRIVER,
        CAPACITY,
        VERIFY
    }

    /** A refusal that a translation makes by itself, without asking the device. */
    public static Refusal translate(Code code, String subject, String sentence) {
        return new Refusal(code, Layer.TRANSLATE, subject, "", sentence);
    }
}
