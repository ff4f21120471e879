package io.tandem.datapath.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class RouteTableTest {
    private static final UnderlayPort OUT = new UnderlayPort(1, 0x020000000001L, 1500);
    private static final IpAddress SOURCE = IpAddress.ofIpv4(0x0a000001);
    private static final IpAddress SOURCE6 = new IpAddress(0xfe80L << 48, 1);

    private static Route route(IpAddress network, int prefix, int priority) {
        IpAddress source = network.isIpv4() ? SOURCE : SOURCE6;
        return new Route(network, prefix, source, Optional.empty(), OUT, priority);
    }

    /** The best route among all is the one with the most bits, then with the highest priority. */
    @Property
    void findsTheLongestPrefix(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Route> routes = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 60; i++) {
            boolean ipv4 = random.nextBoolean();
            int prefix = random.nextInt(ipv4 ? 33 : 129);
            int bits = ipv4 ? prefix + 96 : prefix;
            IpAddress any = address(ipv4, random);
            IpAddress network = new IpAddress(any.high() & Route.highMask(bits), any.low() & Route.lowMask(bits));
            int priority = random.nextInt(4);
            if (network.isIpv4() == ipv4 && seen.add(network + "/" + prefix + "@" + priority)) {
                routes.add(route(network, prefix, priority));
            }
        }
        RouteTable table = new RouteTable(routes);
        for (int i = 0; i < 50; i++) {
            IpAddress to = address(random.nextBoolean(), random);
            Optional<Route> best = routes.stream()
                    .filter(r -> contains(r, to))
                    .max(Comparator.comparingInt(Route::prefix).thenComparingInt(Route::priority));
            assertThat(table.find(to)).isEqualTo(best);
        }
    }

    /** Bit by bit, in bytes of the address. */
    private static boolean contains(Route route, IpAddress address) {
        if (route.network().isIpv4() != address.isIpv4()) {
            return false;
        }
        int first = address.isIpv4() ? 96 : 0;
        for (int bit = first; bit < first + route.prefix(); bit++) {
            if (bit(route.network(), bit) != bit(address, bit)) {
                return false;
            }
        }
        return true;
    }

    private static long bit(IpAddress address, int bit) {
        return bit < 64 ? address.high() >>> 63 - bit & 1 : address.low() >>> 127 - bit & 1;
    }

    /** Few different bits, so that prefixes meet. */
    private static IpAddress address(boolean ipv4, SplittableRandom random) {
        long low = random.nextInt(4) * 0x8000_0000L >>> 1 | random.nextInt(4) << 20 | random.nextInt(8);
        return ipv4 ? IpAddress.ofIpv4(low) : new IpAddress((long) random.nextInt(4) << 62 | random.nextInt(3), low);
    }

    @Test
    void keepsIpv4ApartFromIpv6() {
        RouteTable table = new RouteTable(List.of(route(new IpAddress(0, 0), 0, 0)));
        assertThat(table.find(SOURCE6)).isPresent();
        assertThat(table.find(SOURCE)).isEmpty();
    }

    @Test
    void refusesBitsBehindThePrefix() {
        assertThatThrownBy(() -> route(IpAddress.ofIpv4(0x0a000001), 24, 0))
                .hasMessageContaining("10.0.0.1/24")
                .hasMessageContaining("bits behind the prefix");
        assertThatThrownBy(() -> route(SOURCE, 33, 0)).hasMessageContaining("up to 32 bits");
    }
}
