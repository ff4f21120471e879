package io.tandem.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class FlowKeyTest {
    @Property
    void wordsReadBack(@ForAll @Size(FlowField.WORDS) long[] words) {
        words[3] = 0;
        FlowKey key = FlowKey.ofWords(words);

        assertThat(key.toWords()).containsExactly(words);
        assertThat(FlowKey.ofWords(key.toWords())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(key.map() & 1L << 3).isZero();
    }

    @Property
    void matchesLooksOnlyUnderTheMask(
            @ForAll @Size(FlowField.WORDS) long[] a,
            @ForAll @Size(FlowField.WORDS) long[] b,
            @ForAll @Size(FlowField.WORDS) long[] m) {
        FlowKey left = FlowKey.ofWords(a);
        FlowKey right = FlowKey.ofWords(b);
        FlowMask mask = FlowMask.ofWords(m);

        assertThat(left.matches(right, mask)).isEqualTo(left.masked(mask).equals(right.masked(mask)));
        assertThat(left.matches(left.masked(mask), mask)).isTrue();
    }

    @Property
    void fieldsReadBack(@ForAll long high, @ForAll long low) {
        for (FlowField field : FlowField.values()) {
            if (field.words() > 2) {
                continue;
            }
            FlowKey key = field.wide()
                    ? FlowKey.builder().set(field, high, low).build()
                    : FlowKey.builder().set(field, high & field.ones()).build();

            assertThat(key.get(field)).as(field.path()).isEqualTo(high & field.ones());
            assertThat(key.getLow(field)).as(field.path()).isEqualTo(field.wide() ? low : 0);
        }
    }

    @Test
    void refusesValuesWiderThanTheirField() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FlowKey.builder().set(FlowField.IPV4_TTL, 256))
                .withMessageContaining("ipv4.ttl");
    }
}
