package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * The rte_flow functions of librte_ethdev for rules that are made by templates and queues, as {@link LibFlow} has the
 * others. Source: rte_flow.h.
 */
public final class LibTemplates {
    private static final NativeLibrary LIBRARY = LibEthdev.LIBRARY;
    private static final FunctionDescriptor END = FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG);

    private static final MethodHandle CONFIGURE = LIBRARY.function(
            "rte_flow_configure",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PATTERN_CREATE = LIBRARY.function(
            "rte_flow_pattern_template_create",
            FunctionDescriptor.of(JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PATTERN_DESTROY = LIBRARY.function("rte_flow_pattern_template_destroy", END);
    private static final MethodHandle ACTIONS_CREATE = LIBRARY.function(
            "rte_flow_actions_template_create",
            FunctionDescriptor.of(JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ACTIONS_DESTROY = LIBRARY.function("rte_flow_actions_template_destroy", END);
    private static final MethodHandle TABLE_CREATE = LIBRARY.function(
            "rte_flow_template_table_create",
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_BYTE, JAVA_LONG, JAVA_BYTE, JAVA_LONG));
    private static final MethodHandle TABLE_DESTROY = LIBRARY.function("rte_flow_template_table_destroy", END);
    private static final MethodHandle ASYNC_CREATE = LIBRARY.function(
            "rte_flow_async_create",
            FunctionDescriptor.of(
                    JAVA_LONG,
                    JAVA_SHORT,
                    JAVA_INT,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_LONG,
                    JAVA_BYTE,
                    JAVA_LONG,
                    JAVA_BYTE,
                    JAVA_LONG,
                    JAVA_LONG));
    private static final MethodHandle ASYNC_DESTROY = LIBRARY.function(
            "rte_flow_async_destroy",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle PUSH =
            LIBRARY.function("rte_flow_push", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle PULL = LIBRARY.function(
            "rte_flow_pull", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_SHORT, JAVA_LONG));

    /**
     * Gives a port queues of operations, once it is configured and before it starts.
     *
     * @param queueAttrs where an array of pointers to struct rte_flow_queue_attr lies, one for each queue
     */
    public static int configure(int port, long portAttr, int queues, long queueAttrs, long error) {
        try {
            return (int) CONFIGURE.invokeExact(PortNumber.of(port), portAttr, (short) queues, queueAttrs, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_configure", e);
        }
    }

    /** Makes a template of patterns by the masks of one. Answers its handle; 0, with an errno, where it is refused. */
    public static long patternTemplateCreate(int port, long attr, long pattern, long error) {
        try {
            return (long) PATTERN_CREATE.invokeExact(PortNumber.of(port), attr, pattern, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_pattern_template_create", e);
        }
    }

    /** Ends a template that no table has. */
    public static int patternTemplateDestroy(int port, long template, long error) {
        try {
            return (int) PATTERN_DESTROY.invokeExact(PortNumber.of(port), template, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_pattern_template_destroy", e);
        }
    }

    /**
     * Makes a template of lists of actions. Answers its handle; 0, with an errno, where it is refused.
     *
     * @param masks where a list of the same actions lies, with ones in what is the same for all rules
     */
    public static long actionsTemplateCreate(int port, long attr, long actions, long masks, long error) {
        try {
            return (long) ACTIONS_CREATE.invokeExact(PortNumber.of(port), attr, actions, masks, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_actions_template_create", e);
        }
    }

    /** Ends a template that no table has. */
    public static int actionsTemplateDestroy(int port, long template, long error) {
        try {
            return (int) ACTIONS_DESTROY.invokeExact(PortNumber.of(port), template, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_actions_template_destroy", e);
        }
    }

    /**
     * Makes a table of one template of each kind. Answers its handle; 0, with an errno, where it is refused.
     *
     * @param patterns where the pointer to the template of patterns lies
     * @param actions likewise
     */
    public static long tableCreate(int port, long attr, long patterns, long actions, long error) {
        byte one = 1;
        try {
            return (long) TABLE_CREATE.invokeExact(PortNumber.of(port), attr, patterns, one, actions, one, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_template_table_create", e);
        }
    }

    /** Ends a table that has no rules. */
    public static int tableDestroy(int port, long table, long error) {
        try {
            return (int) TABLE_DESTROY.invokeExact(PortNumber.of(port), table, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_template_table_destroy", e);
        }
    }

    /**
     * Puts the making of a rule into queue 0. Answers the rule's handle, which is good once the operation is done; 0, with
     * an errno, where it is refused.
     *
     * @param data comes back with what became of it
     */
    public static long asyncCreate(
            int port, long opAttr, long table, long pattern, long actions, long data, long error) {
        byte first = 0;
        try {
            return (long) ASYNC_CREATE.invokeExact(
                    PortNumber.of(port), 0, opAttr, table, pattern, first, actions, first, data, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_async_create", e);
        }
    }

    /** Puts the end of a rule into queue 0; its handle is gone. */
    public static int asyncDestroy(int port, long opAttr, long flow, long data, long error) {
        try {
            return (int) ASYNC_DESTROY.invokeExact(PortNumber.of(port), 0, opAttr, flow, data, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_async_destroy", e);
        }
    }

    /** Hands all that is in queue 0 to the device. */
    public static int push(int port, long error) {
        try {
            return (int) PUSH.invokeExact(PortNumber.of(port), 0, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_push", e);
        }
    }

    /** Fills an array of struct rte_flow_op_result with what queue 0 has done, and answers how many. */
    public static int pull(int port, long results, int most, long error) {
        try {
            return (int) PULL.invokeExact(PortNumber.of(port), 0, results, (short) most, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_pull", e);
        }
    }

    private LibTemplates() {}
}
