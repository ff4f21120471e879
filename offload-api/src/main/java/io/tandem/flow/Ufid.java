package io.tandem.flow;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A flow's unique identifier: 128 bits, written as a UUID.
 *
 * @param high the first eight bytes, most significant first
 * @param low the last eight bytes
 */
public record Ufid(long high, long low) implements Comparable<Ufid> {
    private static final int[] GROUPS = {8, 4, 4, 4, 12};

    /** The identifier of a flow that was given none: a digest of its masked key and its mask. */
    public static Ufid ofFlow(FlowKey key, FlowMask mask) {
        ByteBuffer bytes = ByteBuffer.allocate(FlowField.WORDS * 2 * Long.BYTES);
        for (int i = 0; i < FlowField.WORDS; i++) {
            bytes.putLong(key.word(i) & mask.word(i)).putLong(mask.word(i));
        }
        try {
            ByteBuffer digest =
                    ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
            return new Ufid(digest.getLong(), digest.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** Reads the UUID form, {@code 8-4-4-4-12} hexadecimal digits; empty where the text is not one. */
    public static Optional<Ufid> parse(CharSequence text) {
        StringBuilder digits = new StringBuilder(32);
        int at = 0;
        for (int group = 0; group < GROUPS.length; group++) {
            if (group > 0 && (at >= text.length() || text.charAt(at++) != '-')) {
                return Optional.empty();
            }
            for (int i = 0; i < GROUPS[group]; i++, at++) {
                if (at >= text.length() || !HexFormat.isHexDigit(text.charAt(at))) {
                    return Optional.empty();
                }
                digits.append(text.charAt(at));
            }
        }
        return at == text.length()
                ? Optional.of(new Ufid(
                        HexFormat.fromHexDigitsToLong(digits, 0, 16), HexFormat.fromHexDigitsToLong(digits, 16, 32)))
                : Optional.empty();
    }

    @Override
    public int compareTo(Ufid other) {
        int order = Long.compareUnsigned(high, other.high);
        return order != 0 ? order : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        HexFormat hex = HexFormat.of();
        String digits = hex.toHexDigits(high) + hex.toHexDigits(low);
        StringBuilder text = new StringBuilder(36);
        int at = 0;
        for (int group = 0; group < GROUPS.length; group++) {
            if (group > 0) {
                text.append('-');
            }
            text.append(digits, at, at + GROUPS[group]);
            at += GROUPS[group];
        }
        return text.toString();
    }
}
