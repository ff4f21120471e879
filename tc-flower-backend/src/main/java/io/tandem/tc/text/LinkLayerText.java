package io.tandem.tc.text;

import java.util.List;
import java.util.Optional;

/** How frames are carried, which decides what they cost. Source: linux/pkt_sched.h, enum tc_link_layer. */
final class LinkLayerText {
    private record Named(String word, long number) {}

    private static final List<Named> WORDS =
            List.of(new Named("ethernet", 1), new Named("atm", 2), new Named("adsl", 2));

    static long read(CommandWord word) throws TcParseException {
        return CommandWords.choose(word, WORDS, Named::word)
                .orElseThrow(() -> word.malformed("ethernet, atm or adsl"))
                .number();
    }

    static Optional<String> print(long number) {
        return WORDS.stream()
                .filter(named -> named.number == number)
                .map(Named::word)
                .findFirst();
    }

    private LinkLayerText() {}
}
