package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Packet sockets on one interface: one for each queue, between which the kernel spreads flows by hash. The kernel's own
 * stack sees the frames too; an interface that is only Tandem's has no addresses. Where frames are received on another
 * interface, each queue has a socket there and one that sends.
 */
final class PacketQueueSet implements QueueSet {
    private static final int ETHERNET_AND_TAG = 18;

    private final Link link;
    private final List<PacketSocket> sockets = new ArrayList<>();
    private final List<PacketRxQueue> rx = new ArrayList<>();
    private final List<PacketTxQueue> tx = new ArrayList<>();

    private PacketQueueSet(Link link) {
        this.link = link;
    }

    static PacketQueueSet open(PortConfig config, InterfaceControl control) throws PortException {
        PacketQueueSet set = new PacketQueueSet(Link.find(control, config.interfaceName()));
        try {
            if (config.receiver().isPresent()) {
                set.openSockets(config, Link.find(control, config.receiver().get()));
            } else {
                set.openSockets(config);
            }
            return set;
        } catch (PortException e) {
            set.close();
            throw e;
        }
    }

    private void openSockets(PortConfig config) throws PortException {
        int group = 0;
        for (int i = 0; i < config.queues(); i++) {
            PacketSocket socket = PacketSocket.open(link, link.mtu() + ETHERNET_AND_TAG);
            sockets.add(socket);
            if (config.queues() > 1) {
                group = socket.share(group);
            }
            rx.add(new PacketRxQueue(socket, config, i));
            tx.add(new PacketTxQueue(socket, link, config.number(), i));
        }
    }

    /** Sockets that receive on another interface, and those that send on the port's own, which hear nothing. */
    private void openSockets(PortConfig config, Link receiver) throws PortException {
        int group = 0;
        int frameBytes = link.mtu() + ETHERNET_AND_TAG;
        for (int i = 0; i < config.queues(); i++) {
            PacketSocket in = PacketSocket.open(receiver, frameBytes);
            sockets.add(in);
            if (config.queues() > 1) {
                group = in.share(group);
            }
            PacketSocket out = PacketSocket.openForSending(link, frameBytes);
            sockets.add(out);
            rx.add(new PacketRxQueue(in, config, i));
            tx.add(new PacketTxQueue(out, link, config.number(), i));
        }
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
        long dropped = 0;
        for (PacketSocket socket : sockets) {
            dropped += socket.dropped();
        }
        return QueueCounts.sum(
                rx.stream().map(PacketRxQueue::counts).toList(),
                tx.stream().map(PacketTxQueue::counts).toList(),
                Map.of(RxLoss.RING_FULL, dropped));
    }

    @Override
    public void close() {
        rx.forEach(PacketRxQueue::close);
        tx.forEach(PacketTxQueue::close);
        sockets.forEach(PacketSocket::close);
    }
}
