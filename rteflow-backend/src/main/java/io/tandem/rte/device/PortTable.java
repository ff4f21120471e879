package io.tandem.rte.device;

import io.tandem.rte.host.RtePort;
import io.tandem.rte.host.RtePorts;
import io.tandem.rte.transport.RteFlows;
import io.tandem.rte.transport.RteTransportException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The device's ports, and in which life each is known to be. Written by the control thread, read by any. */
final class PortTable implements RtePorts {
    private final Map<Integer, NamedPort> named;
    private volatile Map<Integer, RtePort> ports = Map.of();
    private final Map<Integer, Long> lives = new HashMap<>();
    private volatile Map<Integer, Integer> queues = Map.of();

    PortTable(Map<Integer, NamedPort> named) {
        this.named = named;
    }

    /** Looks the ports up; those that are not there are left out, and tunnels of several DPDK ports. */
    void refresh(RteFlows flows) throws RteTransportException {
        Map<Integer, RtePort> found = new LinkedHashMap<>();
        Map<Integer, Integer> polled = new HashMap<>();
        lives.clear();
        for (Map.Entry<Integer, NamedPort> entry : named.entrySet()) {
            NamedPort port = entry.getValue();
            OptionalInt ethdev =
                    port.dpdk().size() == 1 ? flows.port(port.dpdk().getFirst()) : OptionalInt.empty();
            if (ethdev.isPresent()) {
                found.put(entry.getKey(), port.at(entry.getKey(), ethdev.getAsInt()));
                lives.put(ethdev.getAsInt(), flows.life(ethdev.getAsInt()));
                polled.put(entry.getKey(), flows.queues(ethdev.getAsInt()));
            }
        }
        queues = Map.copyOf(polled);
        ports = Map.copyOf(found);
    }

    /** A port whose rules are gone since the last {@link #refresh}, and its name. */
    Optional<String> lost(RteFlows flows) throws RteTransportException {
        for (RtePort port : ports.values()) {
            Long life = lives.get(port.ethdev());
            if (life == null || life != flows.life(port.ethdev())) {
                return Optional.of(port.name());
            }
        }
        return Optional.empty();
    }

    /** The wire behind a DPDK port. */
    Optional<RtePort> wire(int ethdev) {
        return ports.values().stream()
                .filter(port -> port.ethdev() == ethdev && !port.kind().isTunnel())
                .findFirst();
    }

    /** The DPDK ports. */
    Collection<Integer> ethdevs() {
        return lives.keySet();
    }

    /** The receive queues of a datapath port; none where it is not there. */
    List<Integer> queues(int number) {
        return IntStream.range(0, queues.getOrDefault(number, 0)).boxed().toList();
    }

    /** The datapath ports that are there. */
    Set<Integer> numbers() {
        return ports.keySet();
    }

    /** The DPDK ports that are asked for, there or not. */
    String names() {
        return named.values().stream()
                .flatMap(port -> port.dpdk().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
    }

    @Override
    public Optional<RtePort> find(int number) {
        return Optional.ofNullable(ports.get(number));
    }

    @Override
    public String absence(int number) {
        NamedPort port = named.get(number);
        return port == null || port.dpdk().size() == 1
                ? RtePorts.super.absence(number)
                : "packets of tunnel " + number + " may come in by any of the DPDK ports "
                        + String.join(", ", port.dpdk())
                        + ", and a rule is made at one; have all routes of tunnels lead by one of them";
    }
}
