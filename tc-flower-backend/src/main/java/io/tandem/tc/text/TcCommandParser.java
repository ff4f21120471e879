package io.tandem.tc.text;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcFilter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Reads command lines of tc that make flower filters.
 *
 * <p>Words can be shortened where tc lets them, as long as one word begins so; tc takes the first of several. A word that
 * says something once is refused a second time. Port ranges, prefixes and masks that tc reads as something else than they
 * say are refused. An action that names one that exists by its index alone is read for gact and police; other kinds need
 * what they do, since the kernel alone knows that.
 *
 * <p>Can be used by several threads where the names can. Source: iproute2 6.1, tc/tc_filter.c.
 */
public final class TcCommandParser {
    private static final int CLSACT = 0xffff0000;

    private enum Word {
        DEVICE("dev"),
        BLOCK("block"),
        INGRESS("ingress"),
        EGRESS("egress"),
        ROOT("root"),
        PARENT("parent"),
        HANDLE("handle"),
        PREFERENCE("preference"),
        PRIORITY("priority"),
        PROTOCOL("protocol"),
        CHAIN("chain"),
        ESTIMATOR("estimator");

        private static final Set<Word> WHOLE = EnumSet.of(DEVICE, INGRESS, EGRESS, ROOT, PARENT, HANDLE);

        private final String text;

        Word(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        /** What the next word means, of those that tc lets be shortened or that stand in full. */
        static Optional<Word> next(CommandWords words) throws TcParseException {
            Optional<Word> meant = words.choose(List.of(values()), Word::text);
            boolean whole = meant.isPresent() && WHOLE.contains(meant.get());
            return whole && !meant.get().text.equals(words.peek().text()) ? Optional.empty() : meant;
        }
    }

    private final DeviceText devices;
    private final ActionListText actions;

    public TcCommandParser(DeviceNames names) {
        devices = new DeviceText(names);
        actions = new ActionListText(names);
    }

    /** The filter of {@code tc filter add} or {@code tc filter replace}. */
    public TcFilter parse(String line) throws TcParseException {
        CommandWords words = new CommandWords(line);
        if (!words.skip("tc")) {
            throw words.peek().malformed("tc");
        }
        if (!words.skipAbbreviated("filter")) {
            throw words.peek().malformed("filter");
        }
        if (!words.skipAbbreviated("add") && !words.skipAbbreviated("replace")) {
            throw words.peek().malformed("add or replace");
        }
        FilterId id = readId(words);
        CommandWord kind = words.next("flower");
        if (!kind.text().equals("flower")) {
            throw kind.malformed("flower, or one of "
                    + List.of(Word.values()).stream().map(Word::text).toList());
        }
        return new MatchReader(id, actions).read(id, words);
    }

    /** The actions of {@code tc actions add}, which belong to no filter. */
    public List<TcAction> parseActions(String line) throws TcParseException {
        CommandWords words = new CommandWords(line);
        if (!words.skip("tc") || !words.skipAbbreviated("actions") || !words.skip("add") || !words.skip("action")) {
            throw words.peek().malformed("tc actions add action");
        }
        List<TcAction> read = actions.read(words);
        if (!words.isEmpty()) {
            throw words.peek().malformed("an action");
        }
        return read;
    }

    private FilterId readId(CommandWords words) throws TcParseException {
        List<Word> seen = new ArrayList<>();
        OptionalInt device = OptionalInt.empty();
        OptionalInt parent = OptionalInt.empty();
        int block = 0;
        int handle = 0;
        int priority = 0;
        int protocol = FilterId.ALL;
        int chain = 0;
        Optional<Word> meant = Word.next(words);
        while (meant.isPresent()) {
            CommandWord word = words.next("a word");
            Word once = meant.get() == Word.PREFERENCE ? Word.PRIORITY : meant.get();
            if (seen.contains(once)) {
                throw word.malformed(once.text + " once");
            }
            seen.add(once);
            switch (meant.get()) {
                case DEVICE -> device = OptionalInt.of(devices.read(words.next("a device")));
                case BLOCK -> {
                    CommandWord number = words.next("a number");
                    block = (int) NumberText.read(number, 0, NumberText.U32);
                    if (block == 0) {
                        throw number.malformed("the number of a block, not 0");
                    }
                }
                case INGRESS -> parent = once(parent, AttachPoint.INGRESS_PARENT, word);
                case EGRESS -> parent = once(parent, AttachPoint.EGRESS_PARENT, word);
                case PARENT -> parent = once(parent, readParent(words.next("ffff:")), word);
                case HANDLE -> handle = (int) NumberText.read(words.next("a number"), 0, NumberText.U32);
                case PREFERENCE, PRIORITY -> priority = (int) NumberText.read(words.next("a number"), 0, 0xffff);
                case PROTOCOL -> protocol = EtherTypeText.read(words.next("a protocol"));
                case CHAIN -> {
                    CommandWord number = words.next("a number");
                    chain = (int) NumberText.read(number, 0, FilterId.LAST_CHAIN);
                }
                case ROOT, ESTIMATOR -> throw word.notForFlows("filters of ingress, egress and blocks");
            }
            meant = Word.next(words);
        }
        return new FilterId(attach(device, parent, block, words.peek()), chain, priority, protocol, handle);
    }

    private static OptionalInt once(OptionalInt parent, int value, CommandWord word) throws TcParseException {
        if (parent.isPresent()) {
            throw word.malformed("one of ingress, egress and parent");
        }
        return OptionalInt.of(value);
    }

    /** {@code ffff:} is the ingress of an ingress or clsact qdisc; the kernel looks at the lower half only there. */
    private static int readParent(CommandWord word) throws TcParseException {
        int parent = (int) ClassText.read(word);
        return switch (parent) {
            case CLSACT, AttachPoint.INGRESS_PARENT -> AttachPoint.INGRESS_PARENT;
            case AttachPoint.EGRESS_PARENT -> AttachPoint.EGRESS_PARENT;
            default -> throw word.notForFlows("filters of ffff:, ffff:fff2 and ffff:fff3");
        };
    }

    private static AttachPoint attach(OptionalInt device, OptionalInt parent, int block, CommandWord word)
            throws TcParseException {
        if (device.isPresent() == (block != 0)) {
            throw word.malformed("either dev or block before");
        }
        if (block != 0) {
            if (parent.isPresent()) {
                throw word.malformed("no ingress, egress or parent of a block");
            }
            return new AttachPoint.Block(block);
        }
        if (parent.isEmpty()) {
            throw word.malformed("ingress or egress before");
        }
        return parent.getAsInt() == AttachPoint.EGRESS_PARENT
                ? new AttachPoint.Egress(device.getAsInt())
                : new AttachPoint.Ingress(device.getAsInt());
    }
}
