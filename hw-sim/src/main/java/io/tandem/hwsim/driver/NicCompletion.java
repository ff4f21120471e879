package io.tandem.hwsim.driver;

import com.google.protobuf.ByteString;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.profile.CompletionBits;
import io.tandem.hwsim.profile.DescriptorBits;
import io.tandem.hwsim.profile.KeyBits;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What the NIC answered to a command, as {@link CompletionBits} says. Immutable. */
final class NicCompletion {
    private static final int BEAT = DescriptorBits.BEAT / Long.BYTES;
    private static final CommandStatus[] STATUSES = CommandStatus.values();

    private final long[] words;
    /** The first word of the beat that this is about. */
    private final int at;

    private NicCompletion(long[] words, int at) {
        this.words = words;
        this.at = at;
    }

    /** The completion of those beats, of which a range's has a beat for each rule first. */
    static NicCompletion of(ByteString bytes) {
        long[] words = new long[bytes.size() / Long.BYTES];
        bytes.asReadOnlyByteBuffer()
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer()
                .get(words);
        NicCompletion first = new NicCompletion(words, 0);
        return first.status() == CommandStatus.RECORD ? new NicCompletion(words, words.length - BEAT) : first;
    }

    /** How the command ended. */
    CommandStatus status() {
        int code = (int) part(CompletionBits.STATUS);
        return Arrays.stream(STATUSES)
                .filter(status -> status.code() == code)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("a completion of status " + code + ", which is none"));
    }

    /** Of the command that it answers. */
    int code() {
        return (int) part(CompletionBits.CODE);
    }

    /** The driver's number for the command, as far as completions have it. */
    int tag() {
        return (int) part(CompletionBits.TAG);
    }

    int slot() {
        return (int) part(CompletionBits.SLOT);
    }

    long packets() {
        return part(CompletionBits.PACKETS);
    }

    long bytes() {
        return part(CompletionBits.BYTES);
    }

    /** Cycle of the last hit, zero where there was none. */
    long lastUsed() {
        return part(CompletionBits.LAST_USED);
    }

    /** Packets that a meter dropped. */
    long droppedPackets() {
        return part(CompletionBits.DROPPED_PACKETS);
    }

    Ufid ufid() {
        int word = at + CompletionBits.UFID.lsb() / Long.SIZE;
        return new Ufid(words[word + 1], words[word]);
    }

    /** The rules of a range, each without key, mask and action. */
    List<NicCompletion> records() {
        return IntStream.range(0, at / BEAT)
                .mapToObj(beat -> new NicCompletion(words, beat * BEAT))
                .toList();
    }

    /** What a slot that was read holds. */
    NicRule rule() {
        return new NicRule(
                words(CompletionBits.KEY, KeyBits.WORDS),
                words(CompletionBits.MASK, KeyBits.WORDS),
                words(CompletionBits.ACTION, ActionBits.WORDS));
    }

    private long part(CompletionBits part) {
        long word = words[at + part.lsb() / Long.SIZE] >>> part.lsb() % Long.SIZE;
        return part.width() == Long.SIZE ? word : word & (1L << part.width()) - 1;
    }

    private long[] words(CompletionBits part, int count) {
        int from = at + part.lsb() / Long.SIZE;
        return Arrays.copyOfRange(words, from, from + count);
    }
}
