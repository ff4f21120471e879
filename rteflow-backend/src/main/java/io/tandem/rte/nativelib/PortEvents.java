package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.IntConsumer;

/**
 * Tells of devices that were reset, as a virtual function is with its physical one, or pulled: what a driver held of them,
 * rules above all, is gone. Source: rte_ethdev.h RTE_ETH_EVENT_INTR_RESET and RTE_ETH_EVENT_INTR_RMV.
 */
@SuppressWarnings("restricted")
public final class PortEvents {
    private static final MethodHandle REGISTER = LibEthdev.LIBRARY.function(
            "rte_eth_dev_callback_register",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final int RESET = (int) Dpdk.layouts().constant("RTE_ETH_EVENT_INTR_RESET");
    private static final int REMOVED = (int) Dpdk.layouts().constant("RTE_ETH_EVENT_INTR_RMV");

    /** One for the life of the process, as DPDK may call it until its end. */
    private static final long CALLBACK = callback();

    private static volatile IntConsumer listener = port -> {};

    /**
     * Has the listener told of a port's resets and removal, from whatever thread DPDK finds out on. It must not throw,
     * block or call DPDK; the last one is told of all ports.
     *
     * @return 0, or a negative errno where DPDK tells of none
     */
    public static int listen(int port, IntConsumer told) {
        listener = told;
        return Math.min(register(port, RESET), register(port, REMOVED));
    }

    /** Answers 0 or a negative errno. */
    private static int register(int port, int event) {
        try {
            return (int) REGISTER.invokeExact(PortNumber.of(port), event, CALLBACK, 0L);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_callback_register", e);
        }
    }

    /** rte_eth_dev_cb_fn. */
    @SuppressWarnings("UnusedMethod") // DPDK calls it
    private static int happened(short port, int event, long argument, long result) {
        listener.accept(Short.toUnsignedInt(port));
        return 0;
    }

    private static long callback() {
        try {
            MethodHandle happened = MethodHandles.lookup()
                    .findStatic(
                            PortEvents.class,
                            "happened",
                            MethodType.methodType(int.class, short.class, int.class, long.class, long.class));
            return Linker.nativeLinker()
                    .upcallStub(
                            happened,
                            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG),
                            Arena.global())
                    .address();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private PortEvents() {}
}
