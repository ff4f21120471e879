package io.tandem.tc.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.tandem.backend.BackendUnavailableException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * libnl-route-3: network interfaces. A method for each function that is used, under the function's name without {@code
 * rtnl_}. {@link #check} must have passed before. Source: netlink/route/link.h of libnl 3.7.
 */
final class LibnlRoute {
    private static final NativeLibrary LIBRARY = NativeLibrary.find("libnl-route-3.so.200", "libnl-route-3-200");

    private static final MethodHandle LINK_ALLOC_CACHE =
            LIBRARY.function("rtnl_link_alloc_cache", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS));
    private static final MethodHandle LINK_GET_KERNEL = LIBRARY.function(
            "rtnl_link_get_kernel", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle LINK_PUT = LIBRARY.function("rtnl_link_put", FunctionDescriptor.ofVoid(ADDRESS));
    private static final MethodHandle LINK_GET_NAME = pointerOf("rtnl_link_get_name");
    private static final MethodHandle LINK_GET_TYPE = pointerOf("rtnl_link_get_type");
    private static final MethodHandle LINK_GET_ADDR = pointerOf("rtnl_link_get_addr");
    private static final MethodHandle LINK_GET_IFINDEX =
            LIBRARY.function("rtnl_link_get_ifindex", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LINK_GET_FLAGS =
            LIBRARY.function("rtnl_link_get_flags", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    private static final MethodHandle LINK_GET_CARRIER =
            LIBRARY.function("rtnl_link_get_carrier", FunctionDescriptor.of(JAVA_BYTE, ADDRESS));

    /** Passes where this library and libnl-3 are there with all that is used of them. */
    static void check() throws BackendUnavailableException {
        Libnl.check();
        LIBRARY.check();
    }

    /** Asks for all links; the cache's pointer is put into {@code cache}. */
    static int linkAllocCache(MemorySegment socket, int family, MemorySegment cache) {
        return Libnl.number("rtnl_link_alloc_cache", () -> (int) LINK_ALLOC_CACHE.invokeExact(socket, family, cache));
    }

    /** Asks for one link, by its index or, where that is 0, by its name; its pointer is put into {@code link}. */
    static int linkGetKernel(MemorySegment socket, int ifindex, MemorySegment name, MemorySegment link) {
        return Libnl.number(
                "rtnl_link_get_kernel", () -> (int) LINK_GET_KERNEL.invokeExact(socket, ifindex, name, link));
    }

    static void linkPut(MemorySegment link) {
        Libnl.number("rtnl_link_put", () -> {
            LINK_PUT.invokeExact(link);
            return 0;
        });
    }

    static MemorySegment linkGetName(MemorySegment link) {
        return Libnl.pointer("rtnl_link_get_name", () -> (MemorySegment) LINK_GET_NAME.invokeExact(link));
    }

    static MemorySegment linkGetType(MemorySegment link) {
        return Libnl.pointer("rtnl_link_get_type", () -> (MemorySegment) LINK_GET_TYPE.invokeExact(link));
    }

    static MemorySegment linkGetAddr(MemorySegment link) {
        return Libnl.pointer("rtnl_link_get_addr", () -> (MemorySegment) LINK_GET_ADDR.invokeExact(link));
    }

    static int linkGetIfindex(MemorySegment link) {
        return Libnl.number("rtnl_link_get_ifindex", () -> (int) LINK_GET_IFINDEX.invokeExact(link));
    }

    static int linkGetFlags(MemorySegment link) {
        return Libnl.number("rtnl_link_get_flags", () -> (int) LINK_GET_FLAGS.invokeExact(link));
    }

    static int linkGetCarrier(MemorySegment link) {
        return Libnl.number("rtnl_link_get_carrier", () -> (byte) LINK_GET_CARRIER.invokeExact(link));
    }

    private static MethodHandle pointerOf(String name) {
        return LIBRARY.function(name, FunctionDescriptor.of(ADDRESS, ADDRESS));
    }

    private LibnlRoute() {}
}
