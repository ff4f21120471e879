package io.tandem.flow;

/** The bits that a flow looks at, packed as {@link FlowField} lays them out: one is matched, zero is wild. Immutable. */
public final class FlowMask extends FlowWords {
    /** The mask that matches every packet. */
    public static final FlowMask EMPTY = new FlowMask(new long[FlowField.WORDS]);

    private FlowMask(long[] words) {
        super(words);
    }

    /** The mask with these {@link FlowField#WORDS} words; the array is copied. */
    public static FlowMask ofWords(long[] words) {
        return new FlowMask(words);
    }

    /** A builder in which every bit is wild. */
    public static Builder builder() {
        return new Builder(new long[FlowField.WORDS]);
    }

    /** A builder that starts from this mask. */
    public Builder toBuilder() {
        return new Builder(toWords());
    }

    /** True where every bit of the field is matched. */
    public boolean isExact(FlowField field) {
        if (!field.wide()) {
            return get(field) == field.ones();
        }
        for (int i = 0; i < field.words(); i++) {
            if (word(field.word() + i) != -1L) {
                return false;
            }
        }
        return true;
    }

    /** True where each bit that is matched by {@code other} is matched by this mask too. */
    public boolean covers(FlowMask other) {
        for (long rest = other.map(); rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            if ((other.word(i) & ~word(i)) != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return "FlowMask" + FlowBits.describe(this);
    }

    /** Collects matched bits. Not thread-safe. */
    public static final class Builder {
        private final long[] words;

        private Builder(long[] words) {
            this.words = words;
        }

        /** Matches every bit of the field. */
        public Builder exact(FlowField field) {
            for (int i = 0; i < field.words(); i++) {
                words[field.word() + i] |= field.ones() << field.shift();
            }
            return this;
        }

        /** Matches just these bits of a field of at most 64 bits. */
        public Builder set(FlowField field, long bits) {
            FlowBits.set(words, field, bits);
            return this;
        }

        /** Matches just these bits of a field of two words. */
        public Builder set(FlowField field, long high, long low) {
            FlowBits.set(words, field, high, low);
            return this;
        }

        /** Matches these bits beside those matched already. */
        public Builder add(FlowMask bits) {
            for (long rest = bits.map(); rest != 0; rest &= rest - 1) {
                int i = Long.numberOfTrailingZeros(rest);
                words[i] |= bits.word(i);
            }
            return this;
        }

        /** The mask as it stands now. */
        public FlowMask build() {
            return new FlowMask(words);
        }
    }
}
