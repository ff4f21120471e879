package io.tandem.conformance.datapath;

import io.tandem.conformance.datapath.DatapathCase.Reference;
import io.tandem.conformance.datapath.Outcome.Carried;
import io.tandem.conformance.datapath.Outcome.Refused;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What came of a case on Tandem's datapath and on those that it is compared with.
 *
 * @param references by datapath, those that the case was given to
 */
public record Comparison(DatapathCase wanted, Outcome tandem, Map<Reference, Outcome> references) {
    /** What a comparison says. */
    public enum Verdict {
        /** The same as with each reference. */
        EQUAL,
        /** Unlike a reference, for a {@link Dispute} in which Tandem follows the other one. */
        DISPUTED,
        /** Unlike a reference, and for no dispute that is known. */
        DIFFERENT,
        /** Tandem did not carry out what a reference did. */
        REFUSED
    }

    public Comparison {
        references = Collections.unmodifiableMap(new EnumMap<>(references));
    }

    /** What it says. */
    public Verdict verdict() {
        if (references.values().stream().allMatch(r -> same(tandem, r))) {
            return Verdict.EQUAL;
        }
        if (!disputes().isEmpty()) {
            return Verdict.DISPUTED;
        }
        return tandem instanceof Refused ? Verdict.REFUSED : Verdict.DIFFERENT;
    }

    /** The disputes that explain why a reference differs: in each the one that Tandem follows is equal, or not asked. */
    public List<Dispute> disputes() {
        return Stream.of(Dispute.values())
                .filter(d -> references.containsKey(d.followed())
                        ? same(tandem, references.get(d.followed()))
                        : tandem instanceof Carried)
                .filter(d -> d.concerns(wanted))
                .toList();
    }

    /** True where a reference has it otherwise than another one. */
    public boolean disputed() {
        return references.values().stream()
                .anyMatch(one -> references.values().stream().anyMatch(other -> !same(one, other)));
    }

    /** True where both were refused, or both sent the same frames and counted alike, as far as both count. */
    public static boolean same(Outcome one, Outcome other) {
        return switch (one) {
            case Refused _ -> other instanceof Refused;
            case Carried(var sent, var counts) ->
                other instanceof Carried(var otherSent, var otherCounts)
                        && sent.equals(otherSent)
                        && (counts.isEmpty() || otherCounts.isEmpty() || counts.equals(otherCounts));
        };
    }
}
