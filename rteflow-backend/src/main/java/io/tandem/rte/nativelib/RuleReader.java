package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteItem;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a rule from struct rte_flow_attr, rte_flow_item and rte_flow_action, as a driver is given it: the other way round
 * of {@link RuleImage}. Pointers are followed as they are; whoever makes the structs answers for them. One thread at a
 * time. Source: rte_flow.h.
 */
public final class RuleReader {
    /** With END; an array without it is noticed here. */
    static final int MOST = RteRule.MOST + 1;

    private static final String ITEM = "rte_flow_item";
    private static final String ATTR = "rte_flow_attr";

    /** Fields that are others together; read where these don't have all bits of a mask. */
    private static final Set<RteField> WHOLE = EnumSet.of(RteField.VLAN_TCI, RteField.GRE_FLAGS);

    private static final int GENEVE_WORD = 4;

    private final Layouts layouts;
    private final ActionStructs actions;

    /** A reader of structs as a release of DPDK has them. */
    public RuleReader(Layouts layouts) {
        this.layouts = layouts;
        actions = new ActionStructs(layouts);
    }

    /**
     * The rule.
     *
     * @param attr where a struct rte_flow_attr lies
     * @param pattern where the first struct rte_flow_item lies
     * @param list where the first struct rte_flow_action lies
     * @throws RuleNotTakenException where something is in it that the tables don't have
     */
    public RteRule read(long attr, long pattern, long list) throws RuleNotTakenException {
        RteRule attributes = attributes(attr);
        return new RteRule(
                attributes.group(),
                attributes.priority(),
                attributes.traffic(),
                items(pattern, false),
                actions.read(list));
    }

    /**
     * The items of a template of patterns: their masks count, their values only where they are ranges.
     *
     * @param pattern where the first struct rte_flow_item lies
     */
    public List<PatternItem> template(long pattern) throws RuleNotTakenException {
        return items(pattern, true);
    }

    /** The actions of a list. */
    public List<RteAction> actions(long list) throws RuleNotTakenException {
        return actions.read(list);
    }

    /** Which of so many actions of a list have a configuration: in masks of a template, those that are the same for all. */
    public BitSet configured(long list, int count) {
        return actions.configured(list, count);
    }

    /**
     * A rule of a table: with the masks of its template, which items have for themselves is not looked at.
     *
     * @param like has the table's group, priority and traffic
     * @param template as {@link #template} read it
     * @param pattern where the first struct rte_flow_item lies
     * @param list where the first struct rte_flow_action lies
     */
    public RteRule read(RteRule like, List<PatternItem> template, long pattern, long list)
            throws RuleNotTakenException {
        List<PatternItem> items = new ArrayList<>();
        long at = pattern;
        for (int index = 0; index < template.size(); index++) {
            items.add(under(template.get(index), at, index));
            at += layouts.size(ITEM);
        }
        if (Memory.get(at, layouts.field(ITEM, "type")) != 0) {
            throw RuleNotTakenException.item(RteErrorType.ITEM_NUM, template.size(), "the template ends before");
        }
        return new RteRule(like.group(), like.priority(), like.traffic(), items, actions.read(list));
    }

    private PatternItem under(PatternItem template, long at, int index) throws RuleNotTakenException {
        RteItem item = template.item();
        long spec = Memory.get(at, layouts.field(ITEM, "spec"));
        if (Memory.get(at, layouts.field(ITEM, "type")) != item.number()) {
            throw RuleNotTakenException.item(RteErrorType.ITEM, index, "the template has " + item + " here");
        }
        if (template.fields().isEmpty() || template.hasLast()) {
            return template;
        }
        if (spec == 0) {
            throw RuleNotTakenException.item(RteErrorType.ITEM_SPEC, index, item + " has no spec for its mask");
        }
        byte[] image = bytes(spec, item.structSize());
        Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);
        template.fields().forEach((field, value) -> {
            Member member = field.member();
            Bytes content = member.form() == Member.Form.POINTER
                    ? Bytes.of(
                            bytes(pointer(image, member.offset()), value.mask().size()))
                    : member.read(image, 0);
            fields.put(field, FieldValue.of(content, value.mask()));
        });
        return new PatternItem(item, fields);
    }

    /** A rule with those of a struct rte_flow_attr, and without items and actions. */
    RteRule attributes(long attr) {
        EnumSet<Traffic> traffic = EnumSet.noneOf(Traffic.class);
        for (Traffic direction : Traffic.values()) {
            if (Memory.get(attr, layouts.field(ATTR, direction.word())) != 0) {
                traffic.add(direction);
            }
        }
        return new RteRule(
                (int) Memory.get(attr, layouts.field(ATTR, "group")),
                (int) Memory.get(attr, layouts.field(ATTR, "priority")),
                traffic,
                List.of(),
                List.of());
    }

    private List<PatternItem> items(long first, boolean masks) throws RuleNotTakenException {
        List<PatternItem> items = new ArrayList<>();
        long at = first;
        for (int index = 0; index < MOST; index++) {
            int number = (int) Memory.get(at, layouts.field(ITEM, "type"));
            if (number == 0) {
                return items;
            }
            Optional<RteItem> item = Arrays.stream(RteItem.values())
                    .filter(known -> known.number() == number)
                    .findFirst();
            if (item.isEmpty()) {
                throw RuleNotTakenException.item(RteErrorType.ITEM, index, "pattern item of unknown type " + number);
            }
            items.add(item(item.get(), at, index, masks));
            at += layouts.size(ITEM);
        }
        throw RuleNotTakenException.item(RteErrorType.ITEM_NUM, MOST, "no END among the first " + MOST + " items");
    }

    /** @param masks the spec is not needed */
    private PatternItem item(RteItem item, long at, int index, boolean masks) throws RuleNotTakenException {
        long mask = Memory.get(at, layouts.field(ITEM, "mask"));
        long values = Memory.get(at, layouts.field(ITEM, "spec"));
        long spec = masks && values == 0 ? mask : values;
        long last = Memory.get(at, layouts.field(ITEM, "last"));
        if (spec == 0) {
            if (mask != 0 || last != 0) {
                throw RuleNotTakenException.item(RteErrorType.ITEM_SPEC, index, item + " has a mask and no spec");
            }
            return PatternItem.of(item);
        }
        if (mask == 0) {
            throw RuleNotTakenException.item(
                    RteErrorType.ITEM_MASK, index, item + " has no mask of its own, and a default would be a guess");
        }
        int size = item.structSize();
        return new PatternItem(
                item, fields(item, bytes(spec, size), bytes(mask, size), last == 0 ? spec : last, index));
    }

    private static Map<RteField, FieldValue> fields(RteItem item, byte[] spec, byte[] mask, long lastAt, int index)
            throws RuleNotTakenException {
        byte[] last = bytes(lastAt, spec.length);
        byte[] left = mask.clone();
        Map<RteField, FieldValue> fields = new EnumMap<>(RteField.class);
        for (RteField field : item.fields()) {
            if (!WHOLE.contains(field)) {
                read(field, spec, mask, last).ifPresent(value -> fields.put(field, value));
                clear(field.member(), left);
            }
        }
        for (RteField field : item.fields()) {
            if (WHOLE.contains(field) && !isZero(field.member().read(left, 0))) {
                fields.keySet()
                        .removeIf(
                                part -> part.member().offset() == field.member().offset());
                read(field, spec, mask, last).ifPresent(value -> fields.put(field, value));
                clear(field.member(), left);
            }
        }
        for (int i = 0; i < left.length; i++) {
            if (left[i] != 0) {
                throw RuleNotTakenException.item(
                        RteErrorType.ITEM_MASK, index, "byte " + i + " of the mask of " + item + " is of no field");
            }
        }
        return fields;
    }

    private static Optional<FieldValue> read(RteField field, byte[] spec, byte[] mask, byte[] last) {
        Member member = field.member();
        if (member.form() == Member.Form.POINTER) {
            return pointed(member, spec, mask);
        }
        Bytes bits = member.read(mask, 0);
        return isZero(bits)
                ? Optional.empty()
                : Optional.of(new FieldValue(member.read(spec, 0), bits, Optional.of(member.read(last, 0))));
    }

    /** A Geneve option's words, as many as its length says. */
    private static Optional<FieldValue> pointed(Member member, byte[] spec, byte[] mask) {
        long value = pointer(spec, member.offset());
        long bits = pointer(mask, member.offset());
        int length = (int) FieldValue.number(RteField.GENEVE_OPT_LENGTH.member().read(spec, 0)) * GENEVE_WORD;
        return value == 0 || bits == 0 || length == 0
                ? Optional.empty()
                : Optional.of(FieldValue.of(Bytes.of(bytes(value, length)), Bytes.of(bytes(bits, length))));
    }

    private static long pointer(byte[] image, int offset) {
        long address = 0;
        for (int i = Long.BYTES - 1; i >= 0; i--) {
            address = address << Byte.SIZE | image[offset + i] & 0xff;
        }
        return address;
    }

    private static void clear(Member member, byte[] image) {
        if (member.form() == Member.Form.POINTER) {
            Arrays.fill(image, member.offset(), member.offset() + Long.BYTES, (byte) 0);
        } else {
            member.write(image, 0, Bytes.of(new byte[member.bytes()]));
        }
    }

    private static boolean isZero(Bytes bytes) {
        for (int i = 0; i < bytes.size(); i++) {
            if (bytes.at(i) != 0) {
                return false;
            }
        }
        return true;
    }

    static byte[] bytes(long address, int count) {
        byte[] content = new byte[count];
        MemorySegment.copy(Memory.ALL, JAVA_BYTE, address, content, 0, count);
        return content;
    }
}
