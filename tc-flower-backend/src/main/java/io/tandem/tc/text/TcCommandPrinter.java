package io.tandem.tc.text;

import io.tandem.tc.filter.AttachPoint;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.TcFilter;

/**
 * Writes filters as the command lines of tc that make them.
 *
 * <p>A line is what iproute2 6.1 reads as that filter. What it has no words for is told beside ({@link
 * TcCommand#missing}): matches on the outer source port, on outer flags, on a hash, under masks that are no prefixes;
 * actions of other kinds, changes of headers that pedit names no field for. What a filter only has when it is read back,
 * in_hw and not_in_hw, is nothing that a command says, and is left out. A device without a name is written {@code if} and
 * its index, which iproute2 takes for it.
 *
 * <p>Can be used by several threads where the names can. Source: iproute2 6.1, tc/tc_filter.c.
 */
public final class TcCommandPrinter {
    private final DeviceText devices;
    private final ActionListText actions;

    public TcCommandPrinter(DeviceNames names) {
        devices = new DeviceText(names);
        actions = new ActionListText(names);
    }

    /** The line that adds the filter. */
    public TcCommand print(TcFilter filter) {
        TcLine line = new TcLine();
        line.word("tc filter add");
        FilterId id = filter.id();
        switch (id.attach()) {
            case AttachPoint.Ingress ingress -> {
                devices.print(ingress.ifindex(), line);
                line.word("ingress");
            }
            case AttachPoint.Egress egress -> {
                devices.print(egress.ifindex(), line);
                line.word("egress");
            }
            case AttachPoint.Block block -> line.word("block", Integer.toUnsignedString(block.index()));
        }
        line.word("protocol", EtherTypeText.print(id.protocol()));
        if (id.priority() != 0) {
            line.word("pref", Integer.toString(id.priority()));
        }
        if (id.chain() != 0) {
            line.word("chain", Integer.toUnsignedString(id.chain()));
        }
        if (id.handle() != 0) {
            line.word("handle", NumberText.hex(id.handle() & NumberText.U32));
        }
        line.word("flower");
        MatchPrinter.print(filter, line);
        actions.print(filter.actions(), line);
        return line.command();
    }
}
