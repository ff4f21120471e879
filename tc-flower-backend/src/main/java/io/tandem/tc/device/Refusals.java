package io.tandem.tc.device;

import io.tandem.backend.Refusal;
import io.tandem.backend.Refusal.Code;
import io.tandem.backend.Refusal.Layer;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.place.TcPolicy;
import io.tandem.tc.transport.TcAnswer;
import java.util.Locale;

/** Why there is no rule, where the kernel or the room that we have in it is the reason. */
final class Refusals {
    private Refusals() {}

    /** The kernel's error for a filter that was to be added. */
    static Refusal of(TcAnswer answer, TcPolicy policy, FilterId id) {
        Layer layer = policy == TcPolicy.SKIP_SW && !answer.words().isEmpty() ? Layer.DRIVER : Layer.NETLINK;
        String at = " (" + RuleNames.of(id) + ")";
        if (TcErrors.placeGone(answer)) {
            return new Refusal(
                    Code.PORT_NOT_OFFLOADABLE,
                    layer,
                    "in_port",
                    answer.words(),
                    "The port's network device or its ingress qdisc is gone; bring it back and the flow is tried again"
                            + " with the next port" + at + ".");
        }
        if (TcErrors.priorityTaken(answer)) {
            return new Refusal(
                    Code.DEVICE_ERROR,
                    layer,
                    "",
                    answer.words(),
                    "A filter that is not ours has our priority" + at
                            + "; remove it, or give this device other priorities.");
        }
        return switch (answer.errno()) {
            case TcErrors.ENOSPC ->
                new Refusal(
                        Code.TABLE_FULL, Layer.DRIVER, "", answer.words(), "The device has no room for it" + at + ".");
            case TcErrors.EEXIST ->
                new Refusal(
                        Code.DEVICE_ERROR,
                        layer,
                        "",
                        answer.words(),
                        "A filter that is not ours has the same match, or the same handle, at our priority" + at
                                + "; remove it, or give this device other priorities.");
            case TcErrors.EPERM ->
                new Refusal(
                        Code.DEVICE_ERROR,
                        layer,
                        "",
                        answer.words(),
                        "The kernel lets this process change no filters; it needs the capability CAP_NET_ADMIN.");
            case TcErrors.EOPNOTSUPP, TcErrors.EINVAL ->
                new Refusal(
                        words(answer.words()),
                        layer,
                        "",
                        answer.words(),
                        (layer == Layer.DRIVER ? "The driver" : "The kernel") + " does not take such a rule: "
                                + answer.text() + at + ".");
            default ->
                new Refusal(
                        Code.DEVICE_ERROR,
                        layer,
                        "",
                        answer.words(),
                        "The kernel refused the rule: " + answer.text() + at + ".");
        };
    }

    /** Match or action: the kernel's words mostly say which. */
    private static Code words(String words) {
        String lower = words.toLowerCase(Locale.ROOT);
        boolean match = lower.contains("match") || lower.contains("key") || lower.contains("mask");
        return match ? Code.UNSUPPORTED_FIELD : Code.UNSUPPORTED_ACTION;
    }

    static Refusal noPriority(int masks) {
        return new Refusal(
                Code.MASK_LIMIT,
                Layer.CAPACITY,
                "",
                "",
                "All " + masks + " pairs of priorities are taken by other masks; give the device a wider range.");
    }

    static Refusal noParent(int chain) {
        return new Refusal(
                Code.CHAIN_PARENT,
                Layer.CAPACITY,
                "recirc_id",
                "",
                "No rule leads to chain " + chain + "; the flow before the recirculation has to be offloaded first.");
    }

    static Refusal tooManyActions(int most) {
        return Refusal.translate(
                Code.UNSUPPORTED_ACTION,
                "",
                "The flow takes more than the " + most + " actions that a filter can have; do less, or recirculate.");
    }

    static Refusal noWayBack() {
        return Refusal.translate(
                Code.UNSUPPORTED_ACTION,
                "recirc",
                "A packet that no rule behind the recirculation takes could not come back to the datapath as it is by"
                        + " then; let such flows stay in software, or give rules to hardware by policy skip_sw.");
    }

    static Refusal otherTracker() {
        return Refusal.translate(
                Code.UNSUPPORTED_ACTION,
                "ct",
                "The datapath tracks connections itself, and those that the kernel's tracker sees are others; let flows"
                        + " with ct stay in software.");
    }

    static Refusal noSuchAction(String kind) {
        return Refusal.translate(
                Code.UNSUPPORTED_ACTION,
                "",
                "This kernel has no action " + kind + "; load or install its module act_" + kind + " and start again.");
    }

    static Refusal uncountable() {
        return Refusal.translate(
                Code.UNSUPPORTED_MASK,
                "eth_type",
                "Packets with and without a VLAN tag would match, and the kernel counts bytes of both differently; match"
                        + " eth_type, or vlan.");
    }

    static Refusal notRemoved(TcAnswer answer, FilterId id) {
        return new Refusal(
                Code.DEVICE_ERROR,
                Layer.NETLINK,
                "",
                answer.words(),
                "The kernel did not remove the rule: " + answer.text() + " (" + RuleNames.of(id) + ").");
    }
}
