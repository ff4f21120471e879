package io.tandem.validate;

import io.tandem.action.ActionType;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.KeyAttribute;
import io.tandem.flow.KeyStruct;
import io.tandem.netlink.AbiNumbers;
import io.tandem.netlink.AttributeCursor;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Checks a list of actions against the masked key of its flow as the kernel does. Source: flow_netlink.c of Linux 6.1,
 * __ovs_nla_copy_actions. An object checks the actions of one flow.
 */
final class KernelActions {
    private static final int MOST_DEPTH = 16;
    private static final int ETHERNET_HEADER = 14;
    private static final int TRANSPARENT_BRIDGING = 0x6558;
    private static final int LEAST_ATTRIBUTE = 4;

    /** Bytes that the kernel's own notes on a nested list take, with their header: sample, clone, check_pkt_len. */
    private static final int NOTE = 12;

    private static final int CLONE_NOTE = 8;

    /** Actions that only userspace datapaths know. */
    private static final Set<ActionType> UNKNOWN = EnumSet.of(
            ActionType.DROP, ActionType.PSAMPLE, ActionType.TNL_PUSH, ActionType.TNL_POP, ActionType.LB_OUTPUT);

    private final long[] key;
    private final int labels;

    KernelActions(long[] maskedKey, int labels) {
        this.key = maskedKey;
        this.labels = labels;
    }

    void check(byte[] actions) throws KernelRefusal {
        int type = (int) get(FlowField.ETH_TYPE);
        boolean tagged = get(FlowField.VLAN_CFI) != 0;
        int count = EtherType.isMpls(type) ? labels : 0;
        list(new AttributeCursor(actions), new PacketState(get(FlowField.PACKET_TYPE_NS) == 0, type, tagged, count), 0);
    }

    private long get(FlowField field) {
        return KeyStruct.get(key, field);
    }

    /** Checks a list; answers how many bytes the kernel's copy of it has. */
    private int list(AttributeCursor cursor, PacketState state, int depth) throws KernelRefusal {
        if (depth > MOST_DEPTH) {
            throw new KernelRefusal(
                    Errno.EOVERFLOW, "actions", "actions are nested at most " + MOST_DEPTH + " levels deep");
        }
        int size = 0;
        while (cursor.next()) {
            Optional<ActionType> known = ActionType.ofType(cursor.type()).filter(t -> !UNKNOWN.contains(t));
            if (known.isEmpty()) {
                throw KernelRefusal.invalid("action" + cursor.type(), "the kernel has no action " + cursor.type());
            }
            ActionType type = known.get();
            if (type.size() != ActionType.VARIABLE && type.size() != cursor.length()) {
                throw invalid(type, "its argument has " + cursor.length() + " bytes and must have " + type.size());
            }
            size += action(type, cursor, state, depth);
        }
        if (cursor.leftover() > 0) {
            throw KernelRefusal.invalid("actions", cursor.leftover() + " bytes are no attribute");
        }
        return size;
    }

    private static KernelRefusal invalid(ActionType type, String sentence) {
        return KernelRefusal.invalid(type.text(), type.text() + ": " + sentence);
    }

    private static void require(boolean right, ActionType type, String sentence) throws KernelRefusal {
        if (!right) {
            throw invalid(type, sentence);
        }
    }

    private int action(ActionType type, AttributeCursor cursor, PacketState state, int depth) throws KernelRefusal {
        switch (type) {
            case OUTPUT ->
                require(
                        Integer.compareUnsigned(cursor.u32(0), KernelMatch.MOST_PORTS) < 0,
                        type,
                        "ports are numbered below " + KernelMatch.MOST_PORTS);
            case TRUNC ->
                require(
                        Integer.compareUnsigned(cursor.u32(0), ETHERNET_HEADER) >= 0,
                        type,
                        "a packet keeps its Ethernet header");
            case HASH -> require(cursor.u32(0) == 0, type, "the kernel computes l4 hashes only");
            case USERSPACE -> userspace(cursor.inside());
            case RECIRC, CT_CLEAR, METER -> {}
            case PUSH_VLAN -> state.pushVlan(type, cursor);
            case POP_VLAN -> state.popVlan(type);
            case PUSH_MPLS -> state.pushMpls(type, cursor);
            case ADD_MPLS -> state.addMpls(type, cursor);
            case POP_MPLS -> popMpls(type, cursor, state);
            case PUSH_ETH -> state.pushEthernet(type);
            case POP_ETH -> state.popEthernet(type);
            case PUSH_NSH -> pushNsh(type, cursor, state);
            case POP_NSH -> state.popNsh(type, (int) get(FlowField.NSH_NP));
            case CT -> {
                KernelConntrack.check(cursor.inside(), key);
                return 0;
            }
            case SET, SET_MASKED -> {
                return new KernelSet(key, state).check(cursor, type == ActionType.SET_MASKED);
            }
            case SAMPLE -> {
                return nested(sample(cursor, state, depth), NOTE, type);
            }
            case CLONE -> {
                require(cursor.length() == 0 || cursor.length() >= LEAST_ATTRIBUTE, type, "its actions are cut short");
                return nested(list(cursor.inside(), state.nested(), depth + 1), CLONE_NOTE, type);
            }
            case CHECK_PKT_LEN -> {
                return nested(checkPktLen(type, cursor.inside(), state, depth), NOTE, type);
            }
            case DEC_TTL -> {
                return nested(decTtl(type, cursor.inside(), state, depth), 0, type);
            }
            default -> throw invalid(type, "the kernel has no such action");
        }
        return AttributeCursor.HEADER + AttributeCursor.align(cursor.length());
    }

    /** Bytes of the kernel's nested copy; more than an attribute's length can say are refused. */
    private static int nested(int content, int note, ActionType type) throws KernelRefusal {
        int size = AttributeCursor.HEADER + note + content;
        if (size > 0xffff) {
            throw new KernelRefusal(
                    Errno.EMSGSIZE, type.text(), type.text() + ": the kernel's copy would have " + size + " bytes");
        }
        return size;
    }

    private static void userspace(AttributeCursor cursor) throws KernelRefusal {
        boolean pid = false;
        while (cursor.next()) {
            boolean number =
                    cursor.type() == AbiNumbers.USERSPACE_PID || cursor.type() == AbiNumbers.USERSPACE_TUNNEL_PORT;
            if (number && cursor.length() < Integer.BYTES) {
                throw new KernelRefusal(
                        Errno.ERANGE, "userspace", "userspace: pid and tunnel_out_port have 4 bytes each");
            }
            if (cursor.type() == AbiNumbers.USERSPACE_PID) {
                pid = cursor.u32(0) != 0;
            }
        }
        require(pid, ActionType.USERSPACE, "its pid is not zero");
    }

    private static void popMpls(ActionType type, AttributeCursor cursor, PacketState state) throws KernelRefusal {
        require(!state.tagged() && EtherType.isMpls(state.type()), type, "the packet has a label and no tag before it");
        int next = cursor.be16(0);
        require(
                next != TRANSPARENT_BRIDGING || !state.ethernet(),
                type,
                "an Ethernet frame is uncovered only where there is none around it");
        state.popLabel(next);
    }

    private static void pushNsh(ActionType type, AttributeCursor cursor, PacketState state) throws KernelRefusal {
        require(
                state.ethernet() || PacketState.hasNshProtocol(state.type()),
                type,
                "the packet is one that the header can carry");
        state.leaveEthernet();
        AttributeCursor nested = cursor.inside();
        boolean alone = nested.next()
                && nested.type() == KeyAttribute.NSH.netlinkType()
                && AttributeCursor.align(AttributeCursor.HEADER + nested.length()) == cursor.length();
        require(alone, type, "it holds one nsh attribute");
        try {
            long[] scratch = new long[FlowField.WORDS];
            int at = nested.payload();
            KernelNsh.read(cursor.array(), at, at + nested.length(), scratch, false, true);
        } catch (KernelRefusal refusal) {
            throw invalid(type, refusal.verdict().sentence());
        }
    }

    private int sample(AttributeCursor outer, PacketState state, int depth) throws KernelRefusal {
        ActionType type = ActionType.SAMPLE;
        AttributeCursor cursor = outer.inside();
        Optional<AttributeCursor> actions = Optional.empty();
        int probability = -1;
        int seen = 0;
        while (cursor.next()) {
            boolean right = cursor.type() >= 1 && cursor.type() <= 2 && (seen >>> cursor.type() & 1) == 0;
            require(right, type, "it has a probability and actions, once each");
            seen |= 1 << cursor.type();
            if (cursor.type() == AbiNumbers.SAMPLE_PROBABILITY) {
                probability = cursor.length();
            } else {
                require(cursor.length() == 0 || cursor.length() >= LEAST_ATTRIBUTE, type, "its actions are cut short");
                actions = Optional.of(cursor.inside());
            }
        }
        require(cursor.leftover() <= 0, type, cursor.leftover() + " bytes are no attribute");
        require(probability == Integer.BYTES, type, "it has a probability of 4 bytes");
        require(actions.isPresent(), type, "it has actions");
        return list(actions.orElseThrow(), state.nested(), depth + 1);
    }

    private int checkPktLen(ActionType type, AttributeCursor cursor, PacketState state, int depth)
            throws KernelRefusal {
        Optional<AttributeCursor> greater = Optional.empty();
        Optional<AttributeCursor> lessOrEqual = Optional.empty();
        int length = 0;
        while (cursor.next()) {
            switch (cursor.type()) {
                case AbiNumbers.CHECK_LENGTH -> {
                    range(cursor.length() >= Short.BYTES, type, "its size has 2 bytes");
                    length = cursor.u16(0);
                }
                case AbiNumbers.CHECK_GREATER, AbiNumbers.CHECK_LESS_OR_EQUAL -> {
                    range(
                            cursor.length() == 0 || cursor.length() >= LEAST_ATTRIBUTE,
                            type,
                            "actions of it are cut short");
                    if (cursor.type() == AbiNumbers.CHECK_GREATER) {
                        greater = Optional.of(cursor.inside());
                    } else {
                        lessOrEqual = Optional.of(cursor.inside());
                    }
                }
                default -> throw invalid(type, "it has size, gt and le");
            }
        }
        require(cursor.leftover() <= 0, type, cursor.leftover() + " bytes are no attribute");
        require(length != 0, type, "its size is not zero");
        require(greater.isPresent() && lessOrEqual.isPresent(), type, "it has gt and le");
        int less = nested(list(lessOrEqual.orElseThrow(), state.nested(), depth + 1), 0, type);
        return less + nested(list(greater.orElseThrow(), state.nested(), depth + 1), 0, type);
    }

    private static void range(boolean right, ActionType type, String sentence) throws KernelRefusal {
        if (!right) {
            throw new KernelRefusal(Errno.ERANGE, type.text(), type.text() + ": " + sentence);
        }
    }

    private int decTtl(ActionType type, AttributeCursor cursor, PacketState state, int depth) throws KernelRefusal {
        Optional<AttributeCursor> actions = Optional.empty();
        while (cursor.next()) {
            if (cursor.type() > AbiNumbers.DEC_TTL_ACTION) {
                continue; // the kernel leaves what it does not know to newer ones
            }
            require(cursor.type() == AbiNumbers.DEC_TTL_ACTION && actions.isEmpty(), type, "it has its actions once");
            require(cursor.length() == 0 || cursor.length() >= LEAST_ATTRIBUTE, type, "its actions are cut short");
            actions = Optional.of(cursor.inside());
        }
        require(cursor.leftover() <= 0, type, cursor.leftover() + " bytes are no attribute");
        require(actions.isPresent(), type, "it has actions");
        return nested(list(actions.orElseThrow(), state.nested(), depth + 1), 0, type);
    }
}
