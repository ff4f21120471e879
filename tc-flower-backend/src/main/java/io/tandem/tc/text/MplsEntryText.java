package io.tandem.tc.text;

import io.tandem.tc.filter.MplsEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Entries of a label stack: {@code lse depth 1 label 16 lse depth 2 bos 1}. Source: iproute2, tc/f_flower.c. */
final class MplsEntryText {
    private static final String ENTRY = "lse";
    private static final Option<Long> DEPTH = Option.number("depth", 10, 0xff);
    private static final Option<Long> LABEL = Option.number("label", 10, 0xfffff);
    private static final Option<Long> TC = Option.number("tc", 10, 7);
    private static final Option<Long> BOS = Option.number("bos", 10, 1);
    private static final Option<Long> TTL = Option.number("ttl", 10, 0xff);
    private static final List<Option<?>> TABLE = List.of(DEPTH, LABEL, TC, BOS, TTL);

    static List<MplsEntry> read(CommandWords words) throws TcParseException {
        List<MplsEntry> entries = new ArrayList<>();
        while (words.skipAbbreviated(ENTRY)) {
            Options options = Options.read(TABLE, Set.of(), words);
            int depth = options.numberOrZero(DEPTH);
            if (depth == 0) {
                throw words.peek().malformed("depth of 1 or more");
            }
            entries.add(new MplsEntry(
                    depth, options.number(LABEL), options.number(TC), options.number(BOS), options.number(TTL)));
        }
        if (entries.isEmpty()) {
            throw words.peek().malformed(ENTRY);
        }
        return entries;
    }

    static void print(List<MplsEntry> entries, TcLine line) {
        for (MplsEntry entry : entries) {
            line.word(ENTRY);
            new Options()
                    .with(DEPTH, (long) entry.depth())
                    .with(LABEL, entry.label())
                    .with(TC, entry.tc())
                    .with(BOS, entry.bos())
                    .with(TTL, entry.ttl())
                    .print(TABLE, line);
        }
    }

    private MplsEntryText() {}
}
