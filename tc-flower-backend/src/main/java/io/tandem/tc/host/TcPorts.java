package io.tandem.tc.host;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The datapath ports that tc can reach. Implementations answer the same for the whole of one translation. */
@FunctionalInterface
public interface TcPorts {
    /** The port of that datapath number; empty where tc has no device for it. */
    Optional<TcPort> find(int number);

    /** Just these ports. */
    static TcPorts of(Collection<TcPort> ports) {
        Map<Integer, TcPort> byNumber =
                ports.stream().collect(Collectors.toUnmodifiableMap(TcPort::number, Function.identity()));
        return number -> Optional.ofNullable(byNumber.get(number));
    }
}
