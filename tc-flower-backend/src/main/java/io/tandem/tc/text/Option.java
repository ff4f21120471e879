package io.tandem.tc.text;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.FlowerValue;
import java.util.List;
import java.util.Optional;

/**
 * A word of an action, and how what follows it is written.
 *
 * @param word the word
 * @param form how its argument is read and printed
 */
record Option<T>(String word, Form<T> form) {
    /** How an argument is written. */
    interface Form<T> {
        T read(CommandWords words) throws TcParseException;

        /** Empty where tc cannot say it. */
        Optional<String> print(T value);
    }

    @FunctionalInterface
    interface Reader<T> {
        T read(CommandWord word) throws TcParseException;
    }

    @FunctionalInterface
    interface Printer<T> {
        Optional<String> print(T value);
    }

    /** An argument of one word. */
    static <T> Option<T> of(String word, Reader<T> reader, Printer<T> printer) {
        return new Option<>(word, new Form<>() {
            @Override
            public T read(CommandWords words) throws TcParseException {
                return reader.read(words.next("what " + word + " is to be"));
            }

            @Override
            public Optional<String> print(T value) {
                return printer.print(value);
            }
        });
    }

    /** A word without argument. */
    static Option<Boolean> flag(String word) {
        return new Option<>(word, new Form<>() {
            @Override
            public Boolean read(CommandWords words) {
                return true;
            }

            @Override
            public Optional<String> print(Boolean value) {
                return Optional.of("");
            }
        });
    }

    /** An unsigned number that tc reads in a base, printed in decimal. */
    static Option<Long> number(String word, int base, long most) {
        return of(
                word,
                text -> NumberText.read(text, base, most),
                value -> Long.compareUnsigned(value, most) <= 0
                        ? Optional.of(Long.toUnsignedString(value))
                        : Optional.empty());
    }

    static Option<Long> hex(String word, long most) {
        return of(
                word,
                text -> NumberText.read(text, 0, most),
                value ->
                        Long.compareUnsigned(value, most) <= 0 ? Optional.of(NumberText.hex(value)) : Optional.empty());
    }

    /** An IPv4 or IPv6 address. */
    static Option<Bytes> address(String word) {
        return of(
                word,
                AddressWords::ip,
                value -> value.size() == 4 || value.size() == 16
                        ? Optional.of(AddressWords.ip(value))
                        : Optional.empty());
    }

    static Option<Bytes> mac(String word) {
        return of(
                word,
                AddressWords::mac,
                value -> value.size() == 6 ? Optional.of(AddressWords.mac(value)) : Optional.empty());
    }

    static Option<FlowerValue> maskedBytes(String word, int size) {
        return of(
                word,
                text -> AddressWords.maskedBytes(text, size),
                value ->
                        value.value().size() == size ? Optional.of(AddressWords.maskedBytes(value)) : Optional.empty());
    }

    /** An EtherType, one of these; any where there are none. */
    static Option<Long> etherType(String word, List<Integer> only) {
        return of(
                word,
                text -> {
                    int type = EtherTypeText.read(text);
                    if (!only.isEmpty() && !only.contains(type)) {
                        throw text.malformed("one of "
                                + only.stream().map(EtherTypeText::print).toList());
                    }
                    return (long) type;
                },
                value -> only.isEmpty() || only.contains(value.intValue())
                        ? Optional.of(EtherTypeText.print(value.intValue()))
                        : Optional.empty());
    }
}
