package io.tandem.datapath.tunnel;

import java.util.List;
import org.agrona.collections.Int2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/** The tunnel ports of a datapath, and what they share. Immutable but for what {@link Underlay} says; for any thread. */
public final class Tunnels {
    private final Int2ObjectHashMap<TunnelPortConfig> ports = new Int2ObjectHashMap<>();
    private final Underlay underlay = new Underlay();
    private final TunnelSequences sequences = new TunnelSequences();

    /**
     * The tunnels of these ports.
     *
     * @throws IllegalArgumentException where two have the same number
     */
    public Tunnels(List<TunnelPortConfig> configs) {
        for (TunnelPortConfig config : configs) {
            if (ports.put(config.number(), config) != null) {
                throw new IllegalArgumentException("two tunnel ports have number " + config.number());
            }
        }
    }

    /** The tunnel port of that number; null where there is none. */
    public @Nullable TunnelPortConfig port(int number) {
        return ports.get(number);
    }

    /** Routes and neighbours. */
    public Underlay underlay() {
        return underlay;
    }

    /** Counts the packets of each port. */
    public TunnelSequences sequences() {
        return sequences;
    }

    /** The ports, for one packet thread. */
    public List<TunnelPort> open(UnderlayOutput output) {
        return ports.values().stream()
                .map(config -> new TunnelPort(config, underlay, output, sequences))
                .toList();
    }
}
