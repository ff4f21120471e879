package io.tandem.tc.text;

import java.util.List;

/**
 * A command line of tc, and what of the filter it does not say.
 *
 * @param line what can be pasted
 * @param missing what tc 6.1 has no words for; where there is anything, the line makes another filter, one that is for
 *     more packets or does less to them
 */
public record TcCommand(String line, List<String> missing) {
    public TcCommand {
        missing = List.copyOf(missing);
    }

    /** True where the line says all. */
    public boolean isWhole() {
        return missing.isEmpty();
    }

    /** The line, with what it does not say as a comment behind it. */
    @Override
    public String toString() {
        return isWhole() ? line : line + " # tc cannot say: " + String.join("; ", missing);
    }
}
