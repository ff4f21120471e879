package io.tandem.tc.text;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** The names of network devices, of which tc's command line speaks. */
public interface DeviceNames {
    /** The name of the device with that index, where it has one. */
    Optional<String> name(int ifindex);

    /** The index of the device of that name, where there is one. */
    OptionalInt index(String name);

    /** No device has a name. */
    static DeviceNames none() {
        return of(Map.of());
    }

    /** These devices. */
    static DeviceNames of(Map<String, Integer> indexes) {
        Map<String, Integer> known = Map.copyOf(indexes);
        return new DeviceNames() {
            @Override
            public Optional<String> name(int ifindex) {
                return known.entrySet().stream()
                        .filter(e -> e.getValue() == ifindex)
                        .map(Map.Entry::getKey)
                        .sorted()
                        .findFirst();
            }

            @Override
            public OptionalInt index(String name) {
                Integer index = known.get(name);
                return index == null ? OptionalInt.empty() : OptionalInt.of(index);
            }
        };
    }
}
