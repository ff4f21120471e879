package io.tandem.rte.nativelib;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import io.tandem.rte.transport.RteCause;
import java.util.List;
import java.util.Set;
import java.util.function.IntToLongFunction;

/**
 * One rule, as struct rte_flow_attr, rte_flow_item and rte_flow_action in native memory, with all that they point to. The
 * memory is used again for the next rule. Needs no library: whoever reads the structs of that release can be given them.
 * One thread at a time. Source: rte_flow.h.
 */
public final class RuleImage implements AutoCloseable {
    /** Room for a rule, in bytes. */
    private static final int BYTES = 1 << 18;

    private static final String ATTR = "rte_flow_attr";
    private static final String SHARED = "rte_flow_indir_action_conf";

    private final NativeRoom room = new NativeRoom(BYTES);
    private final ItemImages itemImages;
    private final ActionImages actionImages;
    private final int attrSize;
    private final int sharedSize;
    /** Offsets of words of four bytes. */
    private final int group;

    private final int priority;
    private final Layouts.Field[] ruleTraffic;
    private final Layouts.Field[] sharedTraffic;
    private final Ends itemEnds = new Ends();
    private final Ends actionEnds = new Ends();
    private long attrEnd;
    private long attr;
    private long pattern;
    private long actions;

    /** An image of structs as a release of DPDK has them. */
    public RuleImage(Layouts layouts) {
        itemImages = new ItemImages(layouts, room);
        actionImages = new ActionImages(layouts, room, itemImages);
        attrSize = layouts.size(ATTR);
        sharedSize = layouts.size(SHARED);
        group = layouts.offset(ATTR, "group");
        priority = layouts.offset(ATTR, "priority");
        ruleTraffic = traffic(layouts, ATTR);
        sharedTraffic = traffic(layouts, SHARED);
    }

    private static Layouts.Field[] traffic(Layouts layouts, String struct) {
        Traffic[] all = Traffic.values();
        Layouts.Field[] fields = new Layouts.Field[all.length];
        for (int i = 0; i < all.length; i++) {
            fields[i] = layouts.field(struct, all[i].word());
        }
        return fields;
    }

    /**
     * Becomes a rule.
     *
     * @param handles the handle of an indirect action, by its number
     * @throws IllegalArgumentException where the rule needs more than 262,144 bytes
     */
    public void set(RteRule rule, IntToLongFunction handles) {
        clear();
        attr = room.reserve(attrSize);
        Memory.put32(attr + group, rule.group());
        Memory.put32(attr + priority, rule.priority());
        put(attr, ruleTraffic, rule.traffic());
        attrEnd = room.end();
        pattern = itemImages.lay(rule.pattern(), itemEnds);
        actions = actionImages.lay(rule.actions(), handles, actionEnds);
    }

    /**
     * Becomes an action that rules will share, {@link #actions} first, and its struct rte_flow_indir_action_conf as
     * {@link #attr}.
     */
    public void set(RteAction action, Set<Traffic> traffic, IntToLongFunction handles) {
        clear();
        attr = room.reserve(sharedSize);
        put(attr, sharedTraffic, traffic);
        attrEnd = room.end();
        pattern = 0;
        actions = actionImages.lay(List.of(action), handles, actionEnds);
    }

    @SuppressWarnings("EnumOrdinal") // an index into an array made of the same enum
    private static void put(long struct, Layouts.Field[] fields, Set<Traffic> traffic) {
        for (Traffic direction : traffic) {
            Memory.put(struct, fields[direction.ordinal()], 1);
        }
    }

    private void clear() {
        room.clear();
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
        if (!room.holds(pointer)) {
            return RteCause.NONE;
        }
        if (pointer < attrEnd) {
            return new RteCause(RteCause.Part.ATTRIBUTES, 0);
        }
        RteCause item = partOf(pointer, RteCause.Part.ITEM, pattern, itemImages.size(), itemEnds);
        return item.equals(RteCause.NONE)
                ? partOf(pointer, RteCause.Part.ACTION, actions, actionImages.size(), actionEnds)
                : item;
    }

    /**
     * @param first where the array of structs begins; what they point to follows, each up to its end
     */
    private static RteCause partOf(long pointer, RteCause.Part part, long first, int size, Ends ends) {
        int count = ends.size();
        long index = (pointer - first) / size;
        if (pointer < first || count == 0 || pointer >= ends.get(count - 1)) {
            return RteCause.NONE;
        }
        if (index < count) {
            return new RteCause(part, (int) index);
        }
        for (int i = 0; i < count && index > count; i++) {
            if (pointer < ends.get(i)) {
                return new RteCause(part, i);
            }
        }
        return RteCause.NONE;
    }

    @Override
    public void close() {
        room.close();
    }
}
