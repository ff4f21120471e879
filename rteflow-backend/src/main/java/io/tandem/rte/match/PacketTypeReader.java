package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;

/** Packets without an Ethernet header, by the item that is first: the other way round of {@link PacketTypeMatch}. */
final class PacketTypeReader {
    static void read(ReadPattern read) throws RuleNotTakenException {
        boolean four = read.at(RteItem.IPV4);
        if (!four && !read.at(RteItem.IPV6)) {
            throw read.wrong(RteErrorType.ITEM, "behind GTP-U comes the IP header of what it carries, ipv4 or ipv6");
        }
        read.etherType = four ? EtherType.IPV4 : EtherType.IPV6;
        read.exact(FlowField.PACKET_TYPE_NS, PacketTypeMatch.ETHERTYPE_NAMESPACE);
        read.exact(FlowField.PACKET_TYPE_ID, read.etherType);
        read.exact(FlowField.ETH_TYPE, read.etherType);
    }

    private PacketTypeReader() {}
}
