package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Asks for and changes what the kernel knows of interfaces, by ioctl(2) on a socket of its own. Source: netdevice(7),
 * struct ifreq of linux/if.h; linux/ethtool.h. One thread at a time.
 */
final class InterfaceControl implements AutoCloseable {
    /** Bytes of struct ifreq; its union begins after the name. */
    static final int IFREQ_BYTES = 40;

    static final int IFREQ_UNION = Uapi.IFNAMSIZ;
    private static final int ETHTOOL_VALUE_BYTES = 8;
    /** struct ethtool_channels: the command, four maxima, then rx_count, tx_count, other_count, combined_count. */
    static final int CHANNELS_BYTES = 36;

    static final int CHANNELS_RX = 20;
    static final int CHANNELS_COMBINED = 32;

    private final Libc libc = new Libc();
    private final Arena arena = Arena.ofShared();
    private final MemorySegment request = arena.allocate(IFREQ_BYTES, Long.BYTES);
    private final MemorySegment value = arena.allocate(CHANNELS_BYTES, Long.BYTES);
    private final int socket;

    private InterfaceControl(int socket) {
        this.socket = socket;
    }

    /** Opens the socket. */
    static InterfaceControl open(String port) throws PortException {
        int socket = new Libc().socket(Uapi.AF_UNIX, Uapi.SOCK_DGRAM | Uapi.O_CLOEXEC, 0);
        return new InterfaceControl(Errno.check(port, "socket(AF_UNIX)", socket));
    }

    /** The index of an interface, or a negative errno. */
    int index(String name) {
        int answer = ask(name, Uapi.SIOCGIFINDEX);
        return answer < 0 ? answer : request.get(JAVA_INT, IFREQ_UNION);
    }

    /** Flags of an interface, those of IFF_, or a negative errno. */
    int flags(String name) {
        int answer = ask(name, Uapi.SIOCGIFFLAGS);
        return answer < 0 ? answer : request.get(JAVA_SHORT, IFREQ_UNION) & 0xffff;
    }

    /** Brings an interface up. */
    int up(String name) {
        int flags = flags(name);
        if (flags < 0) {
            return flags;
        }
        request.set(JAVA_SHORT, IFREQ_UNION, (short) (flags | Uapi.IFF_UP));
        return libc.ioctl(socket, Uapi.SIOCSIFFLAGS, request);
    }

    /** Bytes that a frame of an interface may have after its Ethernet header, or a negative errno. */
    int mtu(String name) {
        int answer = ask(name, Uapi.SIOCGIFMTU);
        return answer < 0 ? answer : request.get(JAVA_INT, IFREQ_UNION);
    }

    /** The present name of an interface; empty where it is gone. */
    String name(int index) {
        request.fill((byte) 0);
        request.set(JAVA_INT, IFREQ_UNION, index);
        return libc.ioctl(socket, Uapi.SIOCGIFNAME, request) < 0 ? "" : request.getString(0);
    }

    /** Receive queues of an interface; 1 where its driver does not say. */
    int receiveQueues(String name) {
        value.fill((byte) 0);
        value.set(JAVA_INT, 0, Uapi.ETHTOOL_GCHANNELS);
        if (ethtool(name) < 0) {
            return 1;
        }
        return Math.max(1, value.get(JAVA_INT, CHANNELS_RX) + value.get(JAVA_INT, CHANNELS_COMBINED));
    }

    /** A setting of struct ethtool_value, or a negative errno. */
    int setting(String name, int command) {
        value.set(JAVA_INT, 0, command);
        value.set(JAVA_INT, Integer.BYTES, 0);
        int answer = ethtool(name);
        return answer < 0 ? answer : value.get(JAVA_INT, ETHTOOL_VALUE_BYTES - Integer.BYTES) & Integer.MAX_VALUE;
    }

    /** Changes a setting of struct ethtool_value. */
    int setting(String name, int command, int to) {
        value.set(JAVA_INT, 0, command);
        value.set(JAVA_INT, Integer.BYTES, to);
        return ethtool(name);
    }

    private int ethtool(String name) {
        request.fill((byte) 0);
        request.setString(0, name);
        request.set(ValueLayout.ADDRESS, IFREQ_UNION, value);
        return libc.ioctl(socket, Uapi.SIOCETHTOOL, request);
    }

    private int ask(String name, long what) {
        request.fill((byte) 0);
        request.setString(0, name);
        return libc.ioctl(socket, what, request);
    }

    @Override
    public void close() {
        libc.close(socket);
        arena.close();
    }
}
