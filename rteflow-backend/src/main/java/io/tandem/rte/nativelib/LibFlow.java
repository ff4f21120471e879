package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * The rte_flow functions of librte_ethdev. A method for each function that is used, under the function's name without
 * {@code rte_flow_}; each takes addresses of structs, the last that of a struct rte_flow_error, and answers what the
 * function answers: 0 or a negative errno where nothing else is said. Source: rte_flow.h.
 */
public final class LibFlow {
    private static final NativeLibrary LIBRARY = LibEthdev.LIBRARY;

    private static final MethodHandle VALIDATE = LIBRARY.function(
            "rte_flow_validate",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle CREATE = LIBRARY.function(
            "rte_flow_create",
            FunctionDescriptor.of(JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle DESTROY =
            LIBRARY.function("rte_flow_destroy", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle FLUSH =
            LIBRARY.function("rte_flow_flush", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle ISOLATE =
            LIBRARY.function("rte_flow_isolate", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle QUERY = LIBRARY.function(
            "rte_flow_query", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ACTION_HANDLE_CREATE = LIBRARY.function(
            "rte_flow_action_handle_create",
            FunctionDescriptor.of(JAVA_LONG, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ACTION_HANDLE_DESTROY = LIBRARY.function(
            "rte_flow_action_handle_destroy", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ACTION_HANDLE_UPDATE = LIBRARY.function(
            "rte_flow_action_handle_update",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle ACTION_HANDLE_QUERY = LIBRARY.function(
            "rte_flow_action_handle_query",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private static final MethodHandle GET_AGED_FLOWS = LIBRARY.function(
            "rte_flow_get_aged_flows", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle INFO_GET = LIBRARY.function(
            "rte_flow_info_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    private static final String ACTIONS_UPDATE_NAME = "rte_flow_actions_update";
    private static final MethodHandle ACTIONS_UPDATE = LIBRARY.optional(
            ACTIONS_UPDATE_NAME, FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /** Whether this release can give a rule other actions: DPDK 23.11 can, 22.11 can not. */
    public static boolean hasActionsUpdate() {
        return LIBRARY.has(ACTIONS_UPDATE_NAME);
    }

    /** Gives a rule other actions; only where {@link #hasActionsUpdate} says so. */
    public static int actionsUpdate(int port, long flow, long actions, long error) {
        try {
            return (int) ACTIONS_UPDATE.invokeExact(PortNumber.of(port), flow, actions, error);
        } catch (Throwable e) {
            throw NativeCall.broken(ACTIONS_UPDATE_NAME, e);
        }
    }

    /** Whether a rule would be taken. */
    public static int validate(int port, long attr, long pattern, long actions, long error) {
        try {
            return (int) VALIDATE.invokeExact(PortNumber.of(port), attr, pattern, actions, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_validate", e);
        }
    }

    /** Makes a rule. Answers its handle; 0, with the errno of {@link LibEal#errno}, where it is refused. */
    public static long create(int port, long attr, long pattern, long actions, long error) {
        try {
            return (long) CREATE.invokeExact(PortNumber.of(port), attr, pattern, actions, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_create", e);
        }
    }

    /**
     * Ends a rule. Where the driver could not, some have freed the handle all the same (net_tap, net_failsafe,
     * net_bonding), and others keep it, as other rules depend on the rule: an error of the type HANDLE stands for the former.
     */
    public static int destroy(int port, long flow, long error) {
        try {
            return (int) DESTROY.invokeExact(PortNumber.of(port), flow, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_destroy", e);
        }
    }

    /** Ends all rules of a port. */
    public static int flush(int port, long error) {
        try {
            return (int) FLUSH.invokeExact(PortNumber.of(port), error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_flush", e);
        }
    }

    /** Says whether a port receives only what rules tell it to: 1, or 0. */
    public static int isolate(int port, int set, long error) {
        try {
            return (int) ISOLATE.invokeExact(PortNumber.of(port), set, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_isolate", e);
        }
    }

    /** Asks an action of a rule, as COUNT, for its data. */
    public static int query(int port, long flow, long action, long data, long error) {
        try {
            return (int) QUERY.invokeExact(PortNumber.of(port), flow, action, data, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_query", e);
        }
    }

    /** Makes an action that rules share. Answers its handle; 0, with the errno of {@link LibEal#errno}, where refused. */
    public static long actionHandleCreate(int port, long conf, long action, long error) {
        try {
            return (long) ACTION_HANDLE_CREATE.invokeExact(PortNumber.of(port), conf, action, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_action_handle_create", e);
        }
    }

    /** Ends an action that rules share. */
    public static int actionHandleDestroy(int port, long handle, long error) {
        try {
            return (int) ACTION_HANDLE_DESTROY.invokeExact(PortNumber.of(port), handle, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_action_handle_destroy", e);
        }
    }

    /** Configures an action that rules share anew. */
    public static int actionHandleUpdate(int port, long handle, long action, long error) {
        try {
            return (int) ACTION_HANDLE_UPDATE.invokeExact(PortNumber.of(port), handle, action, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_action_handle_update", e);
        }
    }

    /** Asks an action that rules share for its data. */
    public static int actionHandleQuery(int port, long handle, long data, long error) {
        try {
            return (int) ACTION_HANDLE_QUERY.invokeExact(PortNumber.of(port), handle, data, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_action_handle_query", e);
        }
    }

    /**
     * Fills an array with what aged rules' actions AGE say: their context, or where that is null the rule. Answers how many
     * were filled in, or where {@code count} is 0 how many there are.
     */
    public static int getAgedFlows(int port, long contexts, int count, long error) {
        try {
            return (int) GET_AGED_FLOWS.invokeExact(PortNumber.of(port), contexts, count, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_get_aged_flows", e);
        }
    }

    /** Fills a struct rte_flow_port_info and a struct rte_flow_queue_info. */
    public static int infoGet(int port, long portInfo, long queueInfo, long error) {
        try {
            return (int) INFO_GET.invokeExact(PortNumber.of(port), portInfo, queueInfo, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_info_get", e);
        }
    }

    private LibFlow() {}
}
