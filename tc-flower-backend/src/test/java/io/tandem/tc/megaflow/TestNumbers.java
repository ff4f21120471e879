package io.tandem.tc.megaflow;

import io.tandem.tc.host.DatapathNumbers;
import io.tandem.tc.host.TcPort;
import io.tandem.tc.translate.TestBed;
import java.util.Optional;
import java.util.OptionalInt;

/** What numbers stand for where {@link TestBed} has given them out; a chain for the recirculation of its own number. */
final class TestNumbers implements DatapathNumbers {
    static final TestNumbers OF_TEST_BED = new TestNumbers();

    @Override
    public Optional<TcPort> portOf(int ifindex) {
        return TestBed.ALL_PORTS.stream()
                .filter(port -> port.ifindex() == ifindex)
                .findFirst();
    }

    @Override
    public OptionalInt recirculationOf(int chain) {
        return OptionalInt.of(chain);
    }

    @Override
    public OptionalInt meterOf(int policeIndex) {
        return policeIndex == TestBed.METERS.policeIndex(9).orElseThrow() ? OptionalInt.of(9) : OptionalInt.empty();
    }
}
