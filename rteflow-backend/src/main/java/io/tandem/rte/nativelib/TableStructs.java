package io.tandem.rte.nativelib;

import io.tandem.rte.flow.RteRule;

/** Reads what a table of rules is made by, as a driver is given it. Source: rte_flow.h struct rte_flow_template_table_attr. */
public final class TableStructs {
    private static final String TABLE = "rte_flow_template_table_attr";

    private final Layouts layouts;
    private final RuleReader rules;

    /** Structs as a release of DPDK has them. */
    public TableStructs(Layouts layouts) {
        this.layouts = layouts;
        rules = new RuleReader(layouts);
    }

    /** A rule with the group, the priority and the traffic of the table at that address, without items and actions. */
    public RteRule like(long attr) {
        return rules.attributes(attr + layouts.offset(TABLE, "flow_attr"));
    }

    /** Rules that it holds at most, unsigned. */
    public int rules(long attr) {
        return (int) Memory.get(attr, layouts.field(TABLE, "nb_flows"));
    }

    /** The first of an array of pointers to templates. */
    public long template(long array) {
        return Memory.u64(array);
    }
}
