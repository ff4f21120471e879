package io.tandem.tc.device;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.held.Reading;

/** Rules in the words of tc's command line. */
final class RuleNames {
    private RuleNames() {}

    /** As {@code tc filter get} wants it, with the device's index for its name. */
    static String of(FilterId id) {
        return place(id.attach()) + " chain " + id.chain() + " pref " + id.priority() + " handle 0x"
                + Integer.toHexString(id.handle());
    }

    /** The same, and who holds it. */
    static String of(FilterId id, Reading.Hardware hardware) {
        return of(id) + (hardware.in() ? " in_hw " + hardware.devices() : " software");
    }

    private static String place(AttachPoint attach) {
        return switch (attach) {
            case AttachPoint.Ingress ingress -> "ifindex " + ingress.ifindex() + " ingress";
            case AttachPoint.Egress egress -> "ifindex " + egress.ifindex() + " egress";
            case AttachPoint.Block block -> "block " + block.index();
        };
    }
}
