package io.tandem.rte.match;

import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RtePort;
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

    /** A tunnel's packets come in by any port of the switch; which were sent to the rule's group, the rules before it say. */
    static void readTunnel(ReadPattern read, RtePort.Kind kind, Set<Traffic> traffic, DatapathNumbers numbers)
            throws RuleNotTakenException {
        if (!traffic.contains(Traffic.TRANSFER) || read.at(RteItem.REPRESENTED_PORT)) {
            throw read.wrong(
                    RteErrorType.ITEM,
                    "a megaflow of a tunnel is for the packets of all ports; a rule of the switch without represented_port");
        }
        OptionalInt number = numbers.tunnelOf(kind);
        if (number.isEmpty()) {
            throw read.wrong(RteErrorType.ITEM, "the datapath has no tunnel of " + kind);
        }
        read.exact(FlowField.IN_PORT, Integer.toUnsignedLong(number.getAsInt()));
    }

    private PortReader() {}
}
