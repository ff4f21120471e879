package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.IpProto;
import io.tandem.flow.KeyAttribute;
import io.tandem.odp.OdpActionText;
import java.util.List;
import java.util.Optional;

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
        return actions.stream().filter(action -> of(action).isEmpty()).findFirst();
    }

    /**
     * Prepares a list of actions.
     *
     * @throws IllegalArgumentException where one is {@linkplain #unsupported not carried out}
     */
    public static Step[] prepare(List<OdpAction> actions) {
        return actions.stream()
                .map(action -> of(action)
                        .orElseThrow(() -> new IllegalArgumentException(
                                OdpActionText.print(action) + " is not carried out by this datapath")))
                .toArray(Step[]::new);
    }

    private static Optional<Step> of(OdpAction action) {
        return switch (action) {
            case OdpAction.Output(int port) -> Optional.of(new Step(OUTPUT, port, 0, NONE, NONE));
            case OdpAction.Set set -> set(set.attribute(), set.value(), settable(set.attribute()));
            case OdpAction.SetMasked set -> set(set.attribute(), set.value(), set.mask());
            case OdpAction.PushVlan(int tpid, int tci) ->
                Optional.of(new Step(PUSH_VLAN, tpid, tci & ~OdpAction.VLAN_PRESENT, NONE, NONE));
            case OdpAction.PopVlan() -> Optional.of(new Step(POP_VLAN, 0, 0, NONE, NONE));
            case OdpAction.Drop _ -> Optional.of(new Step(DROP, 0, 0, NONE, NONE));
            case OdpAction.Recirc(int id) -> Optional.of(new Step(RECIRC, id, 0, NONE, NONE));
            default -> Optional.empty();
        };
    }

    private static Optional<Step> set(KeyAttribute attribute, FlowKey value, FlowMask mask) {
        return switch (attribute) {
            case ETHERNET -> set(SET_ETHERNET, 0, value, mask);
            case VLAN -> set(SET_VLAN, 0, value, mask);
            case IPV4 -> set(SET_IPV4, 0, value, mask);
            case IPV6 -> set(SET_IPV6, 0, value, mask);
            case TCP -> set(SET_TRANSPORT, IpProto.TCP, value, mask);
            case UDP -> set(SET_TRANSPORT, IpProto.UDP, value, mask);
            default -> Optional.empty();
        };
    }

    private static Optional<Step> set(int kind, int protocol, FlowKey value, FlowMask mask) {
        return Optional.of(new Step(kind, protocol, 0, value.toWords(), mask.toWords()));
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
