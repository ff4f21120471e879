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

    /** Why there is none, for who reads; of a port that is there it means nothing. */
    default String absence(int number) {
        return "DPDK has no port for port " + Integer.toUnsignedString(number);
    }

    /** Just these ports. */
    static RtePorts of(Collection<RtePort> ports) {
        Map<Integer, RtePort> byNumber =
                ports.stream().collect(Collectors.toUnmodifiableMap(RtePort::number, Function.identity()));
        return number -> Optional.ofNullable(byNumber.get(number));
    }
}
