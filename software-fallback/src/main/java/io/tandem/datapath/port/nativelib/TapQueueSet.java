package io.tandem.datapath.port.nativelib;

import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A TAP interface: what its host sends is received here, and the other way round. One descriptor for each queue. Without
 * offloads, so the kernel completes checksums, cuts segments and puts VLAN tags in before a frame comes here. Source:
 * linux/if_tun.h; Linux drivers/net/tun.c.
 */
final class TapQueueSet implements QueueSet {
    private static final String DEVICE = "/dev/net/tun";
    private static final Path DEVICES = Path.of("/proc/net/dev");
    /** Column of /proc/net/dev, after the name: packets that the interface's sender lost. */
    private static final int SENDER_DROPS = 11;

    private final Link link;
    private final List<TapRxQueue> rx = new ArrayList<>();
    private final List<TapTxQueue> tx = new ArrayList<>();
    private final List<Integer> descriptors;
    private final long droppedBefore;
    private long dropped;

    private TapQueueSet(PortConfig config, Link link, List<Integer> descriptors) {
        this.link = link;
        this.descriptors = descriptors;
        this.droppedBefore = droppedEver(0);
        for (int i = 0; i < descriptors.size(); i++) {
            rx.add(new TapRxQueue(config, link, descriptors.get(i), i));
            tx.add(new TapTxQueue(config.number(), link, descriptors.get(i), i));
        }
    }

    /** Makes the interface, or takes one that is persistent, and brings it up. */
    static TapQueueSet open(PortConfig config, InterfaceControl control) throws PortException {
        String name = config.interfaceName();
        List<Integer> descriptors = new ArrayList<>();
        try {
            for (int i = 0; i < config.queues(); i++) {
                openQueue(name, config.queues() > 1, descriptors);
            }
            Errno.check(name, "ioctl(SIOCSIFFLAGS, IFF_UP)", control.up(name));
            int first = descriptors.getFirst();
            return new TapQueueSet(config, Link.find(control, name, () -> isAttached(first)), descriptors);
        } catch (PortException e) {
            closeAll(descriptors);
            throw e;
        }
    }

    private static void openQueue(String name, boolean oneOfMany, List<Integer> descriptors) throws PortException {
        Libc libc = new Libc();
        int flags = Uapi.O_RDWR | Uapi.O_NONBLOCK | Uapi.O_CLOEXEC;
        int descriptor = Errno.check(name, "open(" + DEVICE + ")", libc.open(DEVICE, flags));
        descriptors.add(descriptor);
        int kind = Uapi.IFF_TAP | Uapi.IFF_NO_PI | (oneOfMany ? Uapi.IFF_MULTI_QUEUE : 0);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(InterfaceControl.IFREQ_BYTES, Long.BYTES);
            request.setString(0, name);
            request.set(JAVA_SHORT, InterfaceControl.IFREQ_UNION, (short) kind);
            Errno.check(name, "ioctl(TUNSETIFF)", libc.ioctl(descriptor, Uapi.TUNSETIFF, request));
        }
    }

    /** True until the interface of a descriptor is deleted. */
    private static boolean isAttached(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(InterfaceControl.IFREQ_BYTES, Long.BYTES);
            return new Libc().ioctl(descriptor, Uapi.TUNGETIFF, request) >= 0;
        }
    }

    private static void closeAll(List<Integer> descriptors) {
        Libc libc = new Libc();
        descriptors.forEach(libc::close);
        descriptors.clear();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public List<RxQueue> rx() {
        return List.copyOf(rx);
    }

    @Override
    public List<TxQueue> tx() {
        return List.copyOf(tx);
    }

    @Override
    public PortCounters counters() {
        return QueueCounts.sum(
                rx.stream().map(TapRxQueue::counts).toList(),
                tx.stream().map(TapTxQueue::counts).toList(),
                Map.of(RxLoss.RING_FULL, dropped()));
    }

    private synchronized long dropped() {
        dropped = droppedEver(droppedBefore + dropped) - droppedBefore;
        return dropped;
    }

    /** What the interface lost because no queue had room, as the kernel has counted it so far. */
    private long droppedEver(long otherwise) {
        String start = link.name() + ":";
        try {
            for (String line : Files.readAllLines(DEVICES)) {
                String row = line.strip();
                if (row.startsWith(start)) {
                    return Long.parseLong(row.substring(start.length()).strip().split("\\s+", -1)[SENDER_DROPS]);
                }
            }
        } catch (IOException e) {
            return otherwise;
        }
        return otherwise;
    }

    @Override
    public void close() {
        dropped();
        rx.forEach(TapRxQueue::close);
        tx.forEach(TapTxQueue::close);
        closeAll(descriptors);
    }
}
