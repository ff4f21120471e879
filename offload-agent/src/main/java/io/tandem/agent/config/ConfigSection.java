package io.tandem.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A mapping of keys in a configuration file. Each key is asked for by its kind; {@link #end} refuses those that nobody
 * asked for. Used once, by one thread.
 */
final class ConfigSection {
    /** Makes something of a section. */
    @FunctionalInterface
    interface Reader<T> {
        T read(ConfigSection section) throws ConfigException;
    }

    private final String file;
    private final String path;
    private final JsonNode node;
    private final Set<String> known = new HashSet<>();

    ConfigSection(String file, String path, JsonNode node) throws ConfigException {
        this.file = file;
        this.path = path;
        this.node = node;
        if (!node.isObject() && !node.isMissingNode() && !node.isNull()) {
            throw new ConfigException(file, path, show(node), "a mapping of keys to values");
        }
    }

    /** True where the key is there. */
    boolean has(String key) {
        known.add(key);
        return node.hasNonNull(key);
    }

    /** A section below, empty where the key is not there. */
    ConfigSection section(String key) throws ConfigException {
        known.add(key);
        return new ConfigSection(file, at(key), node.path(key));
    }

    /** What is made of each section of a list. */
    <T> List<T> list(String key, Reader<T> reader) throws ConfigException {
        if (!has(key)) {
            return List.of();
        }
        JsonNode items = node.path(key);
        if (!items.isArray()) {
            throw wrong(key, "a list");
        }
        List<T> made = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            ConfigSection section = new ConfigSection(file, at(key) + "[" + i + "]", items.get(i));
            made.add(reader.read(section));
            section.end();
        }
        return List.copyOf(made);
    }

    /** A list of numbers, none twice; empty where the key is not there. */
    List<Integer> distinctNumbers(String key, int least, int most) throws ConfigException {
        List<Integer> numbers = has(key) ? numbers(key, least, most) : List.of();
        if (numbers.stream().distinct().count() != numbers.size()) {
            throw wrong(key, "a list of numbers from " + least + " to " + most + ", none of them twice");
        }
        return numbers;
    }

    /** A number from {@code least} to {@code most}. */
    long number(String key, long least, long most) throws ConfigException {
        require(key, "a number from " + least + " to " + most);
        JsonNode value = node.path(key);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            throw wrong(key, "a number from " + least + " to " + most);
        }
        return value.longValue();
    }

    /** A number, or this where the key is not there. */
    long number(String key, long least, long most, long otherwise) throws ConfigException {
        return has(key) ? number(key, least, most) : otherwise;
    }

    /** A list of numbers, not empty. */
    List<Integer> numbers(String key, int least, int most) throws ConfigException {
        String expected = "a list of numbers from " + least + " to " + most;
        require(key, expected);
        JsonNode items = node.path(key);
        if (!items.isArray() || items.isEmpty()) {
            throw wrong(key, expected);
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < items.size(); i++) {
            JsonNode item = items.get(i);
            if (!item.canConvertToInt()
                    || !item.isIntegralNumber()
                    || item.intValue() < least
                    || item.intValue() > most) {
                throw new ConfigException(
                        file, at(key) + "[" + i + "]", show(item), "a number from " + least + " to " + most);
            }
            numbers.add(item.intValue());
        }
        return List.copyOf(numbers);
    }

    /** Whether, or this where the key is not there. */
    boolean flag(String key, boolean otherwise) throws ConfigException {
        if (!has(key)) {
            return otherwise;
        }
        if (!node.path(key).isBoolean()) {
            throw wrong(key, "true or false");
        }
        return node.path(key).booleanValue();
    }

    /** A text that is not empty. */
    String text(String key, String expected) throws ConfigException {
        require(key, expected);
        JsonNode value = node.path(key);
        if (!value.isValueNode() || value.asText().isBlank()) {
            throw wrong(key, expected);
        }
        return value.asText();
    }

    /** A text, where the key is there. */
    Optional<String> optionalText(String key, String expected) throws ConfigException {
        return has(key) ? Optional.of(text(key, expected)) : Optional.empty();
    }

    /** A list of texts, not empty. */
    List<String> texts(String key) throws ConfigException {
        String expected = "a list of texts";
        require(key, expected);
        JsonNode items = node.path(key);
        if (!items.isArray() || items.isEmpty()) {
            throw wrong(key, expected);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode item : items) {
            if (!item.isValueNode() || item.asText().isBlank()) {
                throw wrong(key, expected);
            }
            texts.add(item.asText());
        }
        return List.copyOf(texts);
    }

    /** One of a kind's constants, in lower case with the signs that a file has: {@code af_packet}. */
    <E extends Enum<E>> E choice(String key, Class<E> kind) throws ConfigException {
        String expected = Arrays.stream(kind.getEnumConstants())
                .map(ConfigSection::name)
                .collect(Collectors.joining(", ", "one of ", ""));
        String wanted = text(key, expected);
        for (E constant : kind.getEnumConstants()) {
            if (name(constant).equals(wanted)) {
                return constant;
            }
        }
        throw wrong(key, expected);
    }

    /** One of a kind's constants, or this where the key is not there. */
    <E extends Enum<E>> E choice(String key, Class<E> kind, E otherwise) throws ConfigException {
        return has(key) ? choice(key, kind) : otherwise;
    }

    /** Says that a key's value is not what it should be. */
    ConfigException wrong(String key, String expected) {
        return new ConfigException(file, at(key), show(node.path(key)), expected);
    }

    /** Every key has been asked for. */
    void end() throws ConfigException {
        List<String> keys = new ArrayList<>();
        node.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            if (!known.contains(key)) {
                throw new ConfigException(
                        file,
                        at(key),
                        "no such key",
                        known.stream().sorted().collect(Collectors.joining(", ", "one of ", "")));
            }
        }
    }

    private void require(String key, String expected) throws ConfigException {
        if (!has(key)) {
            throw new ConfigException(file, at(key), "missing", expected);
        }
    }

    private String at(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private static String name(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static String show(JsonNode value) {
        return value.isTextual() ? "'" + value.asText() + "'" : value.isMissingNode() ? "nothing" : value.toString();
    }
}
