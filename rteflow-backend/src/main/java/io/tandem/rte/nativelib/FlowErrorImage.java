package io.tandem.rte.nativelib;

import java.lang.foreign.Arena;

/**
 * The struct rte_flow_error that calls are given: what they leave there is read at once, as its pointers lead into the
 * driver and into the rule. One thread at a time. Source: rte_flow.h.
 */
public final class FlowErrorImage {
    private static final String STRUCT = "rte_flow_error";

    private final Layouts layouts;
    private final long address;
    private final long end;

    /** A struct as a release of DPDK has it. */
    public FlowErrorImage(Layouts layouts) {
        this.layouts = layouts;
        int size = layouts.size(STRUCT);
        this.address = Arena.global().allocate(size, Long.BYTES).address();
        this.end = address + size;
    }

    /** Where it lies, without an error. */
    public long clear() {
        for (long at = address; at < end; at += Long.BYTES) {
            Memory.put64(at, 0);
        }
        return address;
    }

    /** RTE_FLOW_ERROR_TYPE_*; 0 where the call left nothing. */
    public int type() {
        return (int) Memory.get(address, layouts.field(STRUCT, "type"));
    }

    /** What is to blame: a pointer, 0 where that is not known. */
    public long cause() {
        return Memory.get(address, layouts.field(STRUCT, "cause"));
    }

    /** The driver's own words; empty where it has none. */
    public String message() {
        return Memory.text(Memory.get(address, layouts.field(STRUCT, "message")));
    }
}
