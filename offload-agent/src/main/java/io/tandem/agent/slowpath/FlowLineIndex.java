package io.tandem.agent.slowpath;

import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Flow lines by ingress port and Ethernet type, which every megaflow pins: a line that wants another port or type cannot
 * answer, and passing over it adds nothing to what is looked at. Immutable.
 */
final class FlowLineIndex {
    private record PortAndType(long port, long type) {}

    private final Map<PortAndType, List<FlowLine>> byPortAndType = new HashMap<>();
    private final List<FlowLine> others = new ArrayList<>();

    /** The index of these lines, which are in file order. */
    FlowLineIndex(List<FlowLine> lines) {
        for (FlowLine line : lines) {
            if (line.isExact(FlowField.IN_PORT) && line.isExact(FlowField.ETH_TYPE)) {
                byPortAndType
                        .computeIfAbsent(portAndType(line.key()), k -> new ArrayList<>())
                        .add(line);
            } else {
                others.add(line);
            }
        }
    }

    /** Every line that may answer the packet, in file order. */
    Iterable<FlowLine> candidates(FlowKey packet) {
        List<FlowLine> bucket = byPortAndType.getOrDefault(portAndType(packet), List.of());
        return () -> new Merged(bucket, others);
    }

    private static PortAndType portAndType(FlowKey key) {
        return new PortAndType(key.get(FlowField.IN_PORT), key.get(FlowField.ETH_TYPE));
    }

    private static final class Merged implements Iterator<FlowLine> {
        private final List<FlowLine> left;
        private final List<FlowLine> right;
        private int nextLeft;
        private int nextRight;

        private Merged(List<FlowLine> left, List<FlowLine> right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public boolean hasNext() {
            return nextLeft < left.size() || nextRight < right.size();
        }

        @Override
        public FlowLine next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            boolean takeLeft = nextRight == right.size()
                    || (nextLeft < left.size()
                            && left.get(nextLeft).order() < right.get(nextRight).order());
            return takeLeft ? left.get(nextLeft++) : right.get(nextRight++);
        }
    }
}
