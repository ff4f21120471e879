package io.tandem.conformance.tcsim;

import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.link.Link;
import io.tandem.tc.link.LinkWatch;
import io.tandem.tc.link.Links;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The ports of a NIC as network devices {@code nic1} and so on, which are there for ever, and as its driver knows them.
 *
 * @param count how many
 */
record NicPorts(int count) implements Links, DatapathNumbers {
    /** Index of port 1's device; the others follow. */
    static final int FIRST_IFINDEX = 11;

    private static final long LOCALLY_ADMINISTERED = 0x0200_0000_0000L;

    /** The device of a port. */
    static String name(int port) {
        return "nic" + port;
    }

    @Override
    public List<Link> all() {
        return IntStream.rangeClosed(1, count)
                .mapToObj(port ->
                        new Link(name(port), FIRST_IFINDEX + port - 1, "", true, true, LOCALLY_ADMINISTERED + port))
                .toList();
    }

    @Override
    public Optional<Link> byName(String name) {
        return all().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    @Override
    public Optional<Link> byIndex(int ifindex) {
        return all().stream().filter(link -> link.ifindex() == ifindex).findFirst();
    }

    @Override
    public LinkWatch watch() {
        throw new UnsupportedOperationException("the ports of the simulated NIC never change");
    }

    @Override
    public Optional<TcPort> portOf(int ifindex) {
        return byIndex(ifindex).map(link -> TcPort.wire(ifindex - FIRST_IFINDEX + 1, ifindex, link.name()));
    }

    @Override
    public OptionalInt recirculationOf(int chain) {
        return OptionalInt.of(chain);
    }

    @Override
    public OptionalInt meterOf(int policeIndex) {
        return OptionalInt.empty();
    }
}
