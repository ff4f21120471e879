package io.tandem.rte.match;

import io.tandem.backend.Refusal;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowMask;
import io.tandem.rte.host.RtePort;
import io.tandem.translate.MatchAccount;
import io.tandem.translate.RefusedException;
import java.util.List;

/**
 * Which header a packet begins with. Packets of GTP-U begin with IPv4 or IPv6, so that nothing of Ethernet is theirs; all
 * others begin with Ethernet. Source: Open vSwitch, ovs-fields(7), packet_type.
 */
final class PacketTypeMatch {
    /** The namespace of EtherTypes. */
    static final int ETHERTYPE_NAMESPACE = 1;

    private static final List<FlowField> OF_ETHERNET = List.of(
            FlowField.ETH_DST,
            FlowField.ETH_SRC,
            FlowField.VLAN_TPID,
            FlowField.VLAN_CFI,
            FlowField.VLAN_PCP,
            FlowField.VLAN_VID,
            FlowField.CVLAN_TPID,
            FlowField.CVLAN_CFI,
            FlowField.CVLAN_PCP,
            FlowField.CVLAN_VID);

    /** True where the packet type alone says which EtherType the packets have. */
    static boolean tellsEtherType(FlowMask mask, RtePort port) {
        return !port.kind().carriesEthernet()
                && mask.isExact(FlowField.PACKET_TYPE_ID)
                && mask.isZero(FlowField.ETH_TYPE);
    }

    /** Answers for the packet type, and for Ethernet where packets have none. */
    static void settle(MatchDraft draft, RtePort port) throws RefusedException {
        if (port.kind().carriesEthernet()) {
            draft.alwaysZero(FlowField.PACKET_TYPE_NS, "packets come off the wire with an Ethernet header");
            draft.alwaysZero(FlowField.PACKET_TYPE_ID, "packets come off the wire with an Ethernet header");
            return;
        }
        if (!draft.whole(FlowField.PACKET_TYPE_NS) || !draft.whole(FlowField.PACKET_TYPE_ID)) {
            throw new RefusedException(
                    Refusal.Code.UNSUPPORTED_MASK,
                    "packet_type",
                    "packets of port " + port.name()
                            + " are IPv4, IPv6 or messages with all their headers, and a rule is"
                            + " for one of them; match packet_type whole");
        }
        int namespace = (int) draft.key().get(FlowField.PACKET_TYPE_NS);
        int type = (int) draft.key().get(FlowField.PACKET_TYPE_ID);
        if (namespace == 0) {
            throw MatchAccount.unsupported(
                    FlowField.PACKET_TYPE_NS,
                    "a GTP-U message that carries no packet comes whole, for who speaks the protocol; it stays in"
                            + " software");
        }
        if (namespace != ETHERTYPE_NAMESPACE || type != EtherType.IPV4 && type != EtherType.IPV6) {
            throw none("GTP-U carries IPv4 and IPv6, packet_type(ns=1,id=0x800) and packet_type(ns=1,id=0x86dd)");
        }
        if (draft.looksAt(FlowField.ETH_TYPE) && !draft.whole(FlowField.ETH_TYPE)) {
            throw draft.partial(FlowField.ETH_TYPE);
        }
        if (draft.etherType() != type) {
            throw none("its EtherType is 0x" + Integer.toHexString(draft.etherType()));
        }
        draft.answer(FlowField.PACKET_TYPE_NS);
        draft.answer(FlowField.PACKET_TYPE_ID);
        draft.answer(FlowField.ETH_TYPE);
        for (FlowField field : OF_ETHERNET) {
            draft.alwaysZero(field, "packets of port " + port.name() + " have no Ethernet header");
        }
    }

    private static RefusedException none(String why) {
        return new RefusedException(
                Refusal.Code.PREREQUISITE, "packet_type", "no packet can match packet_type: " + why);
    }

    private PacketTypeMatch() {}
}
