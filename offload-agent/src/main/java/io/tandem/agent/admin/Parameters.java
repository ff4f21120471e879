package io.tandem.agent.admin;

import io.vertx.core.MultiMap;
import java.util.List;
import java.util.Optional;

/** Query parameters; anything that is not as it should be ends the request with a problem. */
final class Parameters {
    /** Each of them is one of these, and there once. */
    static void expect(MultiMap parameters, List<String> known) {
        for (String name : parameters.names()) {
            if (!known.contains(name)) {
                throw new Problem(
                                400,
                                "Bad Request",
                                "found parameter '" + name + "', expected one of " + String.join(", ", known),
                                name)
                        .exception();
            }
            if (parameters.getAll(name).size() > 1) {
                throw Problem.badParameter(name, String.join("' and '", parameters.getAll(name)), "it once")
                        .exception();
            }
        }
    }

    /** The value, where it is there. */
    static Optional<String> value(MultiMap parameters, String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** A whole number, where it is there. */
    static Optional<Long> number(MultiMap parameters, String name, long least, long most) {
        Optional<String> text = value(parameters, name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        String digits = text.get();
        boolean plain =
                !digits.isEmpty() && digits.length() <= 10 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        long number = plain ? Long.parseLong(digits) : -1;
        if (number < least || number > most) {
            throw Problem.badParameter(name, digits, "a whole number from " + least + " to " + most)
                    .exception();
        }
        return Optional.of(number);
    }

    private Parameters() {}
}
