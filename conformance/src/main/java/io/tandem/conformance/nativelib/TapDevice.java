package io.tandem.conformance.nativelib;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A network device whose wire is this object: what is written comes in by it, what is read left by it. The kernel handles
 * a frame within the write, so that what it sends on is there to be read afterwards. One thread at a time; the device
 * goes when it is closed.
 *
 * <p>Source: linux/if_tun.h, Documentation/networking/tuntap.rst. Layouts and constants are those of 64-bit Linux.
 */
@SuppressWarnings("restricted")
public final class TapDevice implements AutoCloseable {
    private static final int O_RDWR = 2;
    private static final int O_NONBLOCK = 04000;
    private static final int O_CLOEXEC = 02000000;
    private static final int EAGAIN = 11;
    private static final long TUNSETIFF = 0x400454caL;
    /** IFF_TAP and IFF_NO_PI. */
    private static final short TAP_WITHOUT_INFORMATION = 0x1002;

    /** IFF_VNET_HDR: before each frame stands a struct virtio_net_hdr. */
    private static final short WITH_HEADERS = 0x4000;

    /** Bytes of struct virtio_net_hdr. Source: linux/virtio_net.h. */
    private static final int HEADER = 10;

    private static final short TCP_AT = 14 + 20;
    private static final short TCP_CHECKSUM_AT = 16;

    private static final int LONGEST = 1 << 16;

    /** struct ifreq of linux/if.h: IFNAMSIZ characters, then a union of which this is the flags. */
    private static final int REQUEST_BYTES = 40;

    private static final int REQUEST_FLAGS = 16;
    private static final int LONGEST_NAME = 15;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout CALL_STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CALL_STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("open"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle IOCTL = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("ioctl"),
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_LONG, ADDRESS),
            Linker.Option.captureCallState("errno"),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle READ = transfer("read");
    private static final MethodHandle WRITE = transfer("write");
    private static final MethodHandle CLOSE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment state = arena.allocate(CALL_STATE);
    private final MemorySegment buffer = arena.allocate(LONGEST);
    private final int descriptor;
    private final int header;

    private TapDevice(String name, short flags, int header) throws IOException {
        this.header = header;
        MemorySegment path = arena.allocateFrom("/dev/net/tun");
        descriptor = (int) checked(
                "open /dev/net/tun", () -> (int) OPEN.invokeExact(state, path, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0));
        MemorySegment request = arena.allocate(REQUEST_BYTES, Long.BYTES);
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, bytes.length);
        request.set(JAVA_SHORT, REQUEST_FLAGS, flags);
        checked("TUNSETIFF of " + name, () -> (int) IOCTL.invokeExact(state, descriptor, TUNSETIFF, request));
    }

    /** Makes a device, which is down. */
    public static TapDevice create(String name) throws IOException {
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new IllegalArgumentException("a device has a name of 1 to " + LONGEST_NAME + " characters: " + name);
        }
        return new TapDevice(name, TAP_WITHOUT_INFORMATION, 0);
    }

    /** Makes a device, which is down, whose frames can be cut up by the kernel: such as a virtual machine has. */
    public static TapDevice createOfMachine(String name) throws IOException {
        return new TapDevice(name, (short) (TAP_WITHOUT_INFORMATION | WITH_HEADERS), HEADER);
    }

    /** Has a frame, without FCS, come in. */
    public void write(byte[] frame) throws IOException {
        buffer.asSlice(0, header).fill((byte) 0);
        send(frame);
    }

    /**
     * Has a packet of TCP over IPv4 come in by a device of a machine, to be cut into segments.
     *
     * @param frame whose TCP checksum is that of its pseudo header
     * @param headers bytes of Ethernet, IP and TCP headers
     * @param segment bytes of payload of each
     */
    public void writeToSegment(byte[] frame, int headers, int segment) throws IOException {
        short needsChecksum = 1; // VIRTIO_NET_HDR_F_NEEDS_CSUM, and VIRTIO_NET_HDR_GSO_TCPV4 above
        buffer.set(JAVA_SHORT, 0, (short) (needsChecksum | 1 << Byte.SIZE));
        buffer.set(JAVA_SHORT, 2, (short) headers);
        buffer.set(JAVA_SHORT, 4, (short) segment);
        buffer.set(JAVA_SHORT, 6, TCP_AT);
        buffer.set(JAVA_SHORT, 8, TCP_CHECKSUM_AT);
        send(frame);
    }

    private void send(byte[] frame) throws IOException {
        MemorySegment.copy(frame, 0, buffer, JAVA_BYTE, header, frame.length);
        checked("write", () -> (long) WRITE.invokeExact(state, descriptor, buffer, (long) header + frame.length));
    }

    /** The next frame that left, if there is one now. */
    public Optional<byte[]> read() throws IOException {
        long length;
        try {
            length = (long) READ.invokeExact(state, descriptor, buffer, (long) LONGEST);
        } catch (Throwable e) {
            throw new IllegalStateException("cannot call read", e);
        }
        if (length < 0) {
            if (errno() == EAGAIN) {
                return Optional.empty();
            }
            throw new IOException("read: errno " + errno());
        }
        return Optional.of(buffer.asSlice(header, length - header).toArray(JAVA_BYTE));
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        } finally {
            arena.close();
        }
    }

    /** A call of libc that answers less than zero when it fails. */
    private interface LibcCall {
        long make() throws Throwable;
    }

    private long checked(String what, LibcCall call) throws IOException {
        long answer;
        try {
            answer = call.make();
        } catch (Throwable e) {
            throw new IllegalStateException("cannot " + what, e);
        }
        if (answer < 0) {
            throw new IOException(what + ": errno " + errno());
        }
        return answer;
    }

    private int errno() {
        return (int) ERRNO.get(state, 0L);
    }

    private static MethodHandle transfer(String name) {
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG),
                Linker.Option.captureCallState("errno"));
    }
}
