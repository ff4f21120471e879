package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.CaseFlow;
import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.conformance.datapath.Outcome.Count;
import io.tandem.conformance.datapath.Outcome.Refused;
import io.tandem.flow.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;

/** A comparison for a person: the case to run again, and each difference with both sides' bytes. */
public final class DifferenceText {
    private static final int MOST_OFFSETS = 24;

    private final StringBuilder text = new StringBuilder();

    private DifferenceText() {}

    /** The case as a case file has it, and each difference as a comment. */
    public static String of(Comparison comparison) {
        DifferenceText difference = new DifferenceText();
        difference.text.append(comparison.wanted().toText());
        comparison
                .references()
                .forEach((reference, outcome) -> difference.compare(
                        reference.name().toLowerCase(Locale.ROOT), comparison.wanted(), outcome, comparison.tandem()));
        return difference.text.toString();
    }

    private void compare(String reference, DatapathCase wanted, Outcome theirs, Outcome ours) {
        if (Comparison.same(theirs, ours)) {
            text.append("# ").append(reference).append(": as Tandem\n");
            return;
        }
        if (theirs instanceof Carried carried && ours instanceof Carried own) {
            frames(reference, carried.sent(), own.sent());
            counts(reference, wanted.flows(), carried.counts(), own.counts());
            return;
        }
        refusal(reference, theirs);
        refusal("tandem", ours);
    }

    private void refusal(String side, Outcome outcome) {
        text.append("# ").append(side).append(": ");
        text.append(outcome instanceof Refused(String reason) ? "refused: " + reason : "carried it out")
                .append('\n');
    }

    private void frames(String reference, Map<Integer, List<Bytes>> theirs, Map<Integer, List<Bytes>> ours) {
        TreeSet<Integer> ports = new TreeSet<>(theirs.keySet());
        ports.addAll(ours.keySet());
        for (int port : ports) {
            List<Bytes> expected = theirs.getOrDefault(port, List.of());
            List<Bytes> found = ours.getOrDefault(port, List.of());
            if (expected.size() != found.size()) {
                text.append("# port %d: %s sent %d frames, tandem %d%n"
                        .formatted(port, reference, expected.size(), found.size()));
            }
            for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
                Bytes one = i < expected.size() ? expected.get(i) : Bytes.NONE;
                Bytes other = i < found.size() ? found.get(i) : Bytes.NONE;
                if (!one.equals(other)) {
                    frame("port " + port + " frame " + i, reference, one, other);
                }
            }
        }
    }

    private void frame(String place, String reference, Bytes theirs, Bytes ours) {
        text.append("# %s: %s %d bytes, tandem %d bytes%n".formatted(place, reference, theirs.size(), ours.size()));
        text.append("#   %-6s %s%n".formatted(reference, theirs));
        text.append("#   %-6s %s%n".formatted("tandem", ours));
        int shown = 0;
        for (int at = 0; at < Math.min(theirs.size(), ours.size()) && shown < MOST_OFFSETS; at++) {
            if (theirs.at(at) != ours.at(at)) {
                text.append("#   byte %d (%s): %s %02x, tandem %02x%n"
                        .formatted(
                                at, HeaderMap.name(theirs, at), reference, theirs.at(at) & 0xff, ours.at(at) & 0xff));
                shown++;
            }
        }
    }

    private void counts(String reference, List<CaseFlow> flows, List<Count> theirs, List<Count> ours) {
        for (int i = 0; i < Math.min(theirs.size(), ours.size()); i++) {
            if (!theirs.get(i).equals(ours.get(i))) {
                text.append("# flow %d (%s): %s counts %d packets %d bytes, tandem %d packets %d bytes%n"
                        .formatted(
                                i,
                                flows.get(i).key(),
                                reference,
                                theirs.get(i).packets(),
                                theirs.get(i).bytes(),
                                ours.get(i).packets(),
                                ours.get(i).bytes()));
            }
        }
    }
}
