package io.tandem.tc.text;

import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcControl;
import java.util.List;
import java.util.Optional;

/** What happens after an action, as words. Source: iproute2, tc/tc_util.c, action_a2n. */
final class ControlText {
    private static final String GOTO = "goto";
    private static final String JUMP = "jump";

    private record Named(String word, TcControl control) {}

    private static final List<Named> WORDS = List.of(
            new Named("continue", TcControl.CONTINUE),
            new Named("drop", TcControl.DROP),
            new Named("shot", TcControl.DROP),
            new Named("pass", TcControl.PASS),
            new Named("ok", TcControl.PASS),
            new Named("reclassify", TcControl.RECLASSIFY),
            new Named("pipe", TcControl.PIPE),
            new Named(GOTO, TcControl.gotoChain(0)),
            new Named(JUMP, TcControl.jump(0)),
            new Named("trap", TcControl.TRAP));

    /** True where the next word begins one. */
    static boolean isNext(CommandWords words) throws TcParseException {
        return words.choose(WORDS, Named::word).isPresent();
    }

    /** What the next words say; they are taken. */
    static TcControl read(CommandWords words) throws TcParseException {
        Optional<Named> named = words.choose(WORDS, Named::word);
        CommandWord word = words.next(expected());
        if (named.isEmpty()) {
            throw word.malformed(expected());
        }
        return switch (named.get().word) {
            case GOTO -> {
                if (!words.skipAbbreviated("chain")) {
                    throw words.peek().malformed("chain");
                }
                yield TcControl.gotoChain(argument(words));
            }
            case JUMP -> TcControl.jump(argument(words));
            default -> named.get().control;
        };
    }

    private static int argument(CommandWords words) throws TcParseException {
        return (int) NumberText.read(words.next("a number"), 10, FilterId.LAST_CHAIN);
    }

    /** One word without argument, or a number, as police takes them with a slash between. */
    static TcControl readSingle(CommandWord word) throws TcParseException {
        Optional<Named> named = CommandWords.choose(word, WORDS, Named::word);
        if (named.isPresent()
                && !named.get().word.equals(GOTO)
                && !named.get().word.equals(JUMP)) {
            return named.get().control;
        }
        try {
            return new TcControl(NumberText.readSigned(word));
        } catch (TcParseException numberless) {
            throw word.malformed(expected());
        }
    }

    private static String expected() {
        return "one of " + WORDS.stream().map(Named::word).toList();
    }

    /** The words; none where tc has none for it. */
    static Optional<String> print(TcControl control) {
        if (control.isGotoChain()) {
            return Optional.of(GOTO + " chain " + control.argument());
        }
        if (control.isJump()) {
            return Optional.of(JUMP + " " + control.argument());
        }
        return WORDS.stream()
                .filter(named -> named.control.equals(control))
                .map(Named::word)
                .findFirst();
    }

    private ControlText() {}
}
