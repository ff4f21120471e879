package io.tandem.rte.flow;

import io.tandem.flow.Bytes;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** An action of a rule. Source: DPDK guide, "Generic flow API", Actions. */
public sealed interface RteAction {
    /** Which action it is. */
    default RteActionType type() {
        return switch (this) {
            case Plain plain -> plain.which();
            case Valued valued -> valued.which();
            case Rss _ -> RteActionType.RSS;
            case VxlanEncap _ -> RteActionType.VXLAN_ENCAP;
            case RawEncap _ -> RteActionType.RAW_ENCAP;
            case RawDecap _ -> RteActionType.RAW_DECAP;
            case ModifyField _ -> RteActionType.MODIFY_FIELD;
            case Sample _ -> RteActionType.SAMPLE;
            case Conntrack _ -> RteActionType.CONNTRACK;
            case Indirect _ -> RteActionType.INDIRECT;
        };
    }

    /**
     * An action without configuration.
     *
     * @param which of form {@link RteActionType.Form#PLAIN}
     */
    record Plain(RteActionType which) implements RteAction {
        public Plain {
            require(which, RteActionType.Form.PLAIN);
        }
    }

    /**
     * An action with one number.
     *
     * @param which of form {@link RteActionType.Form#NUMBER}
     * @param value the number, most significant byte first, in as many bytes as its member has
     */
    record Valued(RteActionType which, Bytes value) implements RteAction {
        public Valued {
            require(which, RteActionType.Form.NUMBER);
            if (value.size() != which.member().bytes()) {
                throw new IllegalArgumentException(
                        which + " takes " + which.member().bytes() + " bytes, not " + value.size());
            }
        }

        /** The number; of an IPv6 address its last eight bytes. */
        public long number() {
            return FieldValue.number(value);
        }
    }

    /**
     * Spreads packets over receive queues.
     *
     * @param function how the hash is computed
     * @param level which header of a tunnelled packet counts; 0 leaves it to the device
     * @param types what the hash is computed from
     * @param queues the queues; the same one may be there twice
     */
    record Rss(RssFunction function, int level, Set<RssType> types, List<Integer> queues) implements RteAction {
        public Rss {
            EnumSet<RssType> copy = EnumSet.noneOf(RssType.class);
            copy.addAll(types);
            types = Collections.unmodifiableSet(copy);
            queues = List.copyOf(queues);
        }

        /** RTE_ETH_RSS_* bits of the types. */
        public long typeBits() {
            long bits = 0;
            for (RssType type : types) {
                bits |= type.bits();
            }
            return bits;
        }
    }

    /**
     * Puts a VXLAN header in front.
     *
     * @param header what it is made of
     */
    record VxlanEncap(VxlanHeader header) implements RteAction {}

    /**
     * Puts bytes in front. Lengths and checksums in them are the device's to fill in.
     *
     * @param header Ethernet to tunnel header
     */
    record RawEncap(Bytes header) implements RteAction {}

    /**
     * Takes off headers of that kind.
     *
     * @param header Ethernet to tunnel header; what is in its fields is a template, what counts is which headers they
     *     are and how long
     */
    record RawDecap(Bytes header) implements RteAction {}

    /**
     * Writes a field.
     *
     * @param operation what is done with it
     * @param destination the field
     * @param source where the operand comes from
     * @param width bits that are written
     */
    record ModifyField(Operation operation, FieldRange destination, Source source, int width) implements RteAction {
        /** RTE_FLOW_MODIFY_*, in their order from 0. */
        public enum Operation {
            SET,
            ADD,
            SUB;

            /** testpmd's word. */
            public String word() {
                return switch (this) {
                    case SET -> "set";
                    case ADD -> "add";
                    case SUB -> "sub";
                };
            }
        }

        /** Where an operand comes from. */
        public sealed interface Source {}

        /**
         * Part of a field.
         *
         * @param field the field
         * @param level which header of a tunnelled packet, 0 the outermost; or which tag
         * @param offset bits below the part
         */
        public record FieldRange(PacketField field, int level, int offset) implements Source {}

        /**
         * An immediate value.
         *
         * @param value up to 16 bytes, as the field lies in its item's struct
         */
        public record Immediate(Bytes value) implements Source {
            /** Most bytes of a value. */
            public static final int SIZE = 16;

            public Immediate {
                if (value.size() > SIZE) {
                    throw new IllegalArgumentException("an immediate value of " + value.size() + " bytes");
                }
            }
        }
    }

    /**
     * Does actions with a copy of some packets.
     *
     * @param ratio one packet of that many; 1 for each, which is a mirror
     * @param actions what is done with the copy
     */
    record Sample(int ratio, List<RteAction> actions) implements RteAction {
        public Sample {
            actions = List.copyOf(actions);
        }
    }

    /**
     * Tracks a TCP connection; what it finds of a packet the item CONNTRACK matches, in a group behind.
     *
     * @param profile what is known of the connection
     */
    record Conntrack(ConntrackProfile profile) implements RteAction {}

    /**
     * Does what an action that exists by itself does, and shares its state with all who name it.
     *
     * @param id the action's number among those of its port; testpmd's name for it, which the transport knows the handle of
     */
    record Indirect(int id) implements RteAction {}

    /** An action without configuration. */
    static Plain of(RteActionType which) {
        return new Plain(which);
    }

    /** An action with one number of up to eight bytes. */
    static Valued of(RteActionType which, long value) {
        return new Valued(which, FieldValue.number(value, which.member().bytes()));
    }

    private static void require(RteActionType which, RteActionType.Form form) {
        if (which.form() != form) {
            throw new IllegalArgumentException(which + " is of form " + which.form() + ", not " + form);
        }
    }
}
