package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The cases whose bytes are written by hand, one rule of the kernel each. */
public final class HandMadeCases {
    private final List<FlowCase> cases = new ArrayList<>();

    private HandMadeCases() {}

    /** All of them, in a fixed order and with names that differ. */
    public static List<FlowCase> all() {
        HandMadeCases list = new HandMadeCases();
        HandMadeKeys.addTo(list);
        HandMadeMasks.addTo(list);
        HandMadeActions.addTo(list);
        Set<String> names = new LinkedHashSet<>();
        for (FlowCase flow : list.cases) {
            if (!names.add(flow.name())) {
                throw new IllegalStateException("two cases of the name " + flow.name());
            }
        }
        return List.copyOf(list.cases);
    }

    /** A key that is output to port 2. */
    void key(String name, Attributes key) {
        add(name, key, Optional.empty(), output());
    }

    /** A key and a mask, output to port 2. */
    void masked(String name, Attributes key, Attributes mask) {
        add(name, key, Optional.of(mask.toBytes()), output());
    }

    /** A key without mask, and actions. */
    void actions(String name, Attributes key, Attributes actions) {
        add(name, key, Optional.empty(), actions);
    }

    private void add(String name, Attributes key, Optional<byte[]> mask, Attributes actions) {
        cases.add(new FlowCase(name, key.toBytes(), mask, actions.toBytes()));
    }

    private static Attributes output() {
        return new Attributes().u32(DatapathAbi.ActionAttr.OUTPUT, 2);
    }
}
