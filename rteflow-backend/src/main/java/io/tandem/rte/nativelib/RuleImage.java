package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.FieldValue;
import io.tandem.rte.flow.Member;
import io.tandem.rte.flow.PatternItem;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.flow.RteField;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteCause;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntToLongFunction;

/**
 * One rule, as struct rte_flow_attr, rte_flow_item and rte_flow_action in native memory, with all that they point to. The
 * memory is used again for the next rule. Needs no library: whoever reads the structs of that release can be given them.
 * One thread at a time. Source: rte_flow.h.
 */
public final class RuleImage implements AutoCloseable {
    /** Room for a rule, in bytes. */
    private static final int BYTES = 1 << 18;

    private static final int ALIGNMENT = 8;
    private static final String ATTR = "rte_flow_attr";
    private static final String ITEM = "rte_flow_item";
    private static final String ACTION = "rte_flow_action";

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory = arena.allocate(BYTES, ALIGNMENT);
    private final long base = memory.address();
    private final Layouts layouts;
    private final int attrSize;
    private final int itemSize;
    private final int actionSize;
    private final Layouts.Field itemType;
    private final Layouts.Field itemSpec;
    private final Layouts.Field itemMask;
    private final Layouts.Field itemLast;
    private final Layouts.Field actionType;
    private final Layouts.Field actionConf;
    private int used;
    /** Where what each item and each action points to ends. */
    private final List<Long> itemEnds = new ArrayList<>();

    private final List<Long> actionEnds = new ArrayList<>();
    private long attrEnd;
    private long attr;
    private long pattern;
    private long actions;

    /** An image of structs as a release of DPDK has them. */
    public RuleImage(Layouts layouts) {
        this.layouts = layouts;
        this.attrSize = layouts.size(ATTR);
        this.itemSize = layouts.size(ITEM);
        this.actionSize = layouts.size(ACTION);
        this.itemType = layouts.field(ITEM, "type");
        this.itemSpec = layouts.field(ITEM, "spec");
        this.itemMask = layouts.field(ITEM, "mask");
        this.itemLast = layouts.field(ITEM, "last");
        this.actionType = layouts.field(ACTION, "type");
        this.actionConf = layouts.field(ACTION, "conf");
    }

    /**
     * Becomes a rule.
     *
     * @param handles the handle of an indirect action, by its number
     * @throws IllegalArgumentException where the rule needs more than 262,144 bytes
     */
    public void set(RteRule rule, IntToLongFunction handles) {
        clear();
        attr = reserve(attrSize);
        put(attr, ATTR, "group", rule.group());
        put(attr, ATTR, "priority", rule.priority());
        for (Traffic traffic : rule.traffic()) {
            put(attr, ATTR, traffic.word(), 1);
        }
        attrEnd = base + used;
        pattern = items(rule.pattern(), itemEnds);
        actions = actions(rule.actions(), handles, actionEnds);
    }

    /**
     * Becomes an action that rules will share, {@link #actions} first, and its struct rte_flow_indir_action_conf as
     * {@link #attr}.
     */
    public void set(RteAction action, Iterable<Traffic> traffic, IntToLongFunction handles) {
        clear();
        attr = struct("rte_flow_indir_action_conf");
        for (Traffic direction : traffic) {
            put(attr, "rte_flow_indir_action_conf", direction.word(), 1);
        }
        attrEnd = base + used;
        pattern = 0;
        actions = actions(List.of(action), handles, actionEnds);
    }

    private void clear() {
        used = 0;
        itemEnds.clear();
        actionEnds.clear();
    }

    /** Where the struct rte_flow_attr lies. */
    public long attr() {
        return attr;
    }

    /** Where the first struct rte_flow_item lies; the last is END. */
    public long pattern() {
        return pattern;
    }

    /** Where the first struct rte_flow_action lies; the last is END. */
    public long actions() {
        return actions;
    }

    /** What a pointer of an error points to: the struct of an item or action, or what that points to. */
    public RteCause cause(long pointer) {
        if (pointer < base || pointer >= base + used) {
            return RteCause.NONE;
        }
        if (pointer < attrEnd) {
            return new RteCause(RteCause.Part.ATTRIBUTES, 0);
        }
        RteCause item = partOf(pointer, RteCause.Part.ITEM, pattern, itemSize, itemEnds);
        return item.equals(RteCause.NONE)
                ? partOf(pointer, RteCause.Part.ACTION, actions, actionSize, actionEnds)
                : item;
    }

    /**
     * @param first where the array of structs begins; what they point to follows, each up to its end
     */
    private static RteCause partOf(long pointer, RteCause.Part part, long first, int size, List<Long> ends) {
        long index = (pointer - first) / size;
        if (pointer < first || ends.isEmpty() || pointer >= ends.getLast()) {
            return RteCause.NONE;
        }
        if (index < ends.size()) {
            return new RteCause(part, (int) index);
        }
        for (int i = 0; i < ends.size() && index > ends.size(); i++) {
            if (pointer < ends.get(i)) {
                return new RteCause(part, i);
            }
        }
        return RteCause.NONE;
    }

    /**
     * @param ends where what each item points to ends
     */
    private long items(List<PatternItem> items, List<Long> ends) {
        long first = reserve(itemSize * (items.size() + 1));
        long at = first;
        for (PatternItem item : items) {
            Memory.put(at, itemType, item.item().number());
            if (!item.fields().isEmpty()) {
                Memory.put(at, itemSpec, image(item, Part.SPEC));
                Memory.put(at, itemMask, image(item, Part.MASK));
                Memory.put(at, itemLast, item.hasLast() ? image(item, Part.LAST) : 0);
            }
            at += itemSize;
            ends.add(base + used);
        }
        return first;
    }

    private enum Part {
        SPEC,
        MASK,
        LAST;

        Bytes of(FieldValue value) {
            return switch (this) {
                case SPEC -> value.spec();
                case MASK -> value.mask();
                case LAST -> value.last().orElse(value.spec());
            };
        }
    }

    private long image(PatternItem item, Part part) {
        byte[] image = new byte[item.item().structSize()];
        for (Map.Entry<RteField, FieldValue> field : item.fields().entrySet()) {
            Member member = field.getKey().member();
            Bytes value = part.of(field.getValue());
            if (member.form() == Member.Form.POINTER) {
                pointer(image, member.offset(), bytes(value));
            } else {
                member.write(image, 0, value);
            }
        }
        return bytes(image);
    }

    private static void pointer(byte[] image, int offset, long address) {
        for (int i = 0; i < Long.BYTES; i++) {
            image[offset + i] = (byte) (address >>> i * Byte.SIZE);
        }
    }

    /**
     * @param ends where what each action points to ends
     */
    private long actions(List<RteAction> list, IntToLongFunction handles, List<Long> ends) {
        long first = reserve(actionSize * (list.size() + 1));
        long at = first;
        for (RteAction action : list) {
            Memory.put(at, actionType, action.type().number());
            Memory.put(at, actionConf, configuration(action, handles));
            at += actionSize;
            ends.add(base + used);
        }
        return first;
    }

    private long configuration(RteAction action, IntToLongFunction handles) {
        return switch (action) {
            case RteAction.Plain _ -> 0;
            case RteAction.Valued valued -> number(valued);
            case RteAction.Rss rss -> rss(rss);
            case RteAction.VxlanEncap encap -> {
                long conf = struct("rte_flow_action_vxlan_encap");
                put(
                        conf,
                        "rte_flow_action_vxlan_encap",
                        "definition",
                        items(encap.header().definition(), new ArrayList<>()));
                yield conf;
            }
            case RteAction.RawEncap encap -> raw("rte_flow_action_raw_encap", encap.header());
            case RteAction.RawDecap decap -> raw("rte_flow_action_raw_decap", decap.header());
            case ModifyField modify -> modify(modify);
            case RteAction.Sample sample -> {
                long conf = struct("rte_flow_action_sample");
                put(conf, "rte_flow_action_sample", "ratio", sample.ratio());
                put(conf, "rte_flow_action_sample", "actions", actions(sample.actions(), handles, new ArrayList<>()));
                yield conf;
            }
            case RteAction.Indirect indirect -> handles.applyAsLong(indirect.id());
        };
    }

    private long number(RteAction.Valued action) {
        RteActionType type = action.which();
        byte[] image = new byte[type.structSize()];
        type.member().write(image, 0, action.value());
        return bytes(image);
    }

    @SuppressWarnings("EnumOrdinal") // the order of enum rte_eth_hash_function
    private long rss(RteAction.Rss rss) {
        String struct = "rte_flow_action_rss";
        long conf = struct(struct);
        put(conf, struct, "func", rss.function().ordinal());
        put(conf, struct, "level", rss.level());
        put(conf, struct, "types", rss.typeBits());
        put(conf, struct, "queue_num", rss.queues().size());
        long queues = reserve(Short.BYTES * rss.queues().size());
        for (int i = 0; i < rss.queues().size(); i++) {
            Memory.put16(queues + (long) Short.BYTES * i, rss.queues().get(i));
        }
        put(conf, struct, "queue", queues);
        return conf;
    }

    private long raw(String struct, Bytes header) {
        long conf = struct(struct);
        put(conf, struct, "data", bytes(header));
        put(conf, struct, "size", header.size());
        return conf;
    }

    @SuppressWarnings("EnumOrdinal") // the order of enum rte_flow_modify_op
    private long modify(ModifyField modify) {
        String struct = "rte_flow_action_modify_field";
        long conf = struct(struct);
        put(conf, struct, "operation", modify.operation().ordinal());
        put(conf, struct, "width", modify.width());
        operand(conf + layouts.offset(struct, "dst"), modify.destination());
        operand(conf + layouts.offset(struct, "src"), modify.source());
        return conf;
    }

    private void operand(long at, ModifyField.Source source) {
        String struct = "rte_flow_action_modify_data";
        switch (source) {
            case ModifyField.FieldRange range -> {
                put(at, struct, "field", range.field().number());
                put(at, struct, "level", range.level());
                put(at, struct, "offset", range.offset());
            }
            case ModifyField.Immediate immediate -> {
                put(at, struct, "field", layouts.constant("RTE_FLOW_FIELD_VALUE"));
                copy(immediate.value(), at + layouts.offset(struct, "value"));
            }
        }
    }

    private long struct(String name) {
        return reserve(layouts.size(name));
    }

    private void put(long at, String struct, String field, long value) {
        Memory.put(at, layouts.field(struct, field), value);
    }

    private long bytes(Bytes bytes) {
        return bytes(bytes.toArray());
    }

    private long bytes(byte[] bytes) {
        long at = reserve(bytes.length);
        MemorySegment.copy(bytes, 0, Memory.ALL, JAVA_BYTE, at, bytes.length);
        return at;
    }

    private static void copy(Bytes bytes, long at) {
        byte[] array = bytes.toArray();
        MemorySegment.copy(array, 0, Memory.ALL, JAVA_BYTE, at, array.length);
    }

    /** Zeros, aligned for any struct. */
    private long reserve(int bytes) {
        int start = used;
        int end = start + Math.max(ALIGNMENT, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
        if (end > BYTES) {
            throw new IllegalArgumentException("a rule of more than " + BYTES + " bytes");
        }
        memory.asSlice(start, end - start).fill((byte) 0);
        used = end;
        return base + start;
    }

    @Override
    public void close() {
        arena.close();
    }
}
