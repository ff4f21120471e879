package io.tandem.rte.text;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The words of one line, from the first to the last. Not thread-safe. */
final class Words {
    private static final Pattern WORD = Pattern.compile("\\S+");

    private final List<String> words = new ArrayList<>();
    private final List<Integer> offsets = new ArrayList<>();
    private int next;

    Words(String line) {
        int comment = line.indexOf('#');
        Matcher matcher = WORD.matcher(comment < 0 ? line : line.substring(0, comment));
        while (matcher.find()) {
            words.add(matcher.group());
            offsets.add(matcher.start());
        }
        offsets.add(line.length());
    }

    boolean isAtEnd() {
        return next == words.size();
    }

    /** The next word, which stays; empty at the end. */
    String peek() {
        return isAtEnd() ? "" : words.get(next);
    }

    /** True where that was the next word, which is taken then. */
    boolean take(String word) {
        if (!peek().equals(word)) {
            return false;
        }
        next++;
        return true;
    }

    /** The next word, which is taken. */
    String take() throws RteParseException {
        if (isAtEnd()) {
            throw expected("a word");
        }
        return words.get(next++);
    }

    /** Takes these words, which must come next. */
    void require(String... all) throws RteParseException {
        for (String word : all) {
            if (!take(word)) {
                throw expected("\"" + word + "\"");
            }
        }
    }

    /** Takes the value behind a word, which must come next. */
    String after(String word) throws RteParseException {
        require(word);
        return take();
    }

    /** A number as C writes it, unsigned, of at most that many bits. */
    long number(int bits) throws RteParseException {
        String text = take();
        try {
            long number = ValueText.parseNumber(text);
            if (bits < Long.SIZE && number >>> bits != 0) {
                throw back("a number of " + bits + " bits");
            }
            return number;
        } catch (NumberFormatException e) {
            throw back("a number of " + bits + " bits");
        }
    }

    /** The next word is not what was wanted. */
    RteParseException expected(String what) {
        return new RteParseException(offsets.get(next), peek(), what);
    }

    /** The word taken last is not what was wanted. */
    RteParseException back(String what) {
        next--;
        return expected(what);
    }
}
