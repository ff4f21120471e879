package io.tandem.tc.text;

import java.util.OptionalInt;

/**
 * Devices by name. One without a name is written {@code if} and its index, which iproute2 reads as that index (lib/ll_map.c,
 * ll_idx_a2n), unless a device has just that for its name.
 */
final class DeviceText {
    private static final String BY_INDEX = "if";

    private final DeviceNames names;

    DeviceText(DeviceNames names) {
        this.names = names;
    }

    int read(CommandWord word) throws TcParseException {
        OptionalInt known = names.index(word.text());
        if (known.isPresent()) {
            return known.getAsInt();
        }
        if (word.text().startsWith(BY_INDEX)) {
            int index = (int) NumberText.read(word.from(BY_INDEX.length()), 10, Integer.MAX_VALUE);
            if (index != 0) {
                return index;
            }
        }
        throw word.malformed("the name of a device, or " + BY_INDEX + " and its index");
    }

    void print(int ifindex, TcLine line) {
        String byIndex = BY_INDEX + ifindex;
        if (names.name(ifindex).isEmpty()
                && (ifindex <= 0 || names.index(byIndex).isPresent())) {
            line.missing("dev of index " + ifindex);
        } else {
            line.word("dev", names.name(ifindex).orElse(byIndex));
        }
    }
}
