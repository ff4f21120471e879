package io.tandem.tc.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.TcFilter;
import java.util.Collection;
import org.junit.jupiter.api.Test;

/** What is tried; what comes of it is asked of a kernel in the conformance suite. */
class KernelProbeTest {
    @Test
    void triesEachFeatureAtAPlaceOfItsOwnInSoftware() {
        Collection<TcFilter> filters = KernelProbe.filters(5).values();
        assertThat(filters).hasSameSizeAs(KernelFeature.values());
        assertThat(filters.stream().map(filter -> filter.id().priority())).doesNotHaveDuplicates();
        assertThat(filters).allSatisfy(filter -> assertThat(filter.flags()).containsExactly(FilterFlag.SKIP_HW));
    }

    @Test
    void triesTheKindOfActionThatAFeatureStandsFor() {
        KernelProbe.filters(5)
                .forEach((feature, filter) -> feature.action().ifPresent(kind -> assertThat(filter.actions())
                        .first()
                        .extracting(action -> action.body().kind())
                        .isEqualTo(kind)));
    }
}
