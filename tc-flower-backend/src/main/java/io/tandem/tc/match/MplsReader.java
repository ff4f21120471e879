package io.tandem.tc.match;

import io.tandem.flow.FlowField;
import io.tandem.tc.filter.MplsEntry;
import io.tandem.tc.host.NoMegaflowException;
import java.util.List;
import java.util.OptionalInt;

/** Entries of the label stack: the other way round of {@link MplsMatch}. An entry that flower looks at is there. */
final class MplsReader {
    private static final int BOTTOM = 2;

    static void read(ReadMatch read) throws NoMegaflowException {
        for (MplsEntry entry : read.match.mpls()) {
            if (entry.depth() < 1 || entry.depth() > MplsMatch.ENTRIES.size()) {
                throw NoMegaflowException.part(
                        "mpls",
                        "a megaflow has " + MplsMatch.ENTRIES.size() + " entries of a label stack, not entry "
                                + entry.depth());
            }
            List<FlowField> fields = MplsMatch.ENTRIES.get(entry.depth() - 1);
            List<OptionalInt> values = List.of(entry.label(), entry.tc(), entry.bos(), entry.ttl());
            boolean told = false;
            for (int i = 0; i < fields.size(); i++) {
                if (values.get(i).isPresent()) {
                    int value = values.get(i).getAsInt();
                    if ((value & ~fields.get(i).ones()) != 0) {
                        throw NoMegaflowException.part(
                                "mpls", "no entry has " + fields.get(i).text() + "=" + value);
                    }
                    read.exact(fields.get(i), value);
                    told |= value != 0;
                }
            }
            above(read, entry.depth() - 1, told);
        }
    }

    /** A stack that ends before an entry has zeros there to a megaflow, so one that must not end there has to say so. */
    private static void above(ReadMatch read, int index, boolean told) throws NoMegaflowException {
        for (int i = 0; i < index; i++) {
            FlowField bottom = MplsMatch.ENTRIES.get(i).get(BOTTOM);
            if (read.key().get(bottom) != 0) {
                throw NoMegaflowException.part("mpls", "no packet matches: the stack ends before entry " + (index + 1));
            }
            if (!told) {
                read.exact(bottom, 0);
            }
        }
    }

    private MplsReader() {}
}
