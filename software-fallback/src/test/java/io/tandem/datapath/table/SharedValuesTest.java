package io.tandem.datapath.table;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SharedValuesTest {
    @Test
    void givesEqualKeysOneValueUntilTheLastUserIsGone() {
        SharedValues<String, Object> values = new SharedValues<>(key -> new Object());
        Object first = values.take("a");
        assertThat(values.take("a")).isSameAs(first);
        assertThat(values.take("b")).isNotSameAs(first);
        values.release("a");
        assertThat(values.take("a")).isSameAs(first);
        values.release("a");
        values.release("a");
        values.release("b");
        assertThat(values.size()).isZero();
        assertThat(values.take("a")).isNotSameAs(first);
    }
}
