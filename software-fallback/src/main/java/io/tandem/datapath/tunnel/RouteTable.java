package io.tandem.datapath.tunnel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Routes of the underlay, found by longest prefix: one sorted array for each length in use, longest first. Immutable, for
 * any thread; a look-up allocates nothing. Source: Open vSwitch lib/ovs-router.c.
 */
public final class RouteTable {
    /** No routes. */
    public static final RouteTable EMPTY = new RouteTable(List.of());

    private static final int MAPPED_BITS = 96;

    private final List<Route> routes;
    private final Level[] levels;

    /** The routes whose prefixes have that many bits, sorted by address. */
    private record Level(int bits, long[] highs, long[] lows, Route[] routes) {
        @Nullable Route find(long high, long low) {
            long maskedHigh = high & Route.highMask(bits);
            long maskedLow = low & Route.lowMask(bits);
            int from = 0;
            int to = routes.length - 1;
            while (from <= to) {
                int middle = (from + to) >>> 1;
                int order = compare(highs[middle], lows[middle], maskedHigh, maskedLow);
                if (order == 0) {
                    return routes[middle];
                }
                if (order < 0) {
                    from = middle + 1;
                } else {
                    to = middle - 1;
                }
            }
            return null;
        }
    }

    /** A table of these routes. */
    public RouteTable(List<Route> routes) {
        this.routes = List.copyOf(routes);
        NavigableMap<Integer, List<Route>> byBits = new TreeMap<>(Comparator.reverseOrder());
        for (Route route : routes) {
            byBits.computeIfAbsent(route.bits(), _ -> new ArrayList<>()).add(route);
        }
        levels = byBits.entrySet().stream()
                .map(level -> level(level.getKey(), level.getValue()))
                .toArray(Level[]::new);
    }

    /** All routes, in the order given. */
    public List<Route> routes() {
        return routes;
    }

    /** The route to an address. */
    public Optional<Route> find(IpAddress address) {
        return Optional.ofNullable(find(address.high(), address.low()));
    }

    @Nullable Route find(long high, long low) {
        int least = IpAddress.isIpv4(high, low) ? MAPPED_BITS : 0;
        for (Level level : levels) {
            if (level.bits < least) {
                return null; // a default route of IPv6 is none of IPv4
            }
            Route route = level.find(high, low);
            if (route != null) {
                return route;
            }
        }
        return null;
    }

    /** True where that is the address of this host on that port. */
    boolean isLocal(int port, IpAddress address) {
        return routes.stream()
                .anyMatch(r -> r.out().number() == port && r.source().equals(address));
    }

    private static Level level(int bits, List<Route> routes) {
        List<Route> sorted = new ArrayList<>(routes);
        sorted.sort((a, b) -> {
            int order = compare(a, b);
            return order != 0 ? order : Integer.compare(b.priority(), a.priority());
        });
        List<Route> best = new ArrayList<>();
        for (Route route : sorted) {
            if (best.isEmpty() || compare(best.getLast(), route) != 0) {
                best.add(route);
            }
        }
        return new Level(
                bits,
                best.stream().mapToLong(r -> r.network().high()).toArray(),
                best.stream().mapToLong(r -> r.network().low()).toArray(),
                best.toArray(Route[]::new));
    }

    private static int compare(Route a, Route b) {
        return compare(
                a.network().high(),
                a.network().low(),
                b.network().high(),
                b.network().low());
    }

    private static int compare(long aHigh, long aLow, long bHigh, long bLow) {
        int order = Long.compareUnsigned(aHigh, bHigh);
        return order != 0 ? order : Long.compareUnsigned(aLow, bLow);
    }
}
