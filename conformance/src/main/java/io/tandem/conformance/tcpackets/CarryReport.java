package io.tandem.conformance.tcpackets;

import io.tandem.backend.Translation.Fit;
import io.tandem.conformance.datapath.Comparison;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.DatapathCase.CasePacket;
import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.DifferenceText;
import io.tandem.conformance.datapath.Dispute;
import io.tandem.conformance.datapath.Outcome;
import io.tandem.conformance.datapath.Side;
import io.tandem.conformance.datapath.TandemSide;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import io.tandem.odp.OdpParseException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Cases carried by TC beside Tandem's software. The software gets the packets that TC's rules matched; of the others each
 * must be one that no exact rule should have matched.
 */
public final class CarryReport {
    private final Map<String, List<String>> refused = new TreeMap<>();
    private final Map<TcDispute, List<String>> disputed = new TreeMap<>();
    private final List<Difference> differences = new ArrayList<>();
    private final Map<String, List<String>> asModule = new TreeMap<>();
    private final List<String> softwareRefuses = new ArrayList<>();
    private int equal;
    private int leftToSoftware;
    private int unsound;
    private int ofNobody;

    /**
     * Carries out the cases that can be rules, and compares.
     *
     * @param module the kernel's openvswitch module, for the cases that it may do as TC does and not as the software
     */
    public static CarryReport of(List<DatapathCase> cases, TcSide side, Side module)
            throws IOException, InterruptedException {
        CarryReport report = new CarryReport();
        List<DatapathCase> carried = new ArrayList<>();
        List<CaseRules> rules = new ArrayList<>();
        for (DatapathCase wanted : cases) {
            CaseRules made;
            try {
                made = CaseRules.of(wanted, port -> port, 1);
            } catch (OdpParseException e) {
                report.refused("unread: " + e.getMessage(), wanted);
                continue;
            }
            if (made.refusal().isEmpty()) {
                carried.add(wanted);
                rules.add(made);
            } else {
                report.refused(made.refusal(), wanted);
            }
        }
        List<CarriedCase> outcomes = side.carry(carried);
        for (int i = 0; i < carried.size(); i++) {
            report.compare(carried.get(i), rules.get(i), outcomes.get(i));
        }
        report.settle(module);
        return report;
    }

    private void refused(String reason, DatapathCase wanted) {
        refused.computeIfAbsent(reason, r -> new ArrayList<>()).add(wanted.name());
    }

    void compare(DatapathCase wanted, CaseRules rules, CarriedCase found) {
        List<String> faults = missed(wanted, rules, found.missed());
        DatapathCase matched = without(wanted, found.missed());
        Outcome software = new TandemSide().run(List.of(matched)).getFirst();
        if (software instanceof Outcome.Refused(String reason)) {
            softwareRefuses.add(wanted.name() + ": " + reason);
            return;
        }
        boolean same = Comparison.same(software, found.outcome());
        if (same && faults.isEmpty()) {
            equal++;
            return;
        }
        for (TcDispute dispute : TcDispute.values()) {
            if (faults.isEmpty() && dispute.explains(matched, software, found.outcome())) {
                disputed.computeIfAbsent(dispute, d -> new ArrayList<>()).add(wanted.name());
                return;
            }
        }
        StringBuilder text = new StringBuilder(
                DifferenceText.of(new Comparison(matched, software, Map.of(Reference.KERNEL, found.outcome()))));
        faults.forEach(fault -> text.append("# ").append(fault).append('\n'));
        rules.rules()
                .forEach(rule -> text.append("# rule %s in chain %d, protocol %04x: %s, %s%n"
                        .formatted(
                                rule.fit(),
                                rule.chain(),
                                rule.protocol(),
                                rule.match().values(),
                                rule.actions())));
        differences.add(new Difference(wanted, found, text.toString()));
    }

    /** A case that TC carried otherwise than the software. */
    private record Difference(DatapathCase wanted, CarriedCase found, String text) {}

    /** Sorts out what TC does just as the kernel's module, where it is known what the module does otherwise. */
    private void settle(Side module) throws IOException, InterruptedException {
        List<Outcome> outcomes = differences.isEmpty()
                ? List.of()
                : module.run(differences.stream().map(Difference::wanted).toList());
        List<Difference> left = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            Difference difference = differences.get(i);
            List<String> known = Stream.of(Dispute.values())
                    .filter(d -> d.concerns(difference.wanted()))
                    .map(d -> d.name().toLowerCase(Locale.ROOT))
                    .toList();
            boolean same = Comparison.same(
                    FragmentNumbers.without(outcomes.get(i)),
                    FragmentNumbers.without(difference.found().outcome()));
            if (same && !known.isEmpty()) {
                asModule.computeIfAbsent(String.join(" or ", known), k -> new ArrayList<>())
                        .add(difference.wanted().name());
            } else {
                String words = same ? "# the kernel's module does as TC\n" : "";
                left.add(new Difference(difference.wanted(), difference.found(), difference.text() + words));
            }
        }
        differences.clear();
        differences.addAll(left);
    }

    /** Packets with sound headers that no rule counted although an exact one should have; the software has the others. */
    private List<String> missed(DatapathCase wanted, CaseRules rules, Set<Integer> missed) {
        List<String> faults = new ArrayList<>();
        for (int number : missed) {
            CasePacket packet = wanted.packets().get(number);
            FlowKey key = MatchCases.key(packet.frame().toArray(), packet.port());
            int matching = -1;
            for (int i = 0; i < rules.flows().size() && matching < 0; i++) {
                Megaflow flow = rules.flows().get(i);
                matching = flow.matches(key) ? i : -1;
            }
            if (matching < 0) {
                ofNobody++;
            } else if (rules.rules().get(matching).fit() == Fit.NARROWER) {
                leftToSoftware++;
            } else if (!SoundFrame.isSound(packet.frame())) {
                unsound++;
            } else {
                faults.add("packet %d is of flow %d, whose exact rule does not match it: %s"
                        .formatted(number, matching, packet.frame()));
            }
        }
        return faults;
    }

    private static DatapathCase without(DatapathCase wanted, Set<Integer> missed) {
        List<CasePacket> packets = new ArrayList<>();
        for (int i = 0; i < wanted.packets().size(); i++) {
            if (!missed.contains(i)) {
                packets.add(wanted.packets().get(i));
            }
        }
        return new DatapathCase(
                wanted.name(), wanted.references(), wanted.meters(), wanted.flows(), wanted.openflow(), packets);
    }

    /** True where each case that can be rules is carried out as by Tandem, but for known disputes. */
    public boolean allEqual() {
        return differences.isEmpty();
    }

    /** Each difference in full, then what is refused, disputed and equal. */
    public String toText() {
        StringBuilder text = new StringBuilder();
        differences.forEach(d -> text.append(d.text()).append('\n'));
        refused.forEach((reason, names) ->
                text.append("refused by Tandem, %s: %d cases: %s%n".formatted(reason, names.size(), some(names))));
        softwareRefuses.forEach(line ->
                text.append("refused by Tandem's software, ").append(line).append('\n'));
        int disputes = 0;
        for (Map.Entry<TcDispute, List<String>> dispute : disputed.entrySet()) {
            text.append("tc differs, %s: %d cases: %s%n"
                    .formatted(dispute.getKey(), dispute.getValue().size(), some(dispute.getValue())));
            disputes += dispute.getValue().size();
        }
        for (Map.Entry<String, List<String>> dispute : asModule.entrySet()) {
            text.append("tc does as the kernel's module, %s: %d cases: %s%n"
                    .formatted(dispute.getKey(), dispute.getValue().size(), some(dispute.getValue())));
            disputes += dispute.getValue().size();
        }
        int refusals = refused.values().stream().mapToInt(List::size).sum();
        text.append("%d cases equal, %d disputed, %d different, %d refused by Tandem, %d by its software%n"
                .formatted(equal, disputes, differences.size(), refusals, softwareRefuses.size()));
        text.append("packets that no rule matched: %d of a narrower rule, %d with unsound headers, %d of no flow%n"
                .formatted(leftToSoftware, unsound, ofNobody));
        return text.toString();
    }

    private static String some(List<String> names) {
        int most = 6;
        return String.join(" ", names.subList(0, Math.min(most, names.size()))) + (names.size() > most ? " ..." : "");
    }
}
