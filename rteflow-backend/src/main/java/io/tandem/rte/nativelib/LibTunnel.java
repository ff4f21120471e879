package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * The tunnel offload functions of librte_ethdev, under their names without {@code rte_flow_}; each takes addresses, the last
 * that of a struct rte_flow_error, and answers 0 or a negative errno. Source: rte_flow.h.
 */
public final class LibTunnel {
    private static final NativeLibrary LIBRARY = LibEthdev.LIBRARY;
    private static final FunctionDescriptor GET =
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor RELEASE =
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_INT, JAVA_LONG);

    private static final MethodHandle DECAP_SET = LIBRARY.function("rte_flow_tunnel_decap_set", GET);
    private static final MethodHandle MATCH = LIBRARY.function("rte_flow_tunnel_match", GET);
    private static final MethodHandle DECAP_RELEASE = LIBRARY.function("rte_flow_tunnel_action_decap_release", RELEASE);
    private static final MethodHandle ITEM_RELEASE = LIBRARY.function("rte_flow_tunnel_item_release", RELEASE);
    private static final MethodHandle GET_RESTORE_INFO = LIBRARY.function(
            "rte_flow_get_restore_info", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG, JAVA_LONG));

    /**
     * Asks for the driver's own actions that take a tunnel's headers off and remember them.
     *
     * @param tunnel where a struct rte_flow_tunnel lies
     * @param actions where the pointer to the first goes
     * @param count where their number goes, four bytes
     */
    public static int decapSet(int port, long tunnel, long actions, long count, long error) {
        try {
            return (int) DECAP_SET.invokeExact(PortNumber.of(port), tunnel, actions, count, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_tunnel_decap_set", e);
        }
    }

    /** Asks for the driver's own items that match packets of such a tunnel; as {@link #decapSet}. */
    public static int match(int port, long tunnel, long items, long count, long error) {
        try {
            return (int) MATCH.invokeExact(PortNumber.of(port), tunnel, items, count, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_tunnel_match", e);
        }
    }

    /** Gives actions back that {@link #decapSet} answered. */
    public static int actionDecapRelease(int port, long actions, int count, long error) {
        try {
            return (int) DECAP_RELEASE.invokeExact(PortNumber.of(port), actions, count, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_tunnel_action_decap_release", e);
        }
    }

    /** Gives items back that {@link #match} answered. */
    public static int itemRelease(int port, long items, int count, long error) {
        try {
            return (int) ITEM_RELEASE.invokeExact(PortNumber.of(port), items, count, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_tunnel_item_release", e);
        }
    }

    /** Fills a struct rte_flow_restore_info with how far the device got with a packet that came up. */
    public static int getRestoreInfo(int port, long mbuf, long info, long error) {
        try {
            return (int) GET_RESTORE_INFO.invokeExact(PortNumber.of(port), mbuf, info, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_flow_get_restore_info", e);
        }
    }

    private LibTunnel() {}
}
