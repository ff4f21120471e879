package io.tandem.rte.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.VlanTag;
import java.util.List;
import java.util.OptionalLong;

/** Ethernet addresses, VLAN tags and EtherType. */
final class LinkReader {
    private static final List<VlanTag> TAGS = List.of(VlanTag.OUTER, VlanTag.INNER);

    private final ReadPattern read;

    private LinkReader(ReadPattern read) {
        this.read = read;
    }

    static void read(ReadPattern read) throws RuleNotTakenException {
        if (!read.at(RteItem.ETH)) {
            throw read.wrong(RteErrorType.ITEM, "a megaflow is for Ethernet frames; a pattern begins with eth");
        }
        ReadItem eth = read.take();
        eth.compare(RteField.ETH_DST, FlowField.ETH_DST);
        eth.compare(RteField.ETH_SRC, FlowField.ETH_SRC);
        OptionalLong type = eth.takeWhole(RteField.ETH_TYPE);
        OptionalLong tagged = eth.takeWhole(RteField.ETH_HAS_VLAN);
        eth.end();
        new LinkReader(read).behind(eth, type, tagged);
    }

    /**
     * What stands behind the type that an item has.
     *
     * @param type what it says that comes next
     * @param tagged whether it says that a tag comes next
     */
    private void behind(ReadItem item, OptionalLong type, OptionalLong tagged) throws RuleNotTakenException {
        boolean saysTag = tagged.isPresent() && tagged.getAsLong() == 1
                || type.isPresent() && EtherType.isVlan((int) type.getAsLong())
                || read.at(RteItem.VLAN);
        boolean saysNone = tagged.isPresent() && tagged.getAsLong() == 0
                || type.isPresent() && !EtherType.isVlan((int) type.getAsLong());
        if (saysTag && saysNone) {
            throw item.wrong(RteErrorType.ITEM_SPEC, "no packet has a VLAN tag there and has none");
        }
        if (saysTag) {
            tag(item, type);
            return;
        }
        if (saysNone || nextHeader() != MatchAccount.UNKNOWN) {
            absent();
            type(item, type);
        }
    }

    private void tag(ReadItem before, OptionalLong tpid) throws RuleNotTakenException {
        if (read.tags == TAGS.size()) {
            throw before.wrong(RteErrorType.ITEM, "a megaflow has two VLAN tags");
        }
        VlanTag tag = TAGS.get(read.tags);
        read.tags++;
        read.exact(tag.present(), 1);
        if (tpid.isPresent()) {
            read.exact(tag.tpid(), tpid.getAsLong());
        }
        if (!read.at(RteItem.VLAN)) {
            return;
        }
        ReadItem vlan = read.take();
        vlan.compare(RteField.VLAN_PCP, tag.pcp());
        vlan.compare(RteField.VLAN_VID, tag.vid());
        OptionalLong type = vlan.takeWhole(RteField.VLAN_INNER_TYPE);
        OptionalLong more = vlan.takeWhole(RteField.VLAN_HAS_MORE_VLAN);
        vlan.end();
        behind(vlan, type, more);
    }

    /** The packets have no further tag; behind two a datapath does not look for one. */
    private void absent() {
        if (read.tags < TAGS.size()) {
            VlanTag tag = TAGS.get(read.tags);
            read.exact(tag.present(), 0);
            read.exact(tag.tpid(), 0);
        }
    }

    private void type(ReadItem item, OptionalLong said) throws RuleNotTakenException {
        int implied = nextHeader();
        if (said.isEmpty() && implied == MatchAccount.UNKNOWN) {
            return;
        }
        if (said.isPresent() && implied != MatchAccount.UNKNOWN && said.getAsLong() != implied) {
            throw item.wrong(
                    RteErrorType.ITEM_SPEC,
                    "no packet has type 0x" + Long.toHexString(said.getAsLong()) + " in front of what comes next");
        }
        long type = said.orElse(implied);
        if (type < EtherType.MINIMUM) {
            throw item.wrong(RteErrorType.ITEM_SPEC, "0x" + Long.toHexString(type) + " is a length, and no type");
        }
        read.etherType = (int) type;
        read.exact(FlowField.ETH_TYPE, type);
    }

    /** The EtherType of the header that the next item is of. */
    private int nextHeader() {
        return read.at(RteItem.IPV4)
                ? EtherType.IPV4
                : read.at(RteItem.IPV6)
                        ? EtherType.IPV6
                        : read.at(RteItem.ARP_ETH_IPV4) ? EtherType.ARP : MatchAccount.UNKNOWN;
    }
}
