package io.tandem.tc.held;

import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.wire.HeldForm;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Compares a filter with what the kernel says that it holds: all that is matched, all that is done, and who was told to
 * hold it. What is wanted is put in the form in which the kernel tells it ({@link HeldForm}); what the kernel chooses (numbers
 * of actions) and reports beside (in_hw) is left out.
 */
public final class FilterComparison {
    private FilterComparison() {}

    /** How {@code held} is another filter than {@code asked} for; empty where it is not. */
    public static Optional<String> difference(TcFilter asked, TcFilter held) {
        TcFilter wanted = HeldForm.of(asked);
        return matches(wanted.match(), held.match())
                .or(() -> differ("class", wanted.classId(), held.classId()))
                .or(() -> differ("flags", holder(wanted), holder(held)))
                .or(() -> actions(wanted, held));
    }

    private static Optional<String> matches(FlowerMatch wanted, FlowerMatch held) {
        for (FlowerKey key : FlowerKey.values()) {
            Optional<FlowerValue> one = wanted.value(key);
            Optional<FlowerValue> other = held.value(key);
            if (!one.equals(other)) {
                return Optional.of("match " + key + ": asked " + text(one) + ", held " + text(other));
            }
        }
        return differ("source ports", wanted.sourcePorts(), held.sourcePorts())
                .or(() -> differ("destination ports", wanted.destinationPorts(), held.destinationPorts()))
                .or(() -> differ("MPLS entries", wanted.mpls(), held.mpls()))
                .or(() -> differ("tunnel options", wanted.tunnelOptions(), held.tunnelOptions()))
                .or(() -> differ("ingress device", wanted.inDevice(), held.inDevice()));
    }

    private static String text(Optional<FlowerValue> value) {
        return value.map(v -> v.value() + "/" + v.mask()).orElse("anything");
    }

    private static Optional<String> actions(TcFilter wanted, TcFilter held) {
        if (wanted.actions().size() != held.actions().size()) {
            return Optional.of("asked " + wanted.actions().size() + " actions, held "
                    + held.actions().size());
        }
        for (int i = 0; i < wanted.actions().size(); i++) {
            TcAction one = wanted.actions().get(i);
            TcAction other = held.actions().get(i);
            String which = "action " + (i + 1) + " ";
            Optional<String> difference = differ(
                            which + "kind", one.body().kind(), other.body().kind())
                    .or(() -> parameters(which, one.body(), other.body()))
                    .or(() -> differ(which + "control", one.control(), other.control()))
                    .or(() -> differ(which + "cookie", one.cookie(), other.cookie()))
                    .or(() ->
                            one.index() == 0 ? Optional.empty() : differ(which + "index", one.index(), other.index()));
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    /** An action that is only named by its number is what it was made as. */
    private static Optional<String> parameters(String which, ActionBody wanted, ActionBody held) {
        return wanted instanceof ActionBody.PoliceShared
                ? Optional.empty()
                : differ(which + "parameters", wanted, held);
    }

    private static Set<FilterFlag> holder(TcFilter filter) {
        Set<FilterFlag> flags = EnumSet.noneOf(FilterFlag.class);
        flags.addAll(filter.flags());
        flags.retainAll(EnumSet.of(FilterFlag.SKIP_HW, FilterFlag.SKIP_SW));
        return flags;
    }

    private static Optional<String> differ(String what, Object wanted, Object held) {
        return wanted.equals(held) ? Optional.empty() : Optional.of(what + ": asked " + wanted + ", held " + held);
    }
}
