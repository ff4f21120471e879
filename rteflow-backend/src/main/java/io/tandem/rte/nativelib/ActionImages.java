package io.tandem.rte.nativelib;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.ConntrackProfile;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import java.util.List;
import java.util.function.IntToLongFunction;

/** Lays out arrays of struct rte_flow_action with what they point to. One thread at a time. Source: rte_flow.h. */
final class ActionImages {
    private static final String ACTION = "rte_flow_action";

    private final Layouts layouts;
    private final NativeRoom room;
    private final ItemImages items;
    private final int size;
    /** Offsets: of a word of four bytes, and of a pointer. */
    private final int type;

    private final int conf;

    /** @param items lays out the headers that VXLAN_ENCAP puts in front */
    ActionImages(Layouts layouts, NativeRoom room, ItemImages items) {
        this.layouts = layouts;
        this.room = room;
        this.items = items;
        size = layouts.size(ACTION);
        type = layouts.offset(ACTION, "type");
        conf = layouts.offset(ACTION, "conf");
    }

    /** Bytes of a struct. */
    int size() {
        return size;
    }

    /**
     * Lays out a list, and END behind it.
     *
     * @param handles the handle of an indirect action, by its number
     * @param ends where what each action points to ends
     */
    long lay(List<RteAction> list, IntToLongFunction handles, Ends ends) {
        int count = list.size();
        long first = room.reserve(size * (count + 1));
        long at = first;
        for (int i = 0; i < count; i++) {
            RteAction action = list.get(i);
            Memory.put32(at + type, action.type().number());
            Memory.put64(at + conf, configuration(action, handles));
            at += size;
            ends.add(room.end());
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
                        items.lay(encap.header().definition(), new Ends()));
                yield conf;
            }
            case RteAction.RawEncap encap -> raw("rte_flow_action_raw_encap", encap.header());
            case RteAction.RawDecap decap -> raw("rte_flow_action_raw_decap", decap.header());
            case ModifyField modify -> modify(modify);
            case RteAction.Sample sample -> {
                long conf = struct("rte_flow_action_sample");
                put(conf, "rte_flow_action_sample", "ratio", sample.ratio());
                put(conf, "rte_flow_action_sample", "actions", lay(sample.actions(), handles, new Ends()));
                yield conf;
            }
            case RteAction.Conntrack(ConntrackProfile profile) -> {
                long conf = struct(ConntrackStruct.NAME);
                ConntrackStruct.write(layouts, profile, conf);
                yield conf;
            }
            case RteAction.Indirect indirect -> handles.applyAsLong(indirect.id());
        };
    }

    private long number(RteAction.Valued action) {
        RteActionType type = action.which();
        long conf = room.reserve(type.structSize());
        Memory.write(conf, type.member(), action.value());
        return conf;
    }

    @SuppressWarnings("EnumOrdinal") // the order of enum rte_eth_hash_function
    private long rss(RteAction.Rss rss) {
        String struct = "rte_flow_action_rss";
        long conf = struct(struct);
        put(conf, struct, "func", rss.function().ordinal());
        put(conf, struct, "level", rss.level());
        put(conf, struct, "types", rss.typeBits());
        put(conf, struct, "queue_num", rss.queues().size());
        long queues = room.reserve(Short.BYTES * rss.queues().size());
        for (int i = 0; i < rss.queues().size(); i++) {
            Memory.put16(queues + (long) Short.BYTES * i, rss.queues().get(i));
        }
        put(conf, struct, "queue", queues);
        return conf;
    }

    private long raw(String struct, Bytes header) {
        long conf = struct(struct);
        put(conf, struct, "data", room.bytes(header));
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
                Memory.copy(immediate.value().toArray(), at + layouts.offset(struct, "value"));
            }
        }
    }

    private long struct(String name) {
        return room.reserve(layouts.size(name));
    }

    private void put(long at, String struct, String field, long value) {
        Memory.put(at, layouts.field(struct, field), value);
    }
}
