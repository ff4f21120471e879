package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * XDP sockets on one interface, one for each of its receive queues, and the program that feeds them. The kernel's own
 * stack sees none of the frames. A VLAN tag that a driver keeps beside the frame does not come through: switch that off
 * ({@code ethtool -K NAME rxvlan off}; at a veth, {@code txvlan off} at its peer).
 */
final class XdpQueueSet implements QueueSet {
    private final Link link;
    private final List<XdpSocket> sockets = new ArrayList<>();
    private final List<XdpRxQueue> rx = new ArrayList<>();
    private final List<XdpTxQueue> tx = new ArrayList<>();
    private @Nullable Promiscuity promiscuity;
    private @Nullable XdpProgram program;

    private XdpQueueSet(Link link) {
        this.link = link;
    }

    static XdpQueueSet open(PortConfig config, InterfaceControl control) throws PortException {
        XdpQueueSet set = new XdpQueueSet(Link.find(control, config.interfaceName()));
        try {
            set.openSockets(config, control.receiveQueues(config.interfaceName()));
            set.promiscuity = Promiscuity.of(set.link);
            set.program = XdpProgram.attach(set.link, set.sockets);
            return set;
        } catch (PortException e) {
            set.close();
            throw e;
        }
    }

    private void openSockets(PortConfig config, int queues) throws PortException {
        for (int i = 0; i < queues; i++) {
            XdpSocket socket = XdpSocket.open(link, i);
            sockets.add(socket);
            rx.add(new XdpRxQueue(socket, config, i));
            tx.add(new XdpTxQueue(socket, link, config.number(), i));
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
        EnumMap<RxLoss, Long> lost = new EnumMap<>(RxLoss.class);
        for (XdpSocket socket : sockets) {
            socket.lost().forEach((reason, count) -> lost.merge(reason, count, Long::sum));
        }
        return QueueCounts.sum(
                rx.stream().map(XdpRxQueue::counts).toList(),
                tx.stream().map(XdpTxQueue::counts).toList(),
                lost);
    }

    @Override
    public void close() {
        if (program != null) {
            program.close();
        }
        if (promiscuity != null) {
            promiscuity.close();
        }
        rx.forEach(XdpRxQueue::close);
        tx.forEach(XdpTxQueue::close);
        sockets.forEach(XdpSocket::close);
    }
}
