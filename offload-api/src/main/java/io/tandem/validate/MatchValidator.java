package io.tandem.validate;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Checks that a match looks only at fields that its packets are known to have.
 *
 * <p>Source: match_validate in net/openvswitch/flow_netlink.c, which answers EINVAL for the same.
 */
public final class MatchValidator {
    private static final List<FlowField> TAG_PRESENCE = List.of(FlowField.VLAN_CFI, FlowField.CVLAN_CFI);

    /**
     * A rule that a match breaks.
     *
     * @param field a field whose bits are matched without ground
     */
    public record Violation(FlowField field) {
        /** What would have been right. */
        public String sentence() {
            return TAG_PRESENCE.contains(field)
                    ? "every flow to say whether there is a VLAN tag"
                    : "a match on it only after an exact match on "
                            + field.prerequisite().sentence();
        }
    }

    /** The first rule that the match breaks. */
    public static Optional<Violation> check(FlowKey key, FlowMask mask) {
        for (FlowField presence : TAG_PRESENCE) {
            if (!mask.isExact(presence)) {
                return Optional.of(new Violation(presence));
            }
        }
        long[] grounded = new long[FlowField.WORDS];
        for (FlowField field : FlowField.values()) {
            if (field.prerequisite().holds(key) && field.prerequisite().pinned(mask)) {
                grounded[field.word()] |= field.ones() << field.shift();
                if (field.wide()) {
                    grounded[field.word() + 1] = -1L;
                }
            }
        }
        return Arrays.stream(FlowField.values())
                .filter(field -> (mask.get(field) << field.shift() & ~grounded[field.word()]) != 0
                        || (field.wide() && (mask.getLow(field) & ~grounded[field.word() + 1]) != 0))
                .findFirst()
                .map(Violation::new);
    }

    private MatchValidator() {}
}
