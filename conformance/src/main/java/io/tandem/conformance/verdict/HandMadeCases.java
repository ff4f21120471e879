package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Attributes;
import java.util.List;
import java.util.Optional;

/** Flows. */
public final class HandMadeCases {
    private HandMadeCases() {}

    public static List<FlowCase> all() {
        byte[] key = new Attributes()
                .u32(3, 1)
                .hex(4, "020000000001 020000000002")
                .be16(6, 0x0806)
                .toBytes();
        return List.of(
                new FlowCase(
                        "a", key, Optional.empty(), new Attributes().u32(1, 2).toBytes()),
                new FlowCase(
                        "b",
                        new byte[0],
                        Optional.empty(),
                        new Attributes().u32(1, 2).toBytes()));
    }
}
