package io.tandem.rte.host;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The datapath ports that DPDK has. Implementations answer the same for the whole of one translation. */
@FunctionalInterface
public interface RtePorts {
    /** The port of that datapath number; empty where DPDK has none for it. */
    Optional<RtePort> find(int number);

    /** Just these ports. */
    static RtePorts of(Collection<RtePort> ports) {
        Map<Integer, RtePort> byNumber =
                ports.stream().collect(Collectors.toUnmodifiableMap(RtePort::number, Function.identity()));
        return number -> Optional.ofNullable(byNumber.get(number));
    }
}
