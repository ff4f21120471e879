package io.tandem.datapath.miniflow;

import io.tandem.flow.FlowField;

/**
 * Where the fields of a packet lie in a packed key, and how a word gets there. Shifts of what most packets have stand here
 * as numbers, as a compiler knows those and not what an enum's constant holds.
 */
final class KeyWords {
    static final int PORT = FlowField.IN_PORT.word();
    static final int ETH_DST = FlowField.ETH_DST.word();
    static final int ETH_SRC = FlowField.ETH_SRC.word();
    static final int VLAN = FlowField.VLAN_TPID.word();
    static final int IPV4 = FlowField.IPV4_SRC.word();
    static final int IPV6_SRC = FlowField.IPV6_SRC.word();
    static final int IPV6_DST = FlowField.IPV6_DST.word();
    static final int MPLS = FlowField.MPLS_LABEL.word();
    static final int NSH = FlowField.NSH_FLAGS.word();
    static final int IP = FlowField.IPV4_PROTO.word();
    static final int TRANSPORT = FlowField.TCP_SRC.word();
    static final int SOURCE_HARDWARE = FlowField.ARP_SHA.word();
    static final int TARGET_HARDWARE = FlowField.ARP_THA.word();
    static final int ND_TARGET = FlowField.ND_TARGET.word();
    static final int CONNECTION = FlowField.CT_STATE.word();

    static final int IN_PORT_SHIFT = FlowField.IN_PORT.shift();
    static final int RECIRC_ID_SHIFT = FlowField.RECIRC_ID.shift();
    static final int ETH_SRC_SHIFT = FlowField.ETH_SRC.shift();
    static final int PROTO_SHIFT = FlowField.IPV4_PROTO.shift();
    static final int TOS_SHIFT = FlowField.IPV4_TOS.shift();
    static final int TTL_SHIFT = FlowField.IPV4_TTL.shift();
    static final int FRAG_SHIFT = FlowField.IPV4_FRAG.shift();
    static final int PORTS_SHIFT = FlowField.TCP_DST.shift();
    static final int FLAGS_SHIFT = FlowField.TCP_FLAGS.shift();

    /** Writes a word and answers its bit in the map of words that are not zero. */
    static long store(long[] words, int base, int word, long value) {
        words[base + word] = value;
        return (value | -value) >>> 63 << word;
    }

    private KeyWords() {}
}
