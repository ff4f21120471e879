package io.tandem.tc.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A command line as it is written, and what it cannot say. */
final class TcLine {
    private final StringBuilder line = new StringBuilder();
    private final List<String> missing = new ArrayList<>();

    TcLine word(String word) {
        line.append(line.isEmpty() ? "" : " ").append(word);
        return this;
    }

    TcLine word(String word, String argument) {
        return word(word).word(argument);
    }

    /** The word with its argument, or the word among what is missing. */
    TcLine word(String word, Optional<String> argument, Object otherwise) {
        return argument.map(text -> word(word, text)).orElseGet(() -> missing(word + " " + otherwise));
    }

    /** Something that tc has no words for. */
    TcLine missing(String what) {
        missing.add(what);
        return this;
    }

    TcCommand command() {
        return new TcCommand(line.toString(), missing);
    }
}
