package io.tandem.tc.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The words of a command line, one after the other. Blanks part words, quotes keep them together, and what follows a
 * {@code #} at the beginning of a word is a comment, as in a shell.
 */
final class CommandWords {
    private final List<CommandWord> words = new ArrayList<>();
    private final CommandWord end;
    private int at;

    CommandWords(String line) throws TcParseException {
        int i = 0;
        while (i < line.length() && line.charAt(i) != '#') {
            if (isBlank(line.charAt(i))) {
                i++;
            } else {
                i = addWord(line, i);
            }
        }
        end = new CommandWord(line.length(), "");
    }

    private int addWord(String line, int from) throws TcParseException {
        StringBuilder text = new StringBuilder();
        char quote = 0;
        int i = from;
        while (i < line.length() && (quote != 0 || !isBlank(line.charAt(i)))) {
            char c = line.charAt(i);
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '"' || c == '\'')) {
                quote = c;
            } else {
                text.append(c);
            }
            i++;
        }
        if (quote != 0) {
            throw new CommandWord(from, line.substring(from)).malformed("a closing " + quote);
        }
        words.add(new CommandWord(from, text.toString()));
        return i;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }

    /** True where no word is left. */
    boolean isEmpty() {
        return at == words.size();
    }

    /** The next word, which stays; an empty one at the end of the line. */
    CommandWord peek() {
        return isEmpty() ? end : words.get(at);
    }

    /** The next word, which must be there. */
    CommandWord next(String expected) throws TcParseException {
        if (isEmpty()) {
            throw end.malformed(expected);
        }
        return words.get(at++);
    }

    /** Takes the next word where it is that one in full. */
    boolean skip(String word) {
        boolean found = !isEmpty() && peek().text().equals(word);
        if (found) {
            at++;
        }
        return found;
    }

    /** Takes the next word where it is that one, or its beginning. */
    boolean skipAbbreviated(String word) {
        boolean found = !isEmpty() && peek().abbreviates(word);
        if (found) {
            at++;
        }
        return found;
    }

    /**
     * Which of these the next word means, which stays: the one of that name, else the only one whose name begins so.
     *
     * @throws TcParseException where several begin so
     */
    <T> Optional<T> choose(Iterable<T> choices, Function<T, String> name) throws TcParseException {
        return choose(peek(), choices, name);
    }

    static <T> Optional<T> choose(CommandWord word, Iterable<T> choices, Function<T, String> name)
            throws TcParseException {
        List<T> found = new ArrayList<>();
        for (T choice : choices) {
            if (name.apply(choice).equals(word.text()) && !word.text().isEmpty()) {
                return Optional.of(choice);
            }
            if (word.abbreviates(name.apply(choice))) {
                found.add(choice);
            }
        }
        if (found.size() > 1) {
            throw word.malformed(
                    "more letters of one of " + found.stream().map(name).toList());
        }
        return found.stream().findFirst();
    }
}
