package io.tandem.flow;

/** The values of a packet's or a flow's fields, packed as {@link FlowField} lays them out. Immutable. */
public final class FlowKey extends FlowWords {
    /** The key in which every bit is zero. */
    public static final FlowKey EMPTY = new FlowKey(new long[FlowField.WORDS]);

    private FlowKey(long[] words) {
        super(words);
    }

    /** The key with these {@link FlowField#WORDS} words; the array is copied. */
    public static FlowKey ofWords(long[] words) {
        return new FlowKey(words);
    }

    /** A builder in which every bit is zero. */
    public static Builder builder() {
        return new Builder(new long[FlowField.WORDS]);
    }

    /** A builder that starts from this key. */
    public Builder toBuilder() {
        return new Builder(toWords());
    }

    /** This key with the bits cleared that the mask does not cover. */
    public FlowKey masked(FlowMask mask) {
        for (long rest = map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if ((word(i) & ~mask.word(i)) != 0) {
                return cut(mask);
            }
        }
        return this;
    }

    private FlowKey cut(FlowMask mask) {
        long[] words = new long[FlowField.WORDS];
        for (long rest = map() & mask.map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            words[i] = word(i) & mask.word(i);
        }
        return new FlowKey(words);
    }

    /** True where both keys agree in every bit that the mask covers. */
    public boolean matches(FlowKey other, FlowMask mask) {
        for (long rest = mask.map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if (((word(i) ^ other.word(i)) & mask.word(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "FlowKey" + FlowBits.describe(this);
    }

    /** Collects field values. Not thread-safe. */
    public static final class Builder {
        private final long[] words;

        private Builder(long[] words) {
            this.words = words;
        }

        /** Sets a field of at most 64 bits; bits above the field's width are an {@link IllegalArgumentException}. */
        public Builder set(FlowField field, long value) {
            FlowBits.set(words, field, value);
            return this;
        }

        /** Sets a field of two words. */
        public Builder set(FlowField field, long high, long low) {
            FlowBits.set(words, field, high, low);
            return this;
        }

        /** The key as it stands now. */
        public FlowKey build() {
            return new FlowKey(words);
        }
    }
}
