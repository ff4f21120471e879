package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;

/**
 * The rte_mtr functions of librte_ethdev. A method for each function that is used, under the function's name without
 * {@code rte_mtr_}; each takes addresses of structs, the last that of a struct rte_mtr_error, and answers 0 or a negative
 * errno. Source: rte_mtr.h.
 */
public final class LibMtr {
    private static final NativeLibrary LIBRARY = LibEthdev.LIBRARY;
    private static final FunctionDescriptor ADD =
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final FunctionDescriptor END = FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG);

    private static final MethodHandle PROFILE_ADD = LIBRARY.function("rte_mtr_meter_profile_add", ADD);
    private static final MethodHandle PROFILE_DELETE = LIBRARY.function("rte_mtr_meter_profile_delete", END);
    private static final MethodHandle POLICY_ADD = LIBRARY.function("rte_mtr_meter_policy_add", ADD);
    private static final MethodHandle POLICY_DELETE = LIBRARY.function("rte_mtr_meter_policy_delete", END);
    private static final MethodHandle CREATE = LIBRARY.function(
            "rte_mtr_create", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_LONG));
    private static final MethodHandle DESTROY = LIBRARY.function("rte_mtr_destroy", END);

    private static final MethodHandle CAPABILITIES_GET = LIBRARY.function(
            "rte_mtr_capabilities_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle STATS_READ = LIBRARY.function(
            "rte_mtr_stats_read",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT, JAVA_LONG));

    /** Fills a struct rte_mtr_capabilities. */
    public static int capabilitiesGet(int port, long capabilities, long error) {
        try {
            return (int) CAPABILITIES_GET.invokeExact(PortNumber.of(port), capabilities, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_capabilities_get", e);
        }
    }

    /**
     * Reads what a meter has counted, which goes on.
     *
     * @param stats a struct rte_mtr_stats
     * @param mask eight bytes, for which of its fields mean something
     */
    public static int statsRead(int port, int id, long stats, long mask, long error) {
        int keep = 0;
        try {
            return (int) STATS_READ.invokeExact(PortNumber.of(port), id, stats, mask, keep, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_stats_read", e);
        }
    }

    /** Makes a profile: how much may pass. */
    public static int meterProfileAdd(int port, int id, long profile, long error) {
        try {
            return (int) PROFILE_ADD.invokeExact(PortNumber.of(port), id, profile, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_meter_profile_add", e);
        }
    }

    /** Ends a profile that no meter has. */
    public static int meterProfileDelete(int port, int id, long error) {
        try {
            return (int) PROFILE_DELETE.invokeExact(PortNumber.of(port), id, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_meter_profile_delete", e);
        }
    }

    /** Makes a policy: what becomes of packets of each colour. */
    public static int meterPolicyAdd(int port, int id, long params, long error) {
        try {
            return (int) POLICY_ADD.invokeExact(PortNumber.of(port), id, params, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_meter_policy_add", e);
        }
    }

    /** Ends a policy that no meter has. */
    public static int meterPolicyDelete(int port, int id, long error) {
        try {
            return (int) POLICY_DELETE.invokeExact(PortNumber.of(port), id, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_meter_policy_delete", e);
        }
    }

    /** Makes a meter that rules may share. */
    public static int create(int port, int id, long params, long error) {
        int shared = 1;
        try {
            return (int) CREATE.invokeExact(PortNumber.of(port), id, params, shared, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_create", e);
        }
    }

    /** Ends a meter that no rule names. */
    public static int destroy(int port, int id, long error) {
        try {
            return (int) DESTROY.invokeExact(PortNumber.of(port), id, error);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_mtr_destroy", e);
        }
    }

    private LibMtr() {}
}
