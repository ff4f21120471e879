package io.tandem.hwsim.driver;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.DescriptorBits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A command on its way to the NIC, as {@link DescriptorBits} says. Not thread-safe. */
final class NicDescriptor {
    private final long[] words;

    /** Asks for a command of a slot, or of an entry of a table. */
    NicDescriptor(Command command, int slot) {
        words = new long[command.beats() * DescriptorBits.BEAT / Long.BYTES];
        put(DescriptorBits.CODE, command.code()).put(DescriptorBits.SLOT, slot);
    }

    /** Puts a part of at most 64 bits into it. */
    NicDescriptor put(DescriptorBits part, long value) {
        NicRule.put(words, part.lsb(), part.width(), value);
        return this;
    }

    /** Puts words into it from a part on, the lowest first. */
    NicDescriptor put(DescriptorBits part, long[] values) {
        System.arraycopy(values, 0, words, part.lsb() / Long.SIZE, values.length);
        return this;
    }

    /** What a rule's slot is to hold. */
    NicDescriptor rule(Ufid ufid, NicRule rule) {
        return put(DescriptorBits.UFID, new long[] {ufid.low(), ufid.high()})
                .put(DescriptorBits.KEY, rule.key())
                .put(DescriptorBits.MASK, rule.mask())
                .put(DescriptorBits.ACTION, rule.action());
    }

    /** It as it goes over the stream. */
    ByteString bytes() {
        ByteBuffer bytes = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asLongBuffer().put(words);
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
