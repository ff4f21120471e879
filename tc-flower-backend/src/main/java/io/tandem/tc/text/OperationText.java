package io.tandem.tc.text;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The word with which vlan and mpls begin, that says what they do: an enum's names in small letters. */
final class OperationText {
    static <E extends Enum<E>> E read(E[] operations, CommandWords words) throws TcParseException {
        List<E> all = Arrays.asList(operations);
        String expected = "one of " + all.stream().map(OperationText::word).toList();
        Optional<E> chosen = words.choose(all, OperationText::word);
        CommandWord word = words.next(expected);
        return chosen.orElseThrow(() -> word.malformed(expected));
    }

    static String word(Enum<?> operation) {
        return operation.name().toLowerCase(Locale.ROOT);
    }

    private OperationText() {}
}
