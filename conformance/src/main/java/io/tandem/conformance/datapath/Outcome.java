package io.tandem.conformance.datapath;

import io.tandem.flow.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What came of a case on one datapath. */
public sealed interface Outcome {
    /**
     * The case was carried out.
     *
     * @param sent by port, the frames in the order in which they left; ports without any are absent
     * @param counts of the flows, in the case's order; empty where they cannot be told
     */
    record Carried(Map<Integer, List<Bytes>> sent, List<Count> counts) implements Outcome {
        public Carried {
            Map<Integer, List<Bytes>> copy = new TreeMap<>();
            sent.forEach((port, frames) -> {
                if (!frames.isEmpty()) {
                    copy.put(port, List.copyOf(frames));
                }
            });
            sent = copy;
            counts = List.copyOf(counts);
        }
    }

    /**
     * A flow, or what it takes, was refused.
     *
     * @param reason the datapath's own words
     */
    record Refused(String reason) implements Outcome {}

    /**
     * What a flow counted.
     *
     * @param packets as it looked them up
     * @param bytes of their frames without FCS
     */
    record Count(long packets, long bytes) {}

    /** Gathers what a case sends. */
    final class Builder {
        private final Map<Integer, List<Bytes>> sent = new TreeMap<>();
        private final List<Count> counts = new ArrayList<>();

        /** A frame that left. */
        public void sent(int port, byte[] frame) {
            sent.computeIfAbsent(port, (Function<Integer, List<Bytes>>) p -> new ArrayList<>())
                    .add(Bytes.of(frame));
        }

        /** The counts of the next flow. */
        public void counted(long packets, long bytes) {
            counts.add(new Count(packets, bytes));
        }

        /** The outcome. */
        public Carried build() {
            return new Carried(sent, counts);
        }
    }
}
