package io.tandem.tc.device;

import io.tandem.backend.Refusal;
import io.tandem.flow.Ufid;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;
import java.util.Optional;

/** What is made of a flow: a rule, or the reason why there is none. */
sealed interface Plan {
    /**
     * A rule.
     *
     * @param filter marked with the flow's identity; its priority and handle are 0
     * @param leftOut bytes of each packet that the kernel does not count
     */
    record Rule(Ufid ufid, TcFilter filter, int leftOut) implements Plan {
        /** The filter at a place. */
        TcFilter at(int priority, int handle) {
            FilterId id = filter.id();
            return new TcFilter(
                    new FilterId(id.attach(), id.chain(), priority, id.protocol(), handle),
                    filter.match(),
                    filter.flags(),
                    filter.classId(),
                    filter.actions());
        }

        /** The filter where another is. */
        TcFilter at(FilterId place) {
            return at(place.priority(), place.handle());
        }

        /** True where a filter at that place could be this rule. */
        boolean fits(FilterId place) {
            FilterId id = filter.id();
            return id.attach().equals(place.attach())
                    && id.chain() == place.chain()
                    && id.protocol() == place.protocol();
        }
    }

    /** None. */
    record No(Ufid ufid, Refusal refusal) implements Plan {}

    /** The rule, where there is one. */
    default Optional<Rule> rule() {
        return this instanceof Rule rule ? Optional.of(rule) : Optional.empty();
    }
}
