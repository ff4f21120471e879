package io.tandem.datapath.execute;

import io.tandem.action.OdpAction;
import io.tandem.backend.MissPlace;
import io.tandem.datapath.packet.PacketMetadata;
import io.tandem.flow.FlowField;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One action, prepared for the packet path: a kind and its numbers, without anything to dispatch on. Immutable. */
public final class Step {
    static final int OUTPUT = 0;
    static final int RECIRC = 1;
    static final int DROP = 2;
    static final int CLONE = 3;
    static final int SAMPLE = 4;
    static final int CHECK_LENGTH = 5;
    static final int DEC_TTL = 6;
    static final int TRUNC = 7;
    static final int METER = 8;
    static final int HASH = 9;
    static final int LB_OUTPUT = 10;
    static final int USERSPACE = 11;
    static final int PSAMPLE = 12;
    static final int CT = 13;
    static final int TNL_PUSH = 14;
    static final int TNL_POP = 15;

    /** This kind and those behind it are {@link HeaderRewriter}'s. */
    static final int SET_ETHERNET = 16;

    static final int SET_VLAN = 17;
    static final int SET_IPV4 = 18;
    static final int SET_IPV6 = 19;
    static final int SET_PORTS = 20;
    static final int SET_SCTP = 21;
    static final int SET_ICMP = 22;
    static final int SET_ARP = 23;
    static final int SET_ND = 24;
    static final int SET_ND_EXTENSIONS = 25;
    static final int SET_MPLS = 26;
    static final int SET_NSH = 27;
    static final int SET_METADATA = 28;
    static final int SET_RECIRC_ID = 29;
    static final int PUSH_VLAN = 30;
    static final int POP_VLAN = 31;
    static final int PUSH_ETHERNET = 32;
    static final int POP_ETHERNET = 33;
    static final int PUSH_MPLS = 34;
    static final int ADD_MPLS = 35;
    static final int POP_MPLS = 36;
    static final int PUSH_NSH = 37;
    static final int POP_NSH = 38;
    static final int CLEAR_CONNECTION = 39;

    private static final long[] NO_WORDS = {};
    private static final byte[] NO_HEADER = {};
    private static final Step[] NO_STEPS = {};

    final int kind;
    /** Port, bond, meter, protocol, Ethernet type, label, probability, length or recirculation id. */
    final int first;
    /**
     * Tag control information as it goes on the wire, Ethernet type, basis, the bits that are set, or the recirculation id
     * behind a pop.
     */
    final int second;
    /** What is done with a copy, with a longer packet, or when the time to live has expired. */
    final Step[] nested;
    /** What is done with a packet that is not longer. */
    final Step[] otherwise;
    /** True where what is nested changes the packet that it is given. */
    final boolean nestedChanges;
    /** The same of {@link #otherwise}. */
    final boolean otherwiseChanges;
    /** A header that is pushed, as it goes on the wire. */
    final byte[] header;
    /** What is handed on with the packet: the action itself, or what was made of it; null where nothing is. */
    final @Nullable Object prepared;
    /** The list that the action stands in, where userspace is told. */
    final List<OdpAction> siblings;

    private final long[] value;
    private final long[] mask;
    private final long map;

    private Step(
            int kind,
            int first,
            int second,
            long[] value,
            long[] mask,
            Step[] nested,
            Step[] otherwise,
            byte[] header,
            @Nullable Object prepared,
            List<OdpAction> siblings) {
        this.kind = kind;
        this.first = first;
        this.second = second;
        this.value = value;
        this.mask = mask;
        this.map = mapOf(mask);
        this.nested = nested;
        this.otherwise = otherwise;
        this.nestedChanges = changes(nested);
        this.otherwiseChanges = changes(otherwise);
        this.header = header;
        this.prepared = prepared;
        this.siblings = siblings;
    }

    /** The first action of the list, or nested in it, that this datapath does not carry out. */
    public static Optional<OdpAction> unsupported(List<OdpAction> actions) {
        return StepCompiler.unsupported(actions);
    }

    /**
     * Prepares a list of actions.
     *
     * @throws IllegalArgumentException where one is {@linkplain #unsupported not carried out}
     */
    public static Step[] prepare(List<OdpAction> actions) {
        return StepCompiler.prepare(actions);
    }

    /** What brings a packet to where a device's rules have led it. */
    public static Step[] to(MissPlace place) {
        int id = place.recirculationId();
        if (place.zone().isPresent()) {
            return prepare(List.of(OdpAction.Ct.lookUp(place.zone().getAsInt()), new OdpAction.Recirc(id)));
        }
        return new Step[] {
            place.tunnelPort().isPresent() ? of(TNL_POP, place.tunnelPort().getAsInt(), id) : of(RECIRC, id)
        };
    }

    static Step of(int kind) {
        return of(kind, 0, 0);
    }

    static Step of(int kind, int first) {
        return of(kind, first, 0);
    }

    static Step of(int kind, int first, int second) {
        return new Step(kind, first, second, NO_WORDS, NO_WORDS, NO_STEPS, NO_STEPS, NO_HEADER, null, List.of());
    }

    static Step set(int kind, int first, int second, long[] value, long[] mask) {
        return new Step(kind, first, second, value, mask, NO_STEPS, NO_STEPS, NO_HEADER, null, List.of());
    }

    static Step nesting(int kind, int first, Step[] nested, Step[] otherwise) {
        return new Step(kind, first, 0, NO_WORDS, NO_WORDS, nested, otherwise, NO_HEADER, null, List.of());
    }

    static Step pushing(int kind, byte[] header) {
        return new Step(kind, 0, 0, NO_WORDS, NO_WORDS, NO_STEPS, NO_STEPS, header, null, List.of());
    }

    static Step pushingEthernet(long source, long destination) {
        long[] addresses = {source, destination};
        return new Step(PUSH_ETHERNET, 0, 0, addresses, NO_WORDS, NO_STEPS, NO_STEPS, NO_HEADER, null, List.of());
    }

    static Step handing(int kind, int first, Object prepared, List<OdpAction> siblings) {
        return new Step(kind, first, 0, NO_WORDS, NO_WORDS, NO_STEPS, NO_STEPS, NO_HEADER, prepared, siblings);
    }

    /** True where a list changes the very packet that it is given; what it does to copies of its own is none. */
    private static boolean changes(Step[] steps) {
        for (Step step : steps) {
            boolean changing =
                    switch (step.kind) {
                        case HASH, CT, TNL_PUSH, DEC_TTL -> true;
                        default -> step.kind >= SET_ETHERNET;
                    };
            if (changing) {
                return true;
            }
        }
        return false;
    }

    private static long mapOf(long[] mask) {
        long map = 0;
        for (int i = 0; i < mask.length; i++) {
            map |= mask[i] == 0 ? 0 : 1L << i;
        }
        return map;
    }

    /** The field's value after this set, given what it is before. */
    long apply(FlowField field, long before) {
        long bits = mask[field.word()] >>> field.shift() & field.ones();
        return before & ~bits | value(field) & bits;
    }

    /** The second word of a field of two words after this set. */
    long applyLow(FlowField field, long before) {
        long bits = mask[field.word() + 1];
        return before & ~bits | value[field.word() + 1] & bits;
    }

    /** True where any bit of the field is set. */
    boolean covers(FlowField field) {
        return (mask[field.word()] >>> field.shift() & field.ones()) != 0;
    }

    /** The field's value in this set. */
    long value(FlowField field) {
        return value[field.word()] >>> field.shift() & field.ones();
    }

    /** Sets what a packet carries beside its bytes. */
    void writeMetadata(PacketMetadata metadata) {
        for (long rest = map; rest != 0; rest &= rest - 1) {
            int i = Long.numberOfTrailingZeros(rest);
            metadata.set(i, value[i], mask[i]);
        }
    }

    /** The source of a pushed Ethernet header. */
    long source() {
        return value[0];
    }

    /** The destination of a pushed Ethernet header. */
    long destination() {
        return value[1];
    }
}
