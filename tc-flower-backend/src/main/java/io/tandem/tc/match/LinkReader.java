package io.tandem.tc.match;

import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.tc.filter.FilterId;
import io.tandem.tc.filter.FlowerKey;
import io.tandem.tc.host.NoMegaflowException;
import java.util.OptionalLong;

/** VLAN tags and EtherType, from a filter's protocol and the types of its keys: the other way round of {@link LinkMatch}. */
final class LinkReader {
    private final ReadMatch read;
    private final int protocol;
    private final OptionalLong count;
    private int etherType = PacketFacts.UNKNOWN;
    private int tags = PacketFacts.UNKNOWN;

    LinkReader(ReadMatch read, int protocol) throws NoMegaflowException {
        this.read = read;
        this.protocol = protocol;
        count = read.takeWhole(FlowerKey.NUM_OF_VLANS);
        OptionalLong said = read.takeWhole(FlowerKey.ETH_TYPE);
        if (EtherType.isVlan(protocol)) {
            tagged();
        } else if (protocol == FilterId.ALL) {
            any();
        } else if (protocol < EtherType.MINIMUM) {
            throw NoMegaflowException.part(
                    "protocol",
                    "protocol 0x" + Integer.toHexString(protocol)
                            + " is one of 802.3 frames, of which a megaflow knows the SNAP header's type or none");
        } else {
            untagged(protocol);
        }
        checkType(said);
        if (count.isPresent() && tags != count.getAsLong()) {
            throw NoMegaflowException.key(
                    FlowerKey.NUM_OF_VLANS,
                    "a megaflow knows that there is no tag, or one, and not that there are " + count.getAsLong()
                            + " here");
        }
    }

    /** EtherType of the network header; {@link PacketFacts#UNKNOWN}. */
    int etherType() {
        return etherType;
    }

    /** VLAN tags, where two may be more; {@link PacketFacts#UNKNOWN}. */
    int tags() {
        return tags;
    }

    private void untagged(int type) {
        tags = 0;
        absent(FlowField.VLAN_TPID, FlowField.VLAN_CFI);
        absent(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI);
        if (type != FilterId.ALL) {
            type(type);
        }
    }

    private void any() throws NoMegaflowException {
        if (count.isPresent() && count.getAsLong() == 0) {
            untagged(FilterId.ALL);
        } else if (count.isPresent() && count.getAsLong() == 1) {
            read.exact(FlowField.VLAN_CFI, 1);
            behindTag();
        }
    }

    private void tagged() throws NoMegaflowException {
        read.exact(FlowField.VLAN_TPID, protocol);
        read.exact(FlowField.VLAN_CFI, 1);
        behindTag();
    }

    private void behindTag() throws NoMegaflowException {
        OptionalLong inner = read.takeWhole(FlowerKey.VLAN_ETH_TYPE);
        if (inner.isEmpty()) {
            if (count.isPresent() && count.getAsLong() == 1) {
                tags = 1;
                absent(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI);
            }
            return;
        }
        int type = (int) inner.getAsLong();
        if (!EtherType.isVlan(type)) {
            behindLast(FlowerKey.VLAN_ETH_TYPE, type);
            tags = 1;
            absent(FlowField.CVLAN_TPID, FlowField.CVLAN_CFI);
            return;
        }
        tags = 2;
        read.exact(FlowField.CVLAN_TPID, type);
        read.exact(FlowField.CVLAN_CFI, 1);
        OptionalLong innermost = read.takeWhole(FlowerKey.CVLAN_ETH_TYPE);
        if (innermost.isPresent()) {
            behindLast(FlowerKey.CVLAN_ETH_TYPE, (int) innermost.getAsLong());
        }
    }

    private void behindLast(FlowerKey flower, int type) throws NoMegaflowException {
        if (EtherType.isVlan(type) || type < EtherType.MINIMUM || LinkMatch.PASSED_THROUGH.contains(type)) {
            throw NoMegaflowException.key(
                    flower,
                    "0x" + Integer.toHexString(type)
                            + " isn't what flower finds there in the packets that a megaflow of that eth_type has");
        }
        type(type);
    }

    private void type(int type) {
        etherType = type;
        read.exact(FlowField.ETH_TYPE, type);
    }

    private void absent(FlowField tpid, FlowField present) {
        read.exact(tpid, 0);
        read.exact(present, 0);
    }

    /** A request says the protocol there, the kernel the type behind all tags that the filter has. */
    private void checkType(OptionalLong said) throws NoMegaflowException {
        if (said.isEmpty()) {
            return;
        }
        boolean found = said.getAsLong() == protocol && protocol != FilterId.ALL || said.getAsLong() == etherType;
        if (!found || LinkMatch.PASSED_THROUGH.contains((int) said.getAsLong())) {
            throw NoMegaflowException.key(
                    FlowerKey.ETH_TYPE,
                    "flower compares the type behind all tags, and the filter doesn't say how many there are, or says"
                            + " another type");
        }
    }
}
