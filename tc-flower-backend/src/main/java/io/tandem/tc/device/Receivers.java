package io.tandem.tc.device;

import io.tandem.flow.Bytes;
import io.tandem.tc.filter.ActionBody;
import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterFlag;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerMatch;
import io.tandem.tc.filter.TcAction;
import io.tandem.tc.filter.TcControl;
import io.tandem.tc.filter.TcFilter;
import io.tandem.tc.held.FilterKernel;
import io.tandem.tc.held.TcErrors;
import io.tandem.tc.link.Links;
import io.tandem.tc.link.OwnLink;
import io.tandem.tc.place.PriorityRange;
import io.tandem.tc.transport.TcAnswer;
import io.tandem.tc.transport.TcTransport;
import io.tandem.tc.transport.TransportException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where packets go that no rule takes, for a datapath that must not see the others: a socket on the port itself hears
 * packets before filters do, so that rules of the kernel's software would carry what the datapath carries too.
 *
 * <p>Each port has an interface of ours beside it. The last filter of chain 0, at the last of our priorities, lets every
 * packet that comes to it come in by that interface, where the datapath listens. What takes a packet away from a rule
 * for a moment ({@link Remover}) sends it there as well. The interfaces and filters are made with a session, and go when
 * the device is closed.
 *
 * <p>One thread at a time, the transport's.
 */
final class Receivers {
    private static final int ALL_PROTOCOLS = FilterId.ALL;
    private static final int HANDLE = 1;
    /** As long as a flow's, so that a later life that has no receivers takes the filter for a rule without a flow. */
    private static final Bytes COOKIE = Bytes.of("tandem receiver.".getBytes(StandardCharsets.US_ASCII));

    private final Map<Integer, String> names;
    private final int priority;
    private final Map<Integer, OwnLink> links = new HashMap<>();
    private final Map<AttachPoint, TcFilter> lastFilters = new HashMap<>();

    Receivers(Map<Integer, String> names, PriorityRange range) {
        this.names = Map.copyOf(names);
        this.priority = range.last();
    }

    /** True where the datapath sees only what no rule takes. */
    boolean any() {
        return !names.isEmpty();
    }

    /** Makes the interfaces. */
    void open(TcTransport transport, Links all) throws TransportException {
        links.clear();
        lastFilters.clear();
        for (Map.Entry<Integer, String> name : names.entrySet()) {
            links.put(name.getKey(), OwnLink.named(transport, all, name.getValue()));
        }
    }

    /** Puts the last filters where ports came, and notes where they went. */
    void place(PortTable ports, FilterKernel kernel, Holdings holdings) throws TransportException {
        lastFilters.keySet().retainAll(ports.places());
        for (Map.Entry<Integer, OwnLink> link : links.entrySet()) {
            Optional<PortTable.Bound> port = ports.bound(link.getKey());
            if (port.isPresent() && !lastFilters.containsKey(port.get().attach())) {
                TcFilter last = filter(port.get().attach(), link.getValue().ifindex());
                holdings.handles().adopt(HANDLE);
                holdings.avoid(last.id());
                TcAnswer answer = kernel.install(List.of(last)).getFirst();
                if (answer.done() || answer.errno() == TcErrors.EEXIST) {
                    lastFilters.put(last.id().attach(), last);
                }
            }
        }
    }

    /** Forgets the last filters that a dump did not show, so that they are put there again. */
    void missing(AttachPoint place, Set<FilterId> seen) {
        lastFilters.computeIfPresent(place, (at, last) -> seen.contains(last.id()) ? last : null);
    }

    /** True for the last filter of a port, of this life or an earlier one. */
    boolean isOurs(FilterId id) {
        return any() && id.priority() == priority && id.chain() == 0;
    }

    /** What gives a packet at that place to the datapath. */
    Optional<TcAction> toDatapath(AttachPoint place) {
        return Optional.ofNullable(lastFilters.get(place))
                .map(last -> last.actions().getFirst());
    }

    /** Removes filters and interfaces. */
    void close(FilterKernel kernel) throws TransportException {
        kernel.remove(lastFilters.values().stream().map(TcFilter::id).toList());
        lastFilters.clear();
        for (OwnLink link : links.values()) {
            link.close();
        }
        links.clear();
    }

    private TcFilter filter(AttachPoint attach, int receiver) {
        return TcFilter.of(
                new FilterId(attach, 0, priority, ALL_PROTOCOLS, HANDLE),
                FlowerMatch.ALL,
                Set.of(FilterFlag.SKIP_HW),
                List.of(TcAction.of(new ActionBody.Mirred(false, true, receiver), TcControl.STOLEN)
                        .withCookie(COOKIE)));
    }
}
