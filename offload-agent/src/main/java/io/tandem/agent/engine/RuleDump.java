package io.tandem.agent.engine;

import io.tandem.backend.FlowState;
import io.tandem.backend.RuleSnapshot;
import io.tandem.backend.RuleSnapshot.Readback;
import io.tandem.flow.Ufid;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** One dump of a device, as it comes in: counts are taken at once, what else it shows is kept for its end. One thread. */
final class RuleDump implements Consumer<RuleSnapshot> {
    private final FlowRegister flows;
    private final OffloadedConnections connections;
    private final DepartedRules departed;
    private final long generation;
    private final long number;
    private final long refreshNanos;

    private final Set<Ufid> seen = new HashSet<>();
    private final Map<Ufid, String> same = new LinkedHashMap<>();
    private final Map<Ufid, String> different = new LinkedHashMap<>();
    private final Set<Ufid> strays = new HashSet<>();

    /**
     * @param generation the device's life that is dumped
     * @param number grows from dump to dump
     * @param refreshNanos how late the device's counters may be
     */
    RuleDump(
            FlowRegister flows,
            OffloadedConnections connections,
            DepartedRules departed,
            long generation,
            long number,
            long refreshNanos) {
        this.flows = flows;
        this.connections = connections;
        this.departed = departed;
        this.generation = generation;
        this.number = number;
        this.refreshNanos = refreshNanos;
    }

    /** The rules that were installed and not read back yet. */
    Set<Ufid> toVerify() {
        Set<Ufid> verify = new HashSet<>();
        flows.forEach((ufid, entry) -> {
            if (entry.installed && entry.state() instanceof FlowState.Pending) {
                verify.add(ufid);
            }
        });
        return verify;
    }

    @Override
    public void accept(RuleSnapshot rule) {
        if (connections.observe(rule)) {
            return;
        }
        FlowEntry entry = flows.find(rule.ufid());
        if (entry == null || !entry.installed || rule.readback() instanceof Readback.Unknown) {
            strays.add(rule.ufid());
            departed.observe(rule.ufid(), generation, rule.counters());
            return;
        }
        seen.add(rule.ufid());
        entry.ledger.observe(generation, rule.counters());
        if (rule.counters().ageNanos() <= refreshNanos) {
            entry.lastRead = number;
        }
        switch (rule.readback()) {
            case Readback.Same s -> same.put(rule.ufid(), rule.ruleId());
            case Readback.Different(String how) -> different.put(rule.ufid(), how);
            case Readback.NotRead n -> {}
            case Readback.Unknown u -> {}
        }
    }

    /**
     * What a whole dump showed.
     *
     * @param strays rules that belong to no flow, or not any more
     * @param newStrays how many of them the dump before did not show
     * @param lost flows whose rules had been read back once and are not there any more
     * @param verifyFailures rules that were not read back as what was installed
     * @param unwanted rules that have to be removed, as far as they are there
     */
    record Findings(Set<Ufid> strays, int newStrays, Set<Ufid> lost, int verifyFailures, Set<Ufid> unwanted) {}

    /** The dump came in whole: flows are where their rules show them. */
    Findings finish(String device, Set<Ufid> straysBefore) {
        same.forEach((ufid, rule) -> flows.with(ufid, e -> flows.move(e, e.heldBy(device, rule))));
        Set<Ufid> lost = new HashSet<>();
        Set<Ufid> unwanted = new LinkedHashSet<>(strays);
        flows.forEach((ufid, entry) -> {
            if (entry.installed && !seen.contains(ufid)) {
                unwanted.add(ufid);
                if (entry.state() instanceof FlowState.Offloaded || entry.state() instanceof FlowState.Partial) {
                    lost.add(ufid);
                } else if (entry.state() instanceof FlowState.Pending) {
                    different.put(ufid, "the device does not show the rule");
                }
            }
        });
        different.forEach(
                (ufid, how) -> flows.with(ufid, e -> flows.move(e, new FlowState.Software(Reasons.different(how)))));
        flows.forEach((ufid, entry) -> {
            if (entry.installed && entry.state() instanceof FlowState.Software) {
                unwanted.add(ufid);
            }
        });
        int newStrays =
                (int) strays.stream().filter(s -> !straysBefore.contains(s)).count();
        return new Findings(strays, newStrays, lost, different.size(), unwanted);
    }
}
