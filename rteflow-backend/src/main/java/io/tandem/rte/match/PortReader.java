package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Where the packets come in: an item says it of rules of the device's switch, the port of others. */
final class PortReader {
    static void read(ReadPattern read, int ethdev, Set<Traffic> traffic, DatapathNumbers numbers)
            throws RuleNotTakenException {
        int from = ethdev;
        if (read.at(RteItem.REPRESENTED_PORT)) {
            ReadItem item = read.take();
            OptionalLong port = item.takeWhole(RteField.REPRESENTED_PORT_PORT);
            item.end();
            if (port.isEmpty()) {
                throw item.wrong(RteErrorType.ITEM_MASK, "a megaflow is for packets of one port; name it");
            }
            from = (int) port.getAsLong();
        } else if (traffic.contains(Traffic.TRANSFER)) {
            throw read.wrong(
                    RteErrorType.ITEM, "a rule of the switch says by represented_port where its packets come in");
        }
        OptionalInt number = numbers.portOf(from);
        if (number.isEmpty()) {
            throw read.wrong(RteErrorType.ITEM_SPEC, "DPDK port " + from + " is no port of the datapath");
        }
        read.exact(FlowField.IN_PORT, Integer.toUnsignedLong(number.getAsInt()));
    }

    private PortReader() {}
}
