package io.tandem.rte.device;

import io.tandem.flow.Ufid;
import io.tandem.rte.translate.RteTranslation;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The rules that a device holds, by their flows, and how many of them each group is needed for. One thread at a time. */
final class HeldRules {
    private final Map<Ufid, HeldRule> rules = new LinkedHashMap<>();
    private final Map<Integer, Integer> users = new HashMap<>();
    private final Map<Jump, Integer> jumps = new HashMap<>();

    private record Jump(int port, int group) {}

    Optional<HeldRule> find(Ufid ufid) {
        return Optional.ofNullable(rules.get(ufid));
    }

    /** All of them, as they are now. */
    List<HeldRule> all() {
        return List.copyOf(rules.values());
    }

    /** The device holds the rule, and no longer the one that it held for the flow before. */
    void add(HeldRule rule) {
        remove(rule.ufid());
        rules.put(rule.ufid(), rule);
        use(rule.made());
        rule.made().jumpsTo().forEach(group -> jumps.merge(new Jump(rule.made().ethdev(), group), 1, Integer::sum));
    }

    /** A rule that is no flow's needs its groups. */
    void use(RteTranslation made) {
        groups(made).forEach(group -> users.merge(group, 1, Integer::sum));
    }

    /** The rule needs them no longer. */
    void leave(RteTranslation made) {
        groups(made).forEach(group -> users.computeIfPresent(group, (g, count) -> count == 1 ? null : count - 1));
    }

    /** True where a flow's rule at that port jumps to the group. */
    boolean jumps(int port, int group) {
        return jumps.containsKey(new Jump(port, group));
    }

    /** The device holds no rule for the flow any more. */
    void remove(Ufid ufid) {
        HeldRule gone = rules.remove(ufid);
        if (gone != null) {
            leave(gone.made());
            gone.made()
                    .jumpsTo()
                    .forEach(group -> jumps.computeIfPresent(
                            new Jump(gone.made().ethdev(), group), (jump, count) -> count == 1 ? null : count - 1));
        }
    }

    void clear() {
        rules.clear();
        users.clear();
        jumps.clear();
    }

    /** The groups of a rule that the device does not hold, as far as no rule that it holds needs them. */
    Collection<Integer> unused(RteTranslation made) {
        Set<Integer> unused = groups(made);
        unused.removeIf(users::containsKey);
        return unused;
    }

    /** Where a rule stands and where it goes; group 0 is always there. */
    private static Set<Integer> groups(RteTranslation made) {
        Set<Integer> groups = new HashSet<>(made.jumpsTo());
        groups.add(made.rule().group());
        groups.remove(0);
        return groups;
    }
}
