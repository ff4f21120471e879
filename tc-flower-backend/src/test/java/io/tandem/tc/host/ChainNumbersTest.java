package io.tandem.tc.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.filter.FilterId;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChainNumbersTest {
    @Test
    void anIdThatFitsIsItsOwnChain() {
        ChainNumbers chains = new ChainNumbers();
        assertThat(chains.chainOf(0)).hasValue(0);
        assertThat(chains.chainOf(7)).hasValue(7);
        assertThat(chains.chainOf(FilterId.LAST_CHAIN)).hasValue(FilterId.LAST_CHAIN);
    }

    @Test
    void anIdThatIsTooLargeGetsAChainThatNoOtherHas() {
        ChainNumbers chains = new ChainNumbers(3);
        assertThat(chains.chainOf(-1)).hasValue(3);
        assertThat(chains.chainOf(3)).hasValue(2);
        assertThat(chains.chainOf(-1)).hasValue(3);
        assertThat(chains.chainOf(1)).hasValue(1);
        assertThat(chains.chainOf(4)).isEmpty();
        chains.retain(Set.of(1, 2));
        assertThat(chains.chainOf(4)).hasValue(3);
    }

    @Test
    void freesWhatNoRuleUses() {
        ChainNumbers chains = new ChainNumbers(3);
        assertThat(chains.chainOf(900)).hasValue(3);
        assertThat(chains.chainOf(901)).hasValue(2);
        assertThat(chains.chainOf(1)).hasValue(1);
        assertThat(chains.chainOf(902)).isEmpty();
        chains.retain(Set.of(0, 3));
        assertThat(chains.chainOf(900)).hasValue(3);
        assertThat(chains.chainOf(902)).hasValue(1);
        assertThat(chains.chainOf(903)).hasValue(2);
    }
}
