package io.tandem.tc.device;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.host.TcPorts;
import io.tandem.tc.link.IngressQdisc;
import io.tandem.tc.link.IngressQdiscs;
import io.tandem.tc.link.Link;
import io.tandem.tc.link.Links;
import io.tandem.tc.link.QdiscAddition;
import io.tandem.tc.text.DeviceNames;
import io.tandem.tc.transport.TransportException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The ports of a device as they are now. A port is named in the configuration; the network device of that name can go
 * and come back with another index.
 *
 * <p>A port gets a clsact qdisc, or an ingress qdisc on its shared block, where it has no ingress qdisc; one that is
 * there is used as it is, and none is ever removed. {@link #refresh} is called by one thread, the rest by any.
 */
final class PortTable implements TcPorts, DeviceNames {
    private final Map<Integer, String> names;
    private final Map<Integer, Integer> blocks;
    private volatile Map<Integer, Bound> bound = Map.of();
    private volatile boolean doubted;

    /** A port with its network device, and where its packets meet filters. */
    record Bound(TcPort port, AttachPoint attach) {}

    PortTable(Map<Integer, String> names, Map<Integer, Integer> blocks) {
        this.names = Map.copyOf(names);
        this.blocks = Map.copyOf(blocks);
    }

    @Override
    public Optional<TcPort> find(int number) {
        return bound(number).map(Bound::port);
    }

    @Override
    public Optional<String> name(int ifindex) {
        return bound.values().stream()
                .map(Bound::port)
                .filter(port -> port.ifindex() == ifindex)
                .map(TcPort::name)
                .findFirst();
    }

    @Override
    public OptionalInt index(String name) {
        return bound.values().stream()
                .map(Bound::port)
                .filter(port -> port.name().equals(name))
                .mapToInt(TcPort::ifindex)
                .findFirst();
    }

    /** The port and where its packets meet filters. */
    Optional<Bound> bound(int number) {
        return Optional.ofNullable(bound.get(number));
    }

    /** Numbers of the ports whose network devices are there. */
    Set<Integer> numbers() {
        return bound.keySet();
    }

    /** Where packets of all ports meet filters, each place once. */
    Set<AttachPoint> places() {
        Set<AttachPoint> places = new HashSet<>();
        bound.values().forEach(b -> places.add(b.attach()));
        return places;
    }

    /** Somebody may have taken a port's qdisc away: the next refresh looks at all. */
    void doubt() {
        doubted = true;
    }

    /**
     * Looks which devices there are, and sees to their qdiscs.
     *
     * @return places that were there before and are not any more
     */
    Set<AttachPoint> refresh(Links links, IngressQdiscs qdiscs) throws TransportException {
        Map<String, Link> byName = new HashMap<>();
        links.all().forEach(link -> byName.put(link.name(), link));
        boolean all = doubted;
        doubted = false;
        Map<Integer, Bound> now = new LinkedHashMap<>();
        for (Map.Entry<Integer, String> name : names.entrySet()) {
            Link link = byName.get(name.getValue());
            if (link == null) {
                continue;
            }
            Bound before = bound.get(name.getKey());
            if (!all && before != null && before.port().ifindex() == link.ifindex()) {
                now.put(name.getKey(), before);
            } else {
                attach(name.getKey(), link, qdiscs)
                        .ifPresent(attach -> now.put(name.getKey(), new Bound(port(name.getKey(), link), attach)));
            }
        }
        Set<AttachPoint> gone = places();
        bound = Map.copyOf(now);
        gone.removeAll(places());
        return gone;
    }

    private Optional<AttachPoint> attach(int number, Link link, IngressQdiscs qdiscs) throws TransportException {
        Integer block = blocks.get(number);
        QdiscAddition addition =
                block == null ? qdiscs.addClsact(link.ifindex()) : qdiscs.addIngress(link.ifindex(), block);
        return switch (addition) {
            case QdiscAddition.Added(IngressQdisc qdisc) -> Optional.of(place(qdisc));
            case QdiscAddition.Found(IngressQdisc qdisc) -> Optional.of(place(qdisc));
            case QdiscAddition.Refused refused -> Optional.empty();
        };
    }

    private static AttachPoint place(IngressQdisc qdisc) {
        return qdisc.ingressBlock() == 0
                ? new AttachPoint.Ingress(qdisc.ifindex())
                : new AttachPoint.Block(qdisc.ingressBlock());
    }

    private static TcPort port(int number, Link link) {
        TcPort.Kind kind =
                switch (link.kind()) {
                    case "vxlan" -> TcPort.Kind.VXLAN;
                    case "geneve" -> TcPort.Kind.GENEVE;
                    case "gre", "gretap", "ip6gre", "ip6gretap" -> TcPort.Kind.GRE;
                    case "erspan", "ip6erspan" -> TcPort.Kind.ERSPAN;
                    default -> TcPort.Kind.ETHERNET;
                };
        return new TcPort(number, link.ifindex(), link.name(), kind, link.kind().isEmpty());
    }
}
