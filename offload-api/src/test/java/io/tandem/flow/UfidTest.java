package io.tandem.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class UfidTest {
    @Property
    void textReadsBack(@ForAll long high, @ForAll long low) {
        Ufid ufid = new Ufid(high, low);

        assertThat(Ufid.parse(ufid.toString())).contains(ufid);
    }

    @Test
    void refusesOtherText() {
        String good = "01234567-89ab-cdef-0123-456789abcdef";
        assertThat(Ufid.parse(good)).contains(new Ufid(0x0123456789abcdefL, 0x0123456789abcdefL));
        for (String bad : List.of("", good + "0", good.substring(1), good.replace('-', '_'), good.replace('0', 'g'))) {
            assertThat(Ufid.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void flowsWithOtherMasksHaveOtherIdentities() {
        FlowKey key = FlowKey.builder().set(FlowField.ETH_TYPE, 0x0800).build();
        FlowMask exact = FlowMask.builder().exact(FlowField.ETH_TYPE).build();
        FlowMask part = FlowMask.builder().set(FlowField.ETH_TYPE, 0xff00).build();

        assertThat(Ufid.ofFlow(key, exact)).isNotEqualTo(Ufid.ofFlow(key, part));
    }
}
