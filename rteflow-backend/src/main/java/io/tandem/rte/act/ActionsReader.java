package io.tandem.rte.act;

import io.tandem.action.OdpAction;
import io.tandem.flow.Bytes;
import io.tandem.flow.EtherType;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.rte.flow.HeaderSizes;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.VxlanHeader;
import io.tandem.rte.host.DatapathNumbers;
import io.tandem.rte.host.RtePort;
import io.tandem.rte.match.OuterHeaders;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The actions of a rule as the datapath's, in order. Not thread-safe. */
public final class ActionsReader {
    private static final int ECN = 0x03;
    private static final int DSCP = 0xfc;
    private static final int ECN_BITS = 2;
    private static final int PCP_SHIFT = 13;
    private static final long MAC = 0xffff_ffff_ffffL;
    private static final int SOURCE_END = 12;
    private static final long ALWAYS = 0xffff_ffffL;

    private final DatapathNumbers numbers;
    private final int protocol;
    private final Optional<OuterHeaders> outer;
    private boolean decapsulated;
    private boolean ethernet;
    private int etherType;
    private final List<OdpAction> actions = new ArrayList<>();

    /**
     * For a rule whose packets have that EtherType and IP protocol, each unknown where the match does not say it.
     *
     * @param outer the headers of the tunnel that they come in; empty for none
     */
    public ActionsReader(DatapathNumbers numbers, int etherType, int protocol, Optional<OuterHeaders> outer) {
        this.numbers = numbers;
        this.outer = outer;
        ethernet = outer.isEmpty() || outer.get().kind().carriesEthernet();
        this.etherType = etherType;
        this.protocol = protocol;
    }

    /**
     * The actions of a megaflow that do the same. What only tells of packets, as COUNT and AGE do, is none of them.
     *
     * @throws RuleNotTakenException where there are none
     */
    public List<OdpAction> read(List<RteAction> list) throws RuleNotTakenException {
        boolean ended = false;
        for (int i = 0; i < list.size(); i++) {
            RteAction action = list.get(i);
            if (action.type() == RteActionType.COUNT || action.type() == RteActionType.AGE) {
                continue;
            }
            if (ended) {
                throw RuleNotTakenException.action(
                        RteErrorType.ACTION, i, "the packet is gone before " + action.type());
            }
            if (action instanceof RteAction.RawEncap(Bytes header) && decapsulated && !ethernet) {
                pushEthernet(header, i);
                continue;
            }
            if (action.type() == RteActionType.RAW_ENCAP || action.type() == RteActionType.VXLAN_ENCAP) {
                actions.addAll(encapsulated(list, i));
                i++;
                ended = true;
                continue;
            }
            if (action.type() == RteActionType.OF_PUSH_VLAN) {
                push(list, i);
                i += 2;
                continue;
            }
            ended = add(action, i);
        }
        if (!ended) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_NUM, list.size(), "nothing says what becomes of the packet");
        }
        return actions;
    }

    /** Adds one action, and tells whether the packet's way ends with it. */
    private boolean add(RteAction action, int index) throws RuleNotTakenException {
        return switch (action) {
            case RteAction.Plain plain -> plain(plain.which(), index);
            case RteAction.Valued valued -> valued(valued, index);
            case RteAction.Sample sample -> sample(sample, index);
            case ModifyField modify -> modify(modify, index);
            case RteAction.RawDecap decap -> {
                decapsulate(decap.header().size(), index);
                yield false;
            }
            case RteAction.Rss _,
                    RteAction.VxlanEncap _,
                    RteAction.RawEncap _,
                    RteAction.Conntrack _,
                    RteAction.Indirect _ -> throw none(action.type(), index);
        };
    }

    private boolean plain(RteActionType type, int index) throws RuleNotTakenException {
        switch (type) {
            case DROP -> {
                actions.add(new OdpAction.Drop());
                return true;
            }
            case VXLAN_DECAP -> {
                if (outer.isPresent() && outer.get().kind() != RtePort.Kind.VXLAN) {
                    throw RuleNotTakenException.action(
                            RteErrorType.ACTION,
                            index,
                            "the packets come in " + outer.get().kind() + ", not in VXLAN");
                }
                decapsulate(outer.map(OuterHeaders::bytes).orElse(0), index);
            }
            case OF_POP_VLAN -> actions.add(new OdpAction.PopVlan());
            case DEC_TTL -> actions.add(new OdpAction.DecTtl(List.of()));
            default -> throw none(type, index);
        }
        return false;
    }

    private boolean valued(RteAction.Valued action, int index) throws RuleNotTakenException {
        switch (action.which()) {
            case REPRESENTED_PORT -> {
                requireInside(index);
                actions.add(new OdpAction.Output(port(action, index)));
                return true;
            }
            case JUMP -> {
                OptionalInt id = numbers.recirculationOf((int) action.number());
                if (id.isEmpty()) {
                    throw RuleNotTakenException.action(
                            RteErrorType.ACTION_CONF,
                            index,
                            "group " + action.number() + " stands for no recirculation");
                }
                actions.add(new OdpAction.Recirc(id.getAsInt()));
                return true;
            }
            case OF_POP_MPLS -> {
                etherType = (int) action.number();
                actions.add(new OdpAction.PopMpls(etherType));
            }
            default -> set(action, index);
        }
        return false;
    }

    /** What a megaflow of a tunnel sees is inside; the rule's headers are taken off before anything else is done. */
    private void decapsulate(int bytes, int index) throws RuleNotTakenException {
        if (outer.isEmpty() || decapsulated || !actions.isEmpty()) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION,
                    index,
                    "headers of a tunnel that the pattern has are taken off once, first of all");
        }
        if (bytes != outer.get().bytes()) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF,
                    index,
                    "headers of " + bytes + " bytes are taken off, where the pattern is for some of "
                            + (outer.get().bytes() < 0
                                    ? "any length"
                                    : outer.get().bytes()));
        }
        decapsulated = true;
    }

    /** A packet that is sent or changed is the one inside. */
    private void requireInside(int index) throws RuleNotTakenException {
        if (outer.isPresent() && !decapsulated) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION,
                    index,
                    "a megaflow of a tunnel is for what is inside; take the headers off first");
        }
        if (!ethernet) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION,
                    index,
                    "what GTP-U carried has no Ethernet header; raw_encap puts one in front, right behind raw_decap");
        }
    }

    private void pushEthernet(Bytes header, int index) throws RuleNotTakenException {
        ByteBuffer bytes = ByteBuffer.wrap(header.toArray());
        boolean right = header.size() == HeaderSizes.ETHERNET
                && (bytes.getShort(HeaderSizes.ETHERNET - 2) & 0xffff) == etherType;
        if (!right || !actions.isEmpty()) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF,
                    index,
                    "behind GTP-U's headers a megaflow pushes an Ethernet header of 14 bytes, first of all, whose type is 0x"
                            + Integer.toHexString(etherType));
        }
        long destination = bytes.getLong(0) >>> Short.SIZE;
        long source = bytes.getLong(SOURCE_END - Long.BYTES) & MAC;
        actions.add(new OdpAction.PushEth(source, destination));
        ethernet = true;
    }

    /** A header, and the port by which the packet leaves with it. */
    private List<OdpAction> encapsulated(List<RteAction> list, int index) throws RuleNotTakenException {
        requireInside(index);
        boolean sent = index + 1 < list.size() && list.get(index + 1).type() == RteActionType.REPRESENTED_PORT;
        if (!sent) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION,
                    index,
                    "a packet with a tunnel's header in front goes to a port, by the next action");
        }
        Bytes header = list.get(index) instanceof RteAction.VxlanEncap(VxlanHeader parts)
                ? EncapsulationReader.bytes(parts)
                : ((RteAction.RawEncap) list.get(index)).header();
        int port = port((RteAction.Valued) list.get(index + 1), index + 1);
        return List.of(EncapsulationReader.push(header, port, index, numbers), new OdpAction.Output(port));
    }

    private int port(RteAction.Valued action, int index) throws RuleNotTakenException {
        return numbers.portOf((int) action.number())
                .orElseThrow(() -> RuleNotTakenException.action(
                        RteErrorType.ACTION_CONF,
                        index,
                        "DPDK port " + action.number() + " is no port of the datapath"));
    }

    /** A tag and what it says are three actions, in the order of the guide's example. */
    private void push(List<RteAction> list, int index) throws RuleNotTakenException {
        boolean whole = index + 2 < list.size()
                && list.get(index + 1).type() == RteActionType.OF_SET_VLAN_VID
                && list.get(index + 2).type() == RteActionType.OF_SET_VLAN_PCP;
        if (!whole) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION, index, "a tag is pushed with of_set_vlan_vid and of_set_vlan_pcp behind");
        }
        int tpid = (int) ((RteAction.Valued) list.get(index)).number();
        int vid = (int) ((RteAction.Valued) list.get(index + 1)).number();
        int pcp = (int) ((RteAction.Valued) list.get(index + 2)).number();
        actions.add(new OdpAction.PushVlan(tpid, OdpAction.VLAN_PRESENT | pcp << PCP_SHIFT | vid));
    }

    private void set(RteAction.Valued action, int index) throws RuleNotTakenException {
        switch (action.which()) {
            case SET_MAC_SRC -> set(FlowField.ETH_SRC, action);
            case SET_MAC_DST -> set(FlowField.ETH_DST, action);
            case OF_SET_VLAN_VID -> set(FlowField.VLAN_VID, action);
            case OF_SET_VLAN_PCP -> set(FlowField.VLAN_PCP, action);
            case SET_IPV4_SRC -> set(FlowField.IPV4_SRC, action);
            case SET_IPV4_DST -> set(FlowField.IPV4_DST, action);
            case SET_IPV6_SRC -> set(FlowField.IPV6_SRC, action);
            case SET_IPV6_DST -> set(FlowField.IPV6_DST, action);
            case SET_TTL ->
                set(etherType == EtherType.IPV6 ? FlowField.IPV6_HLIMIT : FlowField.IPV4_TTL, action.number(), 0xff);
            case SET_IPV4_DSCP -> set(FlowField.IPV4_TOS, action.number() << ECN_BITS, DSCP);
            case SET_IPV6_DSCP -> set(FlowField.IPV6_TCLASS, action.number() << ECN_BITS, DSCP);
            case SET_TP_SRC -> set(transport(action, FlowField.TCP_SRC, FlowField.UDP_SRC, index), action);
            case SET_TP_DST -> set(transport(action, FlowField.TCP_DST, FlowField.UDP_DST, index), action);
            default -> throw none(action.which(), index);
        }
    }

    private FlowField transport(RteAction.Valued action, FlowField tcp, FlowField udp, int index)
            throws RuleNotTakenException {
        return switch (protocol) {
            case IpProto.TCP -> tcp;
            case IpProto.UDP -> udp;
            default ->
                throw RuleNotTakenException.action(
                        RteErrorType.ACTION,
                        index,
                        "the rule is for neither TCP nor UDP, " + action.which() + " needs one");
        };
    }

    private void set(FlowField field, RteAction.Valued action) {
        if (field.wide()) {
            ByteBuffer value = ByteBuffer.wrap(action.value().toArray());
            set(
                    field,
                    FlowKey.builder()
                            .set(field, value.getLong(), value.getLong())
                            .build(),
                    FlowMask.builder().exact(field).build());
        } else {
            set(field, action.number(), field.ones());
        }
    }

    private void set(FlowField field, long value, long bits) {
        set(
                field,
                FlowKey.builder().set(field, value).build(),
                FlowMask.builder().set(field, bits).build());
    }

    private void set(FlowField field, FlowKey value, FlowMask bits) {
        actions.add(new OdpAction.SetMasked(field.attribute(), value, bits));
    }

    private boolean modify(ModifyField modify, int index) throws RuleNotTakenException {
        boolean ecn = modify.operation() == ModifyField.Operation.SET
                && modify.width() == ECN_BITS
                && modify.destination().offset() == 0
                && modify.destination().level() == 0
                && modify.source() instanceof ModifyField.Immediate;
        PacketField field = modify.destination().field();
        if (!ecn || field != PacketField.IPV4_ECN && field != PacketField.IPV6_ECN) {
            throw none(RteActionType.MODIFY_FIELD, index);
        }
        long value = ((ModifyField.Immediate) modify.source()).value().at(0) & ECN;
        set(field == PacketField.IPV4_ECN ? FlowField.IPV4_TOS : FlowField.IPV6_TCLASS, value, ECN);
        return false;
    }

    private boolean sample(RteAction.Sample sample, int index) throws RuleNotTakenException {
        requireInside(index);
        List<OdpAction> copies = new ArrayList<>();
        List<RteAction> list = sample.actions();
        for (int i = 0; i < list.size(); i++) {
            switch (list.get(i).type()) {
                case REPRESENTED_PORT -> copies.add(new OdpAction.Output(port((RteAction.Valued) list.get(i), index)));
                case RAW_ENCAP, VXLAN_ENCAP -> {
                    copies.add(new OdpAction.Clone(encapsulated(list, i)));
                    i++;
                }
                default ->
                    throw RuleNotTakenException.action(
                            RteErrorType.ACTION_CONF,
                            index,
                            "a sample goes to a port, " + list.get(i).type() + " is something else");
            }
        }
        if (sample.ratio() < 1 || copies.isEmpty()) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF,
                    index,
                    "a sample of one packet in " + sample.ratio() + " that goes nowhere");
        }
        if (sample.ratio() == 1) {
            actions.addAll(copies);
        } else {
            actions.add(new OdpAction.Sample((int) ((ALWAYS + sample.ratio() / 2) / sample.ratio()), copies));
        }
        return false;
    }

    private static RuleNotTakenException none(RteActionType type, int index) {
        return RuleNotTakenException.action(RteErrorType.ACTION, index, "a megaflow has no action for " + type);
    }
}
