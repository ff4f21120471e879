package io.tandem.rte.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/**
 * librte_ethdev, but for rte_flow. A method for each function that is used, under the function's name without
 * {@code rte_eth_}; each answers what the function answers, which is 0 or a negative errno where nothing else is said.
 * Source: rte_ethdev.h.
 */
public final class LibEthdev {
    static final NativeLibrary LIBRARY = NativeLibrary.find("rte_ethdev");

    private static final int NAME_ROOM = 64;

    private static final MethodHandle DEV_INFO_GET =
            LIBRARY.function("rte_eth_dev_info_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle DEV_CONFIGURE = LIBRARY.function(
            "rte_eth_dev_configure", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_SHORT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle RX_METADATA_NEGOTIATE =
            LIBRARY.function("rte_eth_rx_metadata_negotiate", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle DEV_START =
            LIBRARY.function("rte_eth_dev_start", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT));
    private static final MethodHandle DEV_STOP =
            LIBRARY.function("rte_eth_dev_stop", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT));
    private static final MethodHandle DEV_CLOSE =
            LIBRARY.function("rte_eth_dev_close", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT));
    private static final MethodHandle DEV_IS_REMOVED =
            LIBRARY.function("rte_eth_dev_is_removed", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT));
    private static final MethodHandle PROMISCUOUS_ENABLE =
            LIBRARY.function("rte_eth_promiscuous_enable", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT));
    private static final MethodHandle LINK_GET_NOWAIT =
            LIBRARY.function("rte_eth_link_get_nowait", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle STATS_GET =
            LIBRARY.function("rte_eth_stats_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle XSTATS_GET =
            LIBRARY.function("rte_eth_xstats_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle XSTATS_GET_NAMES = LIBRARY.function(
            "rte_eth_xstats_get_names", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG, JAVA_INT));
    private static final MethodHandle ITERATOR_INIT =
            LIBRARY.function("rte_eth_iterator_init", FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle RX_QUEUE_SETUP = LIBRARY.function(
            "rte_eth_rx_queue_setup",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_SHORT, JAVA_SHORT, JAVA_INT, JAVA_LONG, JAVA_LONG));
    private static final MethodHandle TX_QUEUE_SETUP = LIBRARY.function(
            "rte_eth_tx_queue_setup",
            FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_SHORT, JAVA_SHORT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle ITERATOR_NEXT =
            LIBRARY.function("rte_eth_iterator_next", FunctionDescriptor.of(JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle ITERATOR_CLEANUP =
            LIBRARY.function("rte_eth_iterator_cleanup", FunctionDescriptor.ofVoid(JAVA_LONG));
    private static final MethodHandle GET_NAME =
            LIBRARY.function("rte_eth_dev_get_name_by_port", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle GET_MTU =
            LIBRARY.function("rte_eth_dev_get_mtu", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));
    private static final MethodHandle MACADDR_GET =
            LIBRARY.function("rte_eth_macaddr_get", FunctionDescriptor.of(JAVA_INT, JAVA_SHORT, JAVA_LONG));

    /** The array of struct rte_eth_fp_ops, one for each port. */
    static final long FAST_PATHS = LIBRARY.variable("rte_eth_fp_ops");

    /** Passes where the library is there with all that is used of it. */
    static void check() throws BackendUnavailableException {
        LIBRARY.check();
    }

    /** Fills a struct rte_eth_dev_info. */
    public static int devInfoGet(int port, long info) {
        try {
            return (int) DEV_INFO_GET.invokeExact(PortNumber.of(port), info);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_info_get", e);
        }
    }

    /** Sets how many queues a stopped port has, by a struct rte_eth_conf. */
    public static int devConfigure(int port, int rxQueues, int txQueues, long conf) {
        try {
            return (int) DEV_CONFIGURE.invokeExact(PortNumber.of(port), (short) rxQueues, (short) txQueues, conf);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_configure", e);
        }
    }

    /** Lets packets pass. */
    public static int devStart(int port) {
        try {
            return (int) DEV_START.invokeExact(PortNumber.of(port));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_start", e);
        }
    }

    /** Lets no more packets pass. */
    public static int devStop(int port) {
        try {
            return (int) DEV_STOP.invokeExact(PortNumber.of(port));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_stop", e);
        }
    }

    /** Gives a stopped port back; its number is free from then on. */
    public static int devClose(int port) {
        try {
            return (int) DEV_CLOSE.invokeExact(PortNumber.of(port));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_close", e);
        }
    }

    /** 1 where the device behind the port is gone. */
    public static int devIsRemoved(int port) {
        try {
            return (int) DEV_IS_REMOVED.invokeExact(PortNumber.of(port));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_is_removed", e);
        }
    }

    /** Makes the port take every frame. */
    public static int promiscuousEnable(int port) {
        try {
            return (int) PROMISCUOUS_ENABLE.invokeExact(PortNumber.of(port));
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_promiscuous_enable", e);
        }
    }

    /**
     * Asks a port that is not configured yet to hand up what rules say of packets.
     *
     * @param wanted RTE_ETH_RX_METADATA_*
     * @return those of them that it will hand up, or a negative errno
     */
    public static long rxMetadataNegotiate(int port, long wanted) {
        try (Arena arena = Arena.ofConfined()) {
            long features = arena.allocate(Long.BYTES, Long.BYTES).address();
            Memory.put64(features, wanted);
            int answer = (int) RX_METADATA_NEGOTIATE.invokeExact(PortNumber.of(port), features);
            return answer < 0 ? answer : Memory.u64(features) & wanted;
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_rx_metadata_negotiate", e);
        }
    }

    /** Fills a struct rte_eth_link with what is known at once. */
    public static int linkGetNowait(int port, long link) {
        try {
            return (int) LINK_GET_NOWAIT.invokeExact(PortNumber.of(port), link);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_link_get_nowait", e);
        }
    }

    /** Fills a struct rte_eth_stats. */
    public static int statsGet(int port, long stats) {
        try {
            return (int) STATS_GET.invokeExact(PortNumber.of(port), stats);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_stats_get", e);
        }
    }

    /** Fills an array of struct rte_eth_xstat; answers how many there are, even where that is more than {@code count}. */
    public static int xstatsGet(int port, long xstats, int count) {
        try {
            return (int) XSTATS_GET.invokeExact(PortNumber.of(port), xstats, count);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_xstats_get", e);
        }
    }

    /** Fills an array of struct rte_eth_xstat_name; answers how many there are, even where that is more than {@code count}. */
    public static int xstatsGetNames(int port, long names, int count) {
        try {
            return (int) XSTATS_GET_NAMES.invokeExact(PortNumber.of(port), names, count);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_xstats_get_names", e);
        }
    }

    /**
     * Makes a receive queue with the driver's own settings.
     *
     * @param descriptors of its ring
     * @param pool what its mbufs come from
     */
    public static int rxQueueSetup(int port, int queue, int descriptors, long pool) {
        int anySocket = -1;
        try {
            return (int) RX_QUEUE_SETUP.invokeExact(
                    PortNumber.of(port), (short) queue, (short) descriptors, anySocket, 0L, pool);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_rx_queue_setup", e);
        }
    }

    /** Makes a transmit queue with the driver's own settings. */
    public static int txQueueSetup(int port, int queue, int descriptors) {
        int anySocket = -1;
        try {
            return (int)
                    TX_QUEUE_SETUP.invokeExact(PortNumber.of(port), (short) queue, (short) descriptors, anySocket, 0L);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_tx_queue_setup", e);
        }
    }

    /** The first port of an attached device; empty where it has none. */
    public static OptionalInt portOf(String devargs) {
        try (Arena arena = Arena.ofConfined();
                Struct iterator = new Struct("rte_dev_iterator")) {
            int answer = (int) ITERATOR_INIT.invokeExact(
                    iterator.address(), arena.allocateFrom(devargs).address());
            if (answer != 0) {
                return OptionalInt.empty();
            }
            int port = Short.toUnsignedInt((short) ITERATOR_NEXT.invokeExact(iterator.address()));
            // RTE_MAX_ETHPORTS stands for none
            if (port >= PortNumber.PLACES) {
                return OptionalInt.empty();
            }
            ITERATOR_CLEANUP.invokeExact(iterator.address());
            return OptionalInt.of(port);
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_iterator_next", e);
        }
    }

    /** The name of a port's device; empty where there is no such port. */
    public static String name(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long name = arena.allocate(NAME_ROOM).address();
            return (int) GET_NAME.invokeExact(PortNumber.of(port), name) == 0 ? Memory.text(name) : "";
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_get_name_by_port", e);
        }
    }

    /** The port's Ethernet address; 0 where there is no such port. */
    public static long macaddrGet(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long address = arena.allocate(Long.BYTES, Long.BYTES).address();
            int answer = (int) MACADDR_GET.invokeExact(PortNumber.of(port), address);
            return answer == 0 ? Long.reverseBytes(Memory.u64(address)) >>> 2 * Byte.SIZE : 0;
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_macaddr_get", e);
        }
    }

    /** The port's MTU in bytes; a negative errno where there is no such port. */
    public static int mtu(int port) {
        try (Arena arena = Arena.ofConfined()) {
            long mtu = arena.allocate(Short.BYTES, Short.BYTES).address();
            int answer = (int) GET_MTU.invokeExact(PortNumber.of(port), mtu);
            return answer == 0 ? Memory.u16(mtu) : answer;
        } catch (Throwable e) {
            throw NativeCall.broken("rte_eth_dev_get_mtu", e);
        }
    }

    private LibEthdev() {}
}
