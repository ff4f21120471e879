package io.tandem.datapath.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.datapath.execute.Step;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

final class DatapathFlowTest {
    @Property(tries = 300)
    void matchesTheKeysThatItsMegaflowMatches(@ForAll long seed, @ForAll @IntRange(max = 64) int looked) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] mask = new long[FlowField.WORDS];
        for (int i = 0; i < looked; i++) {
            mask[random.nextInt(FlowField.WORDS)] = random.nextLong();
        }
        long[] key = random.longs(FlowField.WORDS).toArray();
        Megaflow megaflow = Megaflow.of(FlowKey.ofWords(key), FlowMask.ofWords(mask), List.of());
        DatapathFlow flow = new DatapathFlow(megaflow, MaskWords.of(megaflow.mask(), 0), new Step[0], 1, 1);
        long[] words = new long[2 * FlowField.WORDS];
        for (int word = 0; word < FlowField.WORDS; word++) {
            assertThat(flow.word(word)).isEqualTo(key[word] & mask[word]);
            words[FlowField.WORDS + word] = key[word] ^ random.nextLong() & ~mask[word];
        }
        assertThat(flow.matches(words, FlowField.WORDS)).isTrue();
        for (int word = 0; word < FlowField.WORDS; word++) {
            if (mask[word] != 0) {
                long other = Long.lowestOneBit(mask[word]);
                words[FlowField.WORDS + word] ^= other;
                assertThat(flow.matches(words, FlowField.WORDS)).isFalse();
                words[FlowField.WORDS + word] ^= other;
            }
        }
    }
}
