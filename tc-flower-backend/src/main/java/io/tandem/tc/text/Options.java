package io.tandem.tc.text;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The options that one action has, by the table of its kind: read from words, or put in to be printed. */
final class Options {
    private final Map<Option<?>, Object> values = new LinkedHashMap<>();

    /**
     * Reads words as long as the table has them.
     *
     * @param table what the action can have
     * @param others words of tc that the model has no room for
     */
    static Options read(List<Option<?>> table, Collection<String> others, CommandWords words) throws TcParseException {
        Options options = new Options();
        boolean more = true;
        while (more) {
            more = options.takeNext(List.of(table), others, words);
        }
        return options;
    }

    /** Reads one word with its argument, where one of the tables has it. */
    boolean takeNext(List<List<Option<?>>> tables, Collection<String> others, CommandWords words)
            throws TcParseException {
        List<Option<?>> table = tables.stream().flatMap(List::stream).toList();
        if (!words.isEmpty() && others.contains(words.peek().text())) {
            throw words.peek()
                    .notForFlows("known are " + table.stream().map(Option::word).toList());
        }
        Optional<Option<?>> option = words.choose(table, Option::word);
        if (option.isPresent()) {
            take(option.get(), words);
        }
        return option.isPresent();
    }

    private <T> void take(Option<T> option, CommandWords words) throws TcParseException {
        CommandWord word = words.next(option.word());
        if (values.containsKey(option)) {
            throw word.malformed(option.word() + " once");
        }
        values.put(option, option.form().read(words));
    }

    boolean isEmpty() {
        return values.isEmpty();
    }

    boolean has(Option<?> option) {
        return values.containsKey(option);
    }

    @SuppressWarnings("unchecked")
    <T> Optional<T> get(Option<T> option) {
        return Optional.ofNullable((T) values.get(option));
    }

    OptionalInt number(Option<Long> option) {
        return get(option).map(value -> OptionalInt.of(value.intValue())).orElseGet(OptionalInt::empty);
    }

    int numberOrZero(Option<Long> option) {
        return number(option).orElse(0);
    }

    <T> Options with(Option<T> option, T value) {
        values.put(option, value);
        return this;
    }

    Options with(Option<Long> option, OptionalInt value) {
        value.ifPresent(number -> values.put(option, number & NumberText.U32));
        return this;
    }

    <T> Options withPresent(Option<T> option, Optional<? extends T> value) {
        value.ifPresent(present -> values.put(option, present));
        return this;
    }

    /** The option where the number is not 0. */
    Options withUnlessZero(Option<Long> option, long value) {
        return value == 0 ? this : with(option, value);
    }

    Options withFlag(Option<Boolean> option, boolean value) {
        return value ? with(option, true) : this;
    }

    /** Prints all that are here and in the table, in the table's order; the others are missing from tc's words. */
    void print(List<Option<?>> table, TcLine line) {
        table.forEach(option -> printIfHere(option, line));
        values.forEach((option, value) -> {
            if (!table.contains(option)) {
                line.missing(option.word() + " " + value);
            }
        });
    }

    private <T> void printIfHere(Option<T> option, TcLine line) {
        Optional<T> value = get(option);
        if (value.isPresent()) {
            Optional<String> text = option.form().print(value.get());
            if (text.isEmpty()) {
                line.missing(option.word() + " " + value.get());
            } else if (text.get().isEmpty()) {
                line.word(option.word());
            } else {
                line.word(option.word(), text.get());
            }
        }
    }
}
