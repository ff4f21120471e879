package io.tandem.conformance.verdict;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A flow to be judged.
 *
 * @param name says what is special about it; no tab
 * @param key value of OVS_FLOW_ATTR_KEY
 * @param mask value of OVS_FLOW_ATTR_MASK
 * @param actions value of OVS_FLOW_ATTR_ACTIONS
 */
public record FlowCase(String name, byte[] key, Optional<byte[]> mask, byte[] actions) {
    public FlowCase {
        if (name.isEmpty() || name.startsWith("#") || name.chars().anyMatch(c -> c == '\t' || c == '\n')) {
            throw new IllegalArgumentException("not a name: `" + name + "`");
        }
    }

    /** The case as the first four columns of a case file. */
    String toLine() {
        HexFormat hex = HexFormat.of();
        return name
                + '\t'
                + hex.formatHex(key)
                + '\t'
                + mask.map(hex::formatHex).orElse(CaseFile.NO_MASK)
                + '\t'
                + hex.formatHex(actions);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FlowCase c
                && name.equals(c.name)
                && Arrays.equals(key, c.key)
                && Arrays.equals(mask.orElse(null), c.mask.orElse(null))
                && Arrays.equals(actions, c.actions);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return toLine();
    }
}
