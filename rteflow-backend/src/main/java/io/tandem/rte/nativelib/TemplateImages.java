package io.tandem.rte.nativelib;

import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteRule;
import io.tandem.rte.flow.Traffic;
import java.util.Set;

/**
 * The structs beside a rule's own that its templates, its table and operations on it are made by, in native memory that is
 * used again. Needs no library. One thread at a time. Source: rte_flow.h struct rte_flow_pattern_template_attr,
 * rte_flow_actions_template_attr, rte_flow_template_table_attr and rte_flow_op_attr.
 */
public final class TemplateImages implements AutoCloseable {
    private static final int BYTES = 1 << 16;
    private static final String PATTERN = "rte_flow_pattern_template_attr";
    private static final String ACTIONS = "rte_flow_actions_template_attr";
    private static final String TABLE = "rte_flow_template_table_attr";
    private static final String OPERATION = "rte_flow_op_attr";
    private static final String RULE = "rte_flow_attr";

    private final Layouts layouts;
    private final NativeRoom room = new NativeRoom(BYTES);
    private final ActionImages actions;

    /** Structs as a release of DPDK has them. */
    public TemplateImages(Layouts layouts) {
        this.layouts = layouts;
        actions = new ActionImages(layouts, room, new ItemImages(layouts, room));
    }

    /** Where a struct rte_flow_pattern_template_attr lies: items without a mask must be there too. */
    public long patternAttr(Set<Traffic> traffic) {
        room.clear();
        return traffic(PATTERN, room.reserve(layouts.size(PATTERN)), traffic);
    }

    /** Where a struct rte_flow_actions_template_attr lies. */
    public long actionsAttr(Set<Traffic> traffic) {
        room.clear();
        return traffic(ACTIONS, room.reserve(layouts.size(ACTIONS)), traffic);
    }

    /**
     * Where a list of actions lies that says what is the same for all rules, until {@link #patternAttr}, {@link
     * #actionsAttr} or {@link #table} is called: actions with a number have no configuration in it, so that each rule has
     * its own, others have theirs.
     */
    public long actionMasks(RteRule like) {
        long first = actions.lay(like.actions(), id -> 0, new Ends());
        int conf = layouts.offset("rte_flow_action", "conf");
        long at = first;
        for (RteAction action : like.actions()) {
            if (action instanceof RteAction.Valued) {
                Memory.put64(at + conf, 0);
            }
            at += actions.size();
        }
        return first;
    }

    /**
     * Where a struct rte_flow_template_table_attr lies.
     *
     * @param like has the group, the priority and the traffic
     * @param rules how many it holds at most
     */
    public long table(RteRule like, int rules) {
        room.clear();
        long attr = room.reserve(layouts.size(TABLE));
        long rule = attr + layouts.offset(TABLE, "flow_attr");
        Memory.put(rule, layouts.field(RULE, "group"), like.group());
        Memory.put(rule, layouts.field(RULE, "priority"), like.priority());
        traffic(RULE, rule, like.traffic());
        Memory.put(attr, layouts.field(TABLE, "nb_flows"), rules);
        return attr;
    }

    /** Where that pointer lies, behind what was laid out before. */
    public long pointer(long pointer) {
        long at = room.reserve(Long.BYTES);
        Memory.put64(at, pointer);
        return at;
    }

    /** Where a struct rte_flow_op_attr lies: the operation waits in the queue until it is pushed. */
    public long postponed() {
        room.clear();
        long attr = room.reserve(layouts.size(OPERATION));
        Memory.put(attr, layouts.field(OPERATION, "postpone"), 1);
        return attr;
    }

    private long traffic(String struct, long at, Set<Traffic> traffic) {
        for (Traffic direction : traffic) {
            Memory.put(at, layouts.field(struct, direction.word()), 1);
        }
        return at;
    }

    @Override
    public void close() {
        room.close();
    }
}
