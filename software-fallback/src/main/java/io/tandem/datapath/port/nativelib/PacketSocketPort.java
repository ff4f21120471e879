package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A port over packet sockets: one for each queue, between which the kernel spreads flows by hash. The kernel's own stack
 * sees the frames too; an interface that is only Tandem's has no addresses.
 */
final class PacketSocketPort implements PacketPort {
    private static final int ETHERNET_AND_TAG = 18;

    private final PortConfig config;
    private final InterfaceControl control;
    private final Link link;
    private final SegmentationOffloads offloads;
    private final List<PacketSocket> sockets = new ArrayList<>();
    private final List<PacketRxQueue> rx = new ArrayList<>();
    private final List<PacketTxQueue> tx = new ArrayList<>();
    private boolean open = true;

    private PacketSocketPort(PortConfig config, InterfaceControl control, Link link) throws PortException {
        this.config = config;
        this.control = control;
        this.link = link;
        this.offloads = new SegmentationOffloads(control, link.name());
        try {
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
            LinkWatch.follow(link);
        } catch (PortException e) {
            close();
            throw e;
        }
    }

    static PacketSocketPort open(PortConfig config) throws PortException {
        InterfaceControl control = InterfaceControl.open(config.interfaceName());
        Link link;
        try {
            link = Link.find(control, config.interfaceName());
        } catch (PortException e) {
            control.close();
            throw e;
        }
        return new PacketSocketPort(config, control, link);
    }

    @Override
    public int number() {
        return config.number();
    }

    @Override
    public String name() {
        return link.name();
    }

    @Override
    public List<RxQueue> rxQueues() {
        return List.copyOf(rx);
    }

    @Override
    public List<TxQueue> txQueues() {
        return List.copyOf(tx);
    }

    @Override
    public LinkState state() {
        return link.state();
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
                Map.of(RxLoss.RING_FULL, dropped),
                Map.of());
    }

    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        open = false;
        LinkWatch.forget(link);
        rx.forEach(PacketRxQueue::close);
        tx.forEach(PacketTxQueue::close);
        sockets.forEach(PacketSocket::close);
        offloads.restore(control, link.name());
        control.close();
        link.removed();
    }
}
