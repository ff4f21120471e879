package io.tandem.rte.nativelib;

import io.tandem.flow.Bytes;
import io.tandem.rte.flow.PacketField;
import io.tandem.rte.flow.RssFunction;
import io.tandem.rte.flow.RssType;
import io.tandem.rte.flow.RteAction;
import io.tandem.rte.flow.RteAction.ModifyField;
import io.tandem.rte.flow.RteActionType;
import io.tandem.rte.transport.RteErrorType;
import io.tandem.rte.transport.RuleNotTakenException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads lists of struct rte_flow_action. Source: rte_flow.h. */
final class ActionStructs {
    private static final String ACTION = "rte_flow_action";
    private static final String RSS = "rte_flow_action_rss";
    private static final String ENCAP = "rte_flow_action_raw_encap";
    private static final String DECAP = "rte_flow_action_raw_decap";
    private static final String SAMPLE = "rte_flow_action_sample";
    private static final String MODIFY = "rte_flow_action_modify_field";
    private static final String OPERAND = "rte_flow_action_modify_data";
    private static final int LONGEST_HEADER = 512;
    private static final int MOST_QUEUES = 1024;

    private final Layouts layouts;

    ActionStructs(Layouts layouts) {
        this.layouts = layouts;
    }

    /** The actions up to END. */
    List<RteAction> read(long first) throws RuleNotTakenException {
        List<RteAction> actions = new ArrayList<>();
        long at = first;
        for (int index = 0; index < RuleReader.MOST; index++) {
            int number = (int) get(at, ACTION, "type");
            if (number == 0) {
                return actions;
            }
            Optional<RteActionType> type = Arrays.stream(RteActionType.values())
                    .filter(known -> known.number() == number)
                    .findFirst();
            if (type.isEmpty()) {
                throw RuleNotTakenException.action(RteErrorType.ACTION, index, "action of unknown type " + number);
            }
            actions.add(action(type.get(), get(at, ACTION, "conf"), index));
            at += layouts.size(ACTION);
        }
        throw RuleNotTakenException.action(
                RteErrorType.ACTION_NUM, RuleReader.MOST, "no END among the first " + RuleReader.MOST + " actions");
    }

    /** Which of the first {@code count} actions have a configuration. */
    BitSet configured(long first, int count) {
        BitSet configured = new BitSet(count);
        for (int i = 0; i < count; i++) {
            configured.set(i, get(first + (long) layouts.size(ACTION) * i, ACTION, "conf") != 0);
        }
        return configured;
    }

    private RteAction action(RteActionType type, long conf, int index) throws RuleNotTakenException {
        if (type.form() == RteActionType.Form.PLAIN) {
            return RteAction.of(type);
        }
        if (conf == 0) {
            throw RuleNotTakenException.action(RteErrorType.ACTION_CONF, index, type + " has no configuration");
        }
        if (type.form() == RteActionType.Form.NUMBER) {
            return new RteAction.Valued(type, type.member().read(RuleReader.bytes(conf, type.structSize()), 0));
        }
        return switch (type) {
            case RSS -> rss(conf, index);
            case RAW_ENCAP -> new RteAction.RawEncap(header(conf, ENCAP, index));
            case RAW_DECAP -> new RteAction.RawDecap(header(conf, DECAP, index));
            case SAMPLE -> new RteAction.Sample((int) get(conf, SAMPLE, "ratio"), read(get(conf, SAMPLE, "actions")));
            case MODIFY_FIELD -> modify(conf, index);
            case CONNTRACK -> conntrack(conf, index);
            default ->
                throw RuleNotTakenException.action(
                        RteErrorType.ACTION, index, "the configuration of " + type + " is not read");
        };
    }

    private RteAction conntrack(long conf, int index) throws RuleNotTakenException {
        try {
            return new RteAction.Conntrack(ConntrackStruct.read(layouts, conf));
        } catch (IllegalArgumentException e) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF, index, "CONNTRACK of a connection whose " + e.getMessage());
        }
    }

    private RteAction rss(long conf, int index) throws RuleNotTakenException {
        RssFunction[] functions = RssFunction.values();
        int function = (int) get(conf, RSS, "func");
        int count = (int) get(conf, RSS, "queue_num");
        if (function < 0 || function >= functions.length || count < 0 || count > MOST_QUEUES) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF, index, "RSS with function " + function + " over " + count + " queues");
        }
        long bits = get(conf, RSS, "types");
        Set<RssType> types = EnumSet.noneOf(RssType.class);
        for (RssType type : RssType.values()) {
            if ((bits & type.bits()) != 0) {
                types.add(type);
                bits &= ~type.bits();
            }
        }
        if (bits != 0) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF, index, "RSS of unknown types 0x" + Long.toHexString(bits));
        }
        List<Integer> queues = new ArrayList<>();
        long queue = get(conf, RSS, "queue");
        for (int i = 0; i < count; i++) {
            queues.add(Memory.u16(queue + (long) Short.BYTES * i));
        }
        return new RteAction.Rss(functions[function], (int) get(conf, RSS, "level"), types, queues);
    }

    private Bytes header(long conf, String struct, int index) throws RuleNotTakenException {
        long size = get(conf, struct, "size");
        if (size < 0 || size > LONGEST_HEADER) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF, index, "a header of " + size + " bytes, at most " + LONGEST_HEADER);
        }
        return Bytes.of(RuleReader.bytes(get(conf, struct, "data"), (int) size));
    }

    private RteAction modify(long conf, int index) throws RuleNotTakenException {
        ModifyField.Operation[] operations = ModifyField.Operation.values();
        int operation = (int) get(conf, MODIFY, "operation");
        if (operation < 0 || operation >= operations.length) {
            throw RuleNotTakenException.action(
                    RteErrorType.ACTION_CONF, index, "a field is modified by unknown operation " + operation);
        }
        ModifyField.Source destination = operand(conf + layouts.offset(MODIFY, "dst"), index);
        if (!(destination instanceof ModifyField.FieldRange range)) {
            throw RuleNotTakenException.action(RteErrorType.ACTION_CONF, index, "an immediate value can't be modified");
        }
        ModifyField.Source source = operand(conf + layouts.offset(MODIFY, "src"), index);
        return new ModifyField(operations[operation], range, source, (int) get(conf, MODIFY, "width"));
    }

    private ModifyField.Source operand(long at, int index) throws RuleNotTakenException {
        long number = get(at, OPERAND, "field");
        if (number == layouts.constant("RTE_FLOW_FIELD_VALUE")) {
            return new ModifyField.Immediate(
                    Bytes.of(RuleReader.bytes(at + layouts.offset(OPERAND, "value"), ModifyField.Immediate.SIZE)));
        }
        PacketField field = Arrays.stream(PacketField.values())
                .filter(known -> known.number() == number)
                .findFirst()
                .orElseThrow(() -> RuleNotTakenException.action(
                        RteErrorType.ACTION_CONF, index, "unknown field " + number + " is modified"));
        return new ModifyField.FieldRange(field, (int) get(at, OPERAND, "level"), (int) get(at, OPERAND, "offset"));
    }

    private long get(long at, String struct, String field) {
        return Memory.get(at, layouts.field(struct, field));
    }
}
