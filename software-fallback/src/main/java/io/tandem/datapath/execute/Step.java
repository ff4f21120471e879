package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One action, prepared for the packet path: a kind and its numbers, without anything to dispatch on. Immutable. */
public final class Step {
    static final int OUTPUT = 0;
    static final int SET_ETHERNET = 1;
    static final int SET_VLAN = 2;
    static final int SET_IPV4 = 3;
    static final int SET_IPV6 = 4;
    static final int SET_TRANSPORT = 5;
    static final int PUSH_VLAN = 6;
    static final int POP_VLAN = 7;
    static final int DROP = 8;
    static final int RECIRC = 9;

    private static final long[] NONE = {};

    private static final Set<KeyAttribute> SETTABLE = EnumSet.of(
            KeyAttribute.ETHERNET,
            KeyAttribute.VLAN,
            KeyAttribute.IPV4,
            KeyAttribute.IPV6,
            KeyAttribute.TCP,
            KeyAttribute.UDP);

    final int kind;
    /** Port, TPID, protocol number or recirculation id. */
    final int first;
    /** Tag control information as it goes on the wire. */
    final int second;

    private final long[] value;
    private final long[] mask;

    private Step(int kind, int first, int second, long[] value, long[] mask) {
        this.kind = kind;
        this.first = first;
        this.second = second;
        this.value = value;
        this.mask = mask;
    }

    /** The first action of the list that this datapath does not carry out. */
    public static Optional<OdpAction> unsupported(List<OdpAction> actions) {
        return actions.stream().filter(action -> !carriedOut(action)).findFirst();
    }

    private static boolean carriedOut(OdpAction action) {
        return switch (action) {
            case OdpAction.Output _, OdpAction.PushVlan _, OdpAction.PopVlan _, OdpAction.Drop _, OdpAction.Recirc _ ->
                true;
            case OdpAction.Set set -> SETTABLE.contains(set.attribute());
            case OdpAction.SetMasked set -> SETTABLE.contains(set.attribute());
            default -> false;
        };
    }

    /** Prepares a list of actions, all of which are {@linkplain #unsupported carried out}. */
    public static Step[] prepare(List<OdpAction> actions) {
        return actions.stream().map(Step::prepare).toArray(Step[]::new);
    }

    private static Step prepare(OdpAction action) {
        return switch (action) {
            case OdpAction.Output(int port) -> new Step(OUTPUT, port, 0, NONE, NONE);
            case OdpAction.Set set -> set(set.attribute(), set.value(), settable(set.attribute()));
            case OdpAction.SetMasked set -> set(set.attribute(), set.value(), set.mask());
            case OdpAction.PushVlan(int tpid, int tci) ->
                new Step(PUSH_VLAN, tpid, tci & ~OdpAction.VLAN_PRESENT, NONE, NONE);
            case OdpAction.PopVlan() -> new Step(POP_VLAN, 0, 0, NONE, NONE);
            case OdpAction.Drop _ -> new Step(DROP, 0, 0, NONE, NONE);
            case OdpAction.Recirc(int id) -> new Step(RECIRC, id, 0, NONE, NONE);
            default ->
                throw new IllegalArgumentException(action.type().text() + " cannot be carried out by this datapath");
        };
    }

    private static Step set(KeyAttribute attribute, FlowKey value, FlowMask mask) {
        int kind =
                switch (attribute) {
                    case ETHERNET -> SET_ETHERNET;
                    case VLAN -> SET_VLAN;
                    case IPV4 -> SET_IPV4;
                    case IPV6 -> SET_IPV6;
                    case TCP, UDP -> SET_TRANSPORT;
                    default -> throw new IllegalArgumentException(attribute.text() + " cannot be set");
                };
        int protocol =
                switch (attribute) {
                    case TCP -> IpProto.TCP;
                    case UDP -> IpProto.UDP;
                    default -> 0;
                };
        return new Step(kind, protocol, 0, value.toWords(), mask.toWords());
    }

    /** Every field that a set without a mask rewrites: those that tell protocols and fragments apart stay. */
    private static FlowMask settable(KeyAttribute attribute) {
        FlowMask.Builder mask = FlowMask.builder();
        attribute.fields().stream()
                .filter(f -> switch (f) {
                    case IPV4_PROTO, IPV4_FRAG, IPV6_PROTO, IPV6_FRAG, VLAN_TPID, VLAN_CFI -> false;
                    default -> true;
                })
                .forEach(mask::exact);
        return mask.build();
    }

    /** The field's value after this set, given what it is before. */
    long apply(FlowField field, long before) {
        long bits = mask[field.word()] >>> field.shift() & field.ones();
        long wanted = value[field.word()] >>> field.shift() & field.ones();
        return before & ~bits | wanted & bits;
    }

    /** The second word of a field of two words after this set. */
    long applyLow(FlowField field, long before) {
        long bits = mask[field.word() + 1];
        return before & ~bits | value[field.word() + 1] & bits;
    }
}
