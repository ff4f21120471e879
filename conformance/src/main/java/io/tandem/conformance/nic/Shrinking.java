package io.tandem.conformance.nic;

import io.tandem.conformance.datapath.DatapathCase;
import java.util.ArrayList;
import java.util.List;

/** Makes a set that shows a difference smaller, while it still does. Stateless. */
final class Shrinking {
    /** Tries a smaller set. */
    interface Trial<E extends Exception> {
        boolean fails(DatapathCase smaller) throws E;
    }

    /** A set of as few packets and rules as dropping some of them leads to. */
    static <E extends Exception> DatapathCase shrink(DatapathCase failing, Trial<E> trial) throws E {
        DatapathCase least = failing;
        for (int part = least.packets().size(); part > 0; part /= 2) {
            for (int from = 0; from < least.packets().size(); ) {
                DatapathCase smaller = with(least, least.flows(), without(least.packets(), from, part));
                if (!smaller.packets().isEmpty() && trial.fails(smaller)) {
                    least = smaller;
                } else {
                    from += part;
                }
            }
        }
        for (int from = 0; from < least.flows().size(); ) {
            DatapathCase smaller = with(least, without(least.flows(), from, 1), least.packets());
            if (trial.fails(smaller)) {
                least = smaller;
            } else {
                from++;
            }
        }
        return least;
    }

    private static DatapathCase with(
            DatapathCase some, List<DatapathCase.CaseFlow> flows, List<DatapathCase.CasePacket> packets) {
        return new DatapathCase(some.name(), some.references(), some.meters(), flows, some.openflow(), packets);
    }

    private static <T> List<T> without(List<T> all, int from, int count) {
        List<T> rest = new ArrayList<>(all.subList(0, from));
        rest.addAll(all.subList(Math.min(all.size(), from + count), all.size()));
        return rest;
    }

    private Shrinking() {}
}
