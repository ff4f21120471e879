package io.tandem.rte.device;

import io.tandem.backend.Refusal;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.transport.RteCause;
import io.tandem.rte.transport.RteError;
import java.util.Locale;

/** Drivers' errors as refusals, in the words of rte_flow. */
final class Refusals {
    /** Every flow's where an operator wants marks alone. */
    static final Refusal MARKED = new Refusal(
            Refusal.Code.POLICY, Refusal.Layer.POLICY, "", "", "the device only marks packets (setting marks: always)");

    /** Every flow's where the driver counts nothing. */
    static final Refusal UNCOUNTED = Refusal.translate(
            Refusal.Code.UNSUPPORTED_ACTION,
            "count",
            "the driver has no action COUNT, so nobody would know of the flow's packets; accept that by the setting uncounted");

    /** Why that rule is not there. */
    static Refusal of(RteRule rule, RteError error) {
        Refusal.Layer layer = error.full() ? Refusal.Layer.CAPACITY : Refusal.Layer.DRIVER;
        return new Refusal(code(error), layer, subject(rule, error.cause()), error.message(), sentence(error));
    }

    private static Refusal.Code code(RteError error) {
        if (error.full()) {
            return Refusal.Code.TABLE_FULL;
        }
        return switch (error.type()) {
            case ITEM, ITEM_NUM -> Refusal.Code.UNSUPPORTED_FIELD;
            case ITEM_MASK, ITEM_LAST, ITEM_SPEC -> Refusal.Code.UNSUPPORTED_MASK;
            case ACTION, ACTION_NUM, ACTION_CONF -> Refusal.Code.UNSUPPORTED_ACTION;
            case ATTR_GROUP -> Refusal.Code.CHAIN_PARENT;
            case ATTR_INGRESS, ATTR_EGRESS, ATTR_TRANSFER -> Refusal.Code.PORT_NOT_OFFLOADABLE;
            case NONE, UNSPECIFIED, HANDLE, ATTR, ATTR_PRIORITY, STATE ->
                error.errno() == RteError.ENODEV || error.noSuchCall()
                        ? Refusal.Code.PORT_NOT_OFFLOADABLE
                        : Refusal.Code.DEVICE_ERROR;
        };
    }

    private static String subject(RteRule rule, RteCause cause) {
        return switch (cause.part()) {
            case ITEM ->
                cause.index() < rule.pattern().size()
                        ? rule.pattern().get(cause.index()).item().name().toLowerCase(Locale.ROOT)
                        : "end";
            case ACTION ->
                cause.index() < rule.actions().size()
                        ? rule.actions().get(cause.index()).type().word()
                        : "end";
            case NONE, ATTRIBUTES, HANDLE -> "";
        };
    }

    private static String sentence(RteError error) {
        if (error.full()) {
            return "The device has no room for another rule.";
        }
        if (error.noSuchCall()) {
            return "The port's driver has no rules of rte_flow (errno " + error.errno() + ").";
        }
        String about =
                switch (error.type()) {
                    case NONE, UNSPECIFIED -> "a rule";
                    case HANDLE -> "a rule's handle";
                    case STATE -> "a rule in the state that the port is in";
                    case ATTR, ATTR_GROUP, ATTR_PRIORITY, ATTR_INGRESS, ATTR_EGRESS, ATTR_TRANSFER ->
                        "a rule's attributes (" + error.type() + ")";
                    case ITEM_NUM, ITEM_SPEC, ITEM_LAST, ITEM_MASK, ITEM -> "the pattern (" + error.type() + ")";
                    case ACTION_NUM, ACTION_CONF, ACTION -> "the actions (" + error.type() + ")";
                };
        return "The driver does not take " + about + (error.message().isEmpty() ? "" : ": " + error.message())
                + " (errno " + error.errno() + ").";
    }

    private Refusals() {}
}
