package io.tandem.validate;

import io.tandem.action.ActionType;
import io.tandem.action.OdpAction;
import io.tandem.flow.EtherType;
import io.tandem.netlink.AttributeCursor;

/** What is known of a packet's headers between two actions. Source: flow_netlink.c, __ovs_nla_copy_actions. */
final class PacketState {
    private static final int TRANSPARENT_BRIDGING = 0x6558;
    private static final int LAST_NSH_PROTOCOL = 5;
    private static final int NSH_ETHERNET = 3;

    private final boolean flowEthernet;
    private boolean ethernet;
    private int type;
    private boolean tagged;
    private int labels;

    PacketState(boolean ethernet, int type, boolean tagged, int labels) {
        this.flowEthernet = ethernet;
        this.ethernet = ethernet;
        this.type = type;
        this.tagged = tagged;
        this.labels = labels;
    }

    /** For a nested list: it starts with what is known here, but for the link header, which is the flow's own. */
    PacketState nested() {
        return new PacketState(flowEthernet, type, tagged, labels);
    }

    boolean ethernet() {
        return ethernet;
    }

    int type() {
        return type;
    }

    boolean tagged() {
        return tagged;
    }

    void leaveEthernet() {
        ethernet = false;
    }

    void pushVlan(ActionType action, AttributeCursor cursor) throws KernelRefusal {
        require(ethernet, action, "the packet is an Ethernet frame");
        require(EtherType.isVlan(cursor.be16(0)), action, "its type is 0x8100 or 0x88a8");
        require((cursor.be16(2) & OdpAction.VLAN_PRESENT) != 0, action, "its present bit is set: cfi=1");
        tagged = true;
    }

    void popVlan(ActionType action) throws KernelRefusal {
        require(ethernet, action, "the packet is an Ethernet frame");
        tagged = false;
    }

    void pushMpls(ActionType action, AttributeCursor cursor) throws KernelRefusal {
        int pushed = cursor.be16(4);
        require(EtherType.isMpls(pushed), action, "its Ethernet type is one of MPLS");
        require(takesLabel(), action, "a label goes before IP, ARP or another label, not behind a tag");
        type = pushed;
        labels++;
    }

    private boolean takesLabel() {
        return !tagged
                && switch (type) {
                    case EtherType.IPV4,
                            EtherType.IPV6,
                            EtherType.ARP,
                            EtherType.RARP,
                            EtherType.MPLS_UNICAST,
                            EtherType.MPLS_MULTICAST -> true;
                    default -> false;
                };
    }

    void addMpls(ActionType action, AttributeCursor cursor) throws KernelRefusal {
        int pushed = cursor.be16(4);
        require(EtherType.isMpls(pushed), action, "its Ethernet type is one of MPLS");
        boolean beforeNetwork = (cursor.u16(6) & 1) != 0;
        if (beforeNetwork) {
            require(takesLabel(), action, "a label goes before IP, ARP or another label, not behind a tag");
            labels++;
        } else if (ethernet) {
            labels = 1;
            ethernet = false;
        } else {
            labels++;
        }
        type = pushed;
    }

    void popLabel(int next) {
        labels--;
        type = !EtherType.isMpls(next) || labels == 0 ? 0 : next;
    }

    void pushEthernet(ActionType action) throws KernelRefusal {
        require(!ethernet, action, "the packet has no Ethernet header yet");
        ethernet = true;
    }

    void popEthernet(ActionType action) throws KernelRefusal {
        require(ethernet, action, "the packet has an Ethernet header");
        require(!tagged, action, "the packet has no tag");
        ethernet = false;
    }

    void popNsh(ActionType action, int nextProtocol) throws KernelRefusal {
        require(type == EtherType.NSH, action, "the packet has a Network Service Header");
        require(
                nextProtocol >= 1 && nextProtocol <= LAST_NSH_PROTOCOL,
                action,
                "the flow matches a next protocol that is known");
        ethernet = nextProtocol == NSH_ETHERNET;
    }

    /** True for packets that a Network Service Header has a number for. Source: net/tun_proto.h. */
    static boolean hasNshProtocol(int type) {
        return switch (type) {
            case EtherType.IPV4, EtherType.IPV6, TRANSPARENT_BRIDGING, EtherType.NSH, EtherType.MPLS_UNICAST -> true;
            default -> false;
        };
    }

    private static void require(boolean right, ActionType action, String sentence) throws KernelRefusal {
        if (!right) {
            throw KernelRefusal.invalid(action.text(), action.text() + ": " + sentence);
        }
    }
}
