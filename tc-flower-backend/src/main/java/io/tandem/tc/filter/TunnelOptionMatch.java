package io.tandem.tc.filter;

/**
 * An option that a packet's tunnel header must have.
 *
 * @param option the bits wanted
 * @param mask the bits that count, in an option of the same kind and size
 */
public record TunnelOptionMatch(TunnelOption option, TunnelOption mask) {
    public TunnelOptionMatch {
        if (option.getClass() != mask.getClass()) {
            throw new IllegalArgumentException("an option " + option + " under a mask " + mask);
        }
    }
}
