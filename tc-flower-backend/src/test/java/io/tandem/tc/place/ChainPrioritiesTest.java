package io.tandem.tc.place;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.FlowerValue;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ChainPrioritiesTest {
    private static final int IPV4 = 0x0800;
    private static final int IPV6 = 0x86dd;
    /** Room for two masks behind the covers. */
    private final ChainPriorities chain = new ChainPriorities(new PriorityRange(100, 119));

    private static FlowerMatch to(int address, int mask) {
        return FlowerMatch.of(Map.of(FlowerKey.IPV4_DST, FlowerValue.of(FlowerKey.IPV4_DST, address, mask)));
    }

    @Test
    void givesAPairToEachMaskAndProtocol() {
        Optional<MaskPriorities> first = chain.take(IPV4, to(1, -1));
        assertThat(first).contains(new MaskPriorities(116));
        assertThat(chain.take(IPV4, to(2, -1))).isEqualTo(first);
        assertThat(chain.take(IPV4, to(2, 0xff))).contains(new MaskPriorities(118));
        assertThat(chain.take(IPV6, FlowerMatch.ALL)).isEmpty();
    }

    @Test
    void freesAPairWithTheLastRule() {
        chain.take(IPV4, to(1, -1));
        chain.take(IPV4, to(2, -1));
        chain.take(IPV4, to(2, 0xff));
        chain.free(IPV4, to(1, -1));
        assertThat(chain.take(IPV6, FlowerMatch.ALL)).isEmpty();
        chain.free(IPV4, to(2, -1));
        assertThat(chain.take(IPV6, FlowerMatch.ALL)).contains(new MaskPriorities(116));
    }

    @Test
    void keepsAwayFromForeignFilters() {
        chain.avoid(117);
        assertThat(chain.take(IPV4, to(1, -1))).contains(new MaskPriorities(118));
        assertThat(chain.take(IPV6, FlowerMatch.ALL)).isEmpty();
        chain.allow(117);
        assertThat(chain.take(IPV6, FlowerMatch.ALL)).contains(new MaskPriorities(116));
    }

    @Test
    void keepsAwayFromAForeignFilterBesideItsOwn() {
        chain.take(IPV4, to(1, -1));
        chain.avoid(116);
        assertThat(chain.take(IPV4, to(2, -1))).as("its mask stays").contains(new MaskPriorities(116));
        chain.free(IPV4, to(1, -1));
        chain.free(IPV4, to(2, -1));
        assertThat(chain.take(IPV4, to(1, -1))).contains(new MaskPriorities(118));
    }

    @Test
    void adoptsARuleOnlyWhereItsMaskHasThatPair() {
        assertThat(chain.adopt(IPV4, to(1, -1), 119)).isTrue();
        assertThat(chain.adopt(IPV4, to(2, -1), 118)).isTrue();
        assertThat(chain.adopt(IPV4, to(2, 0xff), 119)).isFalse();
        assertThat(chain.adopt(IPV4, to(3, -1), 116)).isFalse();
        assertThat(chain.adopt(IPV4, to(3, -1), 100)).as("a cover").isFalse();
        assertThat(chain.adopt(IPV4, to(3, -1), 99)).as("foreign").isFalse();
        assertThat(chain.take(IPV4, to(3, -1))).contains(new MaskPriorities(118));
    }

    @Test
    void putsCoversBeforeAllPairs() {
        assertThat(chain.cover(IPV4)).hasValue(100);
        assertThat(chain.cover(IPV6)).hasValue(101);
        assertThat(chain.cover(IPV4)).hasValue(100);
    }

    @Test
    void readsRanges() {
        assertThat(PriorityRange.parse("100-200")).contains(new PriorityRange(100, 200));
        assertThat(PriorityRange.parse("100")).isEmpty();
        assertThat(PriorityRange.parse("0-100")).isEmpty();
        assertThat(PriorityRange.parse("100-116")).as("no pair").isEmpty();
        assertThat(PriorityRange.parse("100-70000")).isEmpty();
    }
}
