package io.tandem.datapath.masktable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MaskArrayTest {
    private static List<SharedMask> masks(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> new SharedMask(
                        FlowMask.builder().set(FlowField.TCP_DST, i).build()))
                .toList();
    }

    private static MaskArray of(List<SharedMask> masks) {
        MaskArray array = MaskArray.empty(2);
        for (SharedMask mask : masks) {
            array = array.with(mask);
        }
        return array;
    }

    private static List<SharedMask> content(MaskArray array) {
        return IntStream.range(0, array.count()).mapToObj(array::mask).toList();
    }

    @Test
    void growsBySixteenWhenThereIsNoRoomLeft() {
        List<SharedMask> masks = masks(33);
        assertThat(of(masks.subList(0, 16)).room()).isEqualTo(16);
        assertThat(of(masks.subList(0, 17)).room()).isEqualTo(32);
        assertThat(of(masks).room()).isEqualTo(48);
        assertThat(content(of(masks))).isEqualTo(masks);
    }

    @Test
    void isHalvedByTheRemovalThatFindsItAThirdFull() {
        List<SharedMask> masks = masks(33);
        MaskArray array = of(masks);
        for (int i = 32; i >= 16; i--) {
            array = array.without(masks.get(i));
            assertThat(array.room()).isEqualTo(48);
        }
        assertThat(array.count()).isEqualTo(16);
        array = array.without(masks.get(15));
        assertThat(array.room()).isEqualTo(24);
        while (array.count() > 0) {
            array = array.without(array.mask(0));
        }
        assertThat(array.room()).as("below twice the smallest size it stays").isEqualTo(24);
    }

    @Test
    void lastMaskTakesTheRemovedOnesPlace() {
        List<SharedMask> masks = masks(4);
        MaskArray array = of(masks);
        assertThat(content(array.without(masks.get(1)))).containsExactly(masks.get(0), masks.get(3), masks.get(2));
        assertThat(content(array.without(masks.get(3)))).isEqualTo(masks.subList(0, 3));
        assertThatThrownBy(() -> array.without(masks(1).getFirst())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void equalMaskIsFound() {
        List<SharedMask> masks = masks(3);
        assertThat(of(masks).find(masks(3).get(2).mask())).isSameAs(masks.get(2));
        assertThat(of(masks).find(masks(4).get(3).mask())).isNull();
    }

    @Test
    void masksAreOrderedByTheUseOfAllReadersSinceTheLastTime() {
        List<SharedMask> masks = masks(3);
        MaskArray array = of(masks);
        array.used(0, 1);
        array.used(0, 2);
        array.used(1, 2);
        assertThat(array.uses(2)).isEqualTo(2);
        MaskArray ordered = array.rebalanced();
        assertThat(content(ordered)).containsExactly(masks.get(2), masks.get(1), masks.get(0));
        assertThat(ordered.uses(0)).isZero();
        assertThat(ordered.room()).isEqualTo(array.room());
    }

    @Test
    void orderThatIsRightStaysAndIsCountedAnew() {
        MaskArray array = of(masks(2));
        array.used(0, 0);
        array.used(0, 0);
        assertThat(array.rebalanced()).isSameAs(array);
        assertThat(array.uses(0)).isZero();
        array.used(1, 1);
        assertThat(array.rebalanced()).as("older uses no longer count").isNotSameAs(array);
    }

    @Test
    void maskThatComesOrGoesStartsTheCountAnew() {
        List<SharedMask> masks = masks(3);
        MaskArray array = of(masks.subList(0, 2));
        array.used(0, 1);
        assertThat(array.with(masks.get(2)).uses(1)).isZero();
        assertThat(array.without(masks.get(0)).uses(0)).isZero();
    }

    @Test
    void keyAgreesInEveryMatchedBitAndMayDifferInAnyOther() {
        long[] bits = new long[FlowField.WORDS];
        Arrays.fill(bits, 0xff00L);
        SharedMask mask = new SharedMask(FlowMask.ofWords(bits));
        long[] masked = new long[FlowField.WORDS];
        Arrays.fill(masked, 0x1200L);
        for (int word = 0; word < FlowField.WORDS; word++) {
            long[] batch = new long[FlowField.WORDS + 1];
            System.arraycopy(masked, 0, batch, 1, masked.length);
            batch[word + 1] ^= 0xffL;
            assertThat(mask.agrees(masked, batch, 1)).isTrue();
            assertThat(mask.hash(batch, 1)).isEqualTo(mask.hash(masked, 0));
            batch[word + 1] ^= 0x100L;
            assertThat(mask.agrees(masked, batch, 1)).isFalse();
            assertThat(mask.hash(batch, 1)).isNotEqualTo(mask.hash(masked, 0));
        }
    }

    @Test
    void maskIsReleasedByItsLastFlowOnly() {
        SharedMask mask = masks(1).getFirst();
        mask.acquire();
        mask.acquire();
        assertThat(mask.release()).isFalse();
        assertThat(mask.release()).isTrue();
        assertThatThrownBy(mask::release).isInstanceOf(IllegalStateException.class);
    }
}
