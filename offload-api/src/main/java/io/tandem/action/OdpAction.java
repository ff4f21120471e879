package io.tandem.action;

import io.tandem.flow.Bytes;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * An action of the datapath ABI; {@link ActionType} has their numbers and names. Numbers of 32 bits are unsigned.
 *
 * <p>Source: linux/openvswitch.h, enum ovs_action_attr and what its comments name.
 */
public sealed interface OdpAction {
    /** The VLAN "present" bit, where the wire has DEI. Source: linux/if_vlan.h VLAN_CFI_MASK. */
    int VLAN_PRESENT = 0x1000;

    /** Which action this is. */
    default ActionType type() {
        return ActionType.of(this);
    }

    /**
     * Sends the packet, as it is at this point of the list, out of a port.
     *
     * @param port datapath port number
     */
    record Output(int port) implements OdpAction {}

    /**
     * Sends the packet out of a member of a bond, chosen by its hash.
     *
     * @param bond the bond's number
     */
    record LbOutput(int bond) implements OdpAction {}

    /**
     * Cuts the packet that the next output sends.
     *
     * @param maxLength bytes of the frame that are left, without FCS
     */
    record Trunc(int maxLength) implements OdpAction {}

    /**
     * Hands the packet to userspace.
     *
     * @param pid the netlink socket
     * @param userdata what userspace is told beside the packet, {@link UserspaceCookie} or other; empty where it is
     *     nothing
     * @param actions true where userspace is told the flow's actions too
     * @param tunnelOutPort the port whose tunnel information userspace is told
     */
    record Userspace(int pid, Optional<Bytes> userdata, boolean actions, OptionalInt tunnelOutPort)
            implements OdpAction {}

    /**
     * Rewrites every field of one key attribute.
     *
     * @param attribute the attribute whose fields are rewritten
     * @param payload the new values, as the attribute of the datapath ABI holds them
     */
    record Set(KeyAttribute attribute, Bytes payload) implements OdpAction {
        /** Takes the values from a key. */
        public Set(KeyAttribute attribute, FlowKey value) {
            this(attribute, Bytes.of(KeyStruct.pack(attribute, value)));
        }

        /** The new values of just these fields; for attributes that are structs. */
        public FlowKey value() {
            return FlowKey.ofWords(words(attribute, payload, false));
        }
    }

    /**
     * Rewrites some bits of one key attribute.
     *
     * @param attribute the attribute whose fields are rewritten
     * @param payload the new values
     * @param bits the bits that are rewritten, in the same form
     */
    record SetMasked(KeyAttribute attribute, Bytes payload, Bytes bits) implements OdpAction {
        /** Takes values and bits from a key and a mask. */
        public SetMasked(KeyAttribute attribute, FlowKey value, FlowMask mask) {
            this(attribute, Bytes.of(KeyStruct.pack(attribute, value)), Bytes.of(KeyStruct.pack(attribute, mask)));
        }

        /** The new values of just these fields; for attributes that are structs. */
        public FlowKey value() {
            return FlowKey.ofWords(words(attribute, payload, false));
        }

        /** The bits that are rewritten; for attributes that are structs. */
        public FlowMask mask() {
            return FlowMask.ofWords(words(attribute, bits, true));
        }
    }

    /**
     * Puts a VLAN tag in front of what the packet has.
     *
     * @param tpid Ethernet type of the tag, 0x8100 or 0x88a8
     * @param tci tag control information: pcp in bits 13 to 15, {@link #VLAN_PRESENT}, vid in bits 0 to 11
     */
    record PushVlan(int tpid, int tci) implements OdpAction {}

    /** Takes off the outermost VLAN tag. */
    record PopVlan() implements OdpAction {}

    /**
     * Puts an MPLS label in front of the packet's network header.
     *
     * @param labelStackEntry label in bits 12 to 31, traffic class in 9 to 11, bottom of stack in 8, TTL in 0 to 7
     * @param etherType Ethernet type of the packet from then on
     */
    record PushMpls(int labelStackEntry, int etherType) implements OdpAction {}

    /**
     * Takes off the outermost MPLS label.
     *
     * @param etherType Ethernet type of the packet from then on
     */
    record PopMpls(int etherType) implements OdpAction {}

    /**
     * Puts an MPLS label in front of the whole frame, or of its network header.
     *
     * @param labelStackEntry as for {@link PushMpls}
     * @param etherType Ethernet type of the packet from then on
     * @param flags bit 0: before the network header (OVS_MPLS_L3_TUNNEL_FLAG_MASK)
     */
    record AddMpls(int labelStackEntry, int etherType, int flags) implements OdpAction {}

    /**
     * Gives a packet without one an Ethernet header.
     *
     * @param source 48 bits
     * @param destination 48 bits
     */
    record PushEth(long source, long destination) implements OdpAction {}

    /** Takes off the Ethernet header. */
    record PopEth() implements OdpAction {}

    /**
     * Puts a Network Service Header in front of the packet. Source: RFC 8300 section 2.
     *
     * @param flags 8 bits, of which the header has the lowest two
     * @param ttl 8 bits, of which the header has the lowest six
     * @param metadataType 1 or 2
     * @param nextProtocol 8 bits
     * @param servicePath 24 bits
     * @param serviceIndex 8 bits
     * @param metadata four contexts of four bytes for type 1, up to 244 bytes for type 2
     */
    record PushNsh(
            int flags, int ttl, int metadataType, int nextProtocol, int servicePath, int serviceIndex, Bytes metadata)
            implements OdpAction {}

    /** Takes off the Network Service Header. */
    record PopNsh() implements OdpAction {}

    /**
     * Does actions for some of the packets.
     *
     * @param probability of 2^32-1
     * @param actions what is done with a copy of those
     */
    record Sample(int probability, List<OdpAction> actions) implements OdpAction {
        public Sample {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Does actions with a copy of the packet.
     *
     * @param actions what is done
     */
    record Clone(List<OdpAction> actions) implements OdpAction {
        public Clone {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Does the one or the other by the packet's length.
     *
     * @param length bytes of the frame without FCS, 16 bits
     * @param greater what is done with longer packets
     * @param lessOrEqual what is done with the others
     */
    record CheckPktLen(int length, List<OdpAction> greater, List<OdpAction> lessOrEqual) implements OdpAction {
        public CheckPktLen {
            greater = List.copyOf(greater);
            lessOrEqual = List.copyOf(lessOrEqual);
        }
    }

    /**
     * Takes one from the packet's time to live.
     *
     * @param expired what is done instead where it is one or zero already
     */
    record DecTtl(List<OdpAction> expired) implements OdpAction {
        public DecTtl {
            expired = List.copyOf(expired);
        }
    }

    /**
     * Looks the packet up once more, as it is now, with another recirculation id.
     *
     * @param id recirculation id
     */
    record Recirc(int id) implements OdpAction {}

    /**
     * Computes the packet's dp_hash.
     *
     * @param algorithm 0 for l4, 1 for sym_l4
     * @param basis mixed into it
     */
    record Hash(int algorithm, int basis) implements OdpAction {}

    /**
     * Passes the packet through connection tracking.
     *
     * @param commit what is done to the connection
     * @param zone 16 bits
     * @param mark the connection's mark, where it is changed
     * @param label the connection's label, where it is changed
     * @param helper name of a helper, up to 15 characters; empty for none
     * @param timeout name of a timeout policy, up to 31 characters; empty for none
     * @param nat address translation, where there is any
     * @param eventMask conntrack events that are reported, where that is said
     */
    record Ct(
            CtCommit commit,
            int zone,
            Optional<CtMark> mark,
            Optional<CtLabel> label,
            String helper,
            String timeout,
            Optional<Nat> nat,
            OptionalInt eventMask)
            implements OdpAction {
        /** Characters of a helper's name at most. Source: linux/netfilter/nf_conntrack_helper.h NF_CT_HELPER_NAME_LEN. */
        public static final int MOST_HELPER = 15;

        /** Characters of a timeout policy's name at most. Source: linux/netfilter/nfnetlink_cttimeout.h CTNL_TIMEOUT_NAME_MAX. */
        public static final int MOST_TIMEOUT = 31;

        /** One that looks packets up among the connections of a zone, and does nothing else. */
        public static Ct lookUp(int zone) {
            return new Ct(
                    CtCommit.NONE,
                    zone,
                    Optional.empty(),
                    Optional.empty(),
                    "",
                    "",
                    Optional.empty(),
                    OptionalInt.empty());
        }

        /** True for what can be such a name in every form of the action: nothing in it is a blank, ends it or is cut off. */
        public static boolean canBeName(String name) {
            return name.chars()
                    .allMatch(c -> c > ' ' && c <= 0xff && c != ',' && c != ')' && c != 0x7f && c != 0x85 && c != 0xa0);
        }
    }

    /** Forgets what connection tracking has said of the packet. */
    record CtClear() implements OdpAction {}

    /**
     * Passes the packet through a meter, which may drop it.
     *
     * @param id the meter
     */
    record Meter(int id) implements OdpAction {}

    /**
     * Sends a sample of the packet to psample's listeners.
     *
     * @param group the listeners' group
     * @param cookie what they are told beside it, up to 16 bytes
     */
    record Psample(int group, Bytes cookie) implements OdpAction {}

    /**
     * Drops the packet on purpose.
     *
     * @param reason why, XLATE_* of Open vSwitch; 0 for none in particular
     */
    record Drop(int reason) implements OdpAction {
        /** Drops for no reason in particular. */
        public Drop() {
            this(0);
        }
    }

    /**
     * Puts a ready-made tunnel header in front of the packet.
     *
     * @param tunnelPort the tunnel's port
     * @param outPort the port of the underlay
     * @param kind OVS_VPORT_TYPE_*
     * @param header Ethernet to tunnel header
     */
    record TnlPush(int tunnelPort, int outPort, int kind, Bytes header) implements OdpAction {}

    /**
     * Takes off a tunnel's headers and looks the packet up once more.
     *
     * @param port the tunnel's port
     */
    record TnlPop(int port) implements OdpAction {}

    private static long[] words(KeyAttribute attribute, Bytes payload, boolean mask) {
        if (attribute.size() < 0) {
            throw new IllegalStateException(attribute.text() + " is not a struct");
        }
        long[] words = new long[FlowField.WORDS];
        KeyStruct.unpack(payload.toArray(), attribute, 0, words, mask);
        return words;
    }
}
