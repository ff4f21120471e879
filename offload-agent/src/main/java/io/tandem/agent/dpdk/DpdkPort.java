package io.tandem.agent.dpdk;

import io.tandem.agent.dpdk.nativelib.DpdkRxQueue;
import io.tandem.agent.dpdk.nativelib.DpdkTxQueue;
import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.QueueCounts;
import io.tandem.datapath.port.RxLoss;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import io.tandem.datapath.tunnel.UnderlayPort;
import io.tandem.rte.eal.EalException;
import io.tandem.rte.nativelib.RxBurst;
import io.tandem.rte.nativelib.TxBurst;
import io.tandem.rte.port.DeviceStats;
import io.tandem.rte.port.EthPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A port of the datapath on a device of DPDK. */
public final class DpdkPort implements PacketPort {
    private final int number;
    private final EthPort device;
    private final List<DpdkRxQueue> rx = new ArrayList<>();
    private final List<DpdkTxQueue> tx = new ArrayList<>();
    private final int mtu;
    private Map<RxLoss, Long> lost = Map.of();
    private volatile boolean removed;

    /**
     * @param device started
     * @param room bytes of a frame that one mbuf takes
     */
    DpdkPort(int number, EthPort device, int room) throws EalException {
        this.number = number;
        this.device = device;
        this.mtu = device.mtu();
        int longest = device.sendsChains() ? mtu + DpdkPorts.HEADERS : Math.min(mtu + DpdkPorts.HEADERS, room);
        for (RxBurst queue : device.rxQueues()) {
            rx.add(new DpdkRxQueue(queue, number, rx.size()));
        }
        for (TxBurst queue : device.txQueues()) {
            tx.add(new DpdkTxQueue(queue, number, tx.size(), longest));
        }
    }

    @Override
    public int number() {
        return number;
    }

    @Override
    public String name() {
        return device.name();
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
        if (removed || device.removed()) {
            removed = true;
            return LinkState.REMOVED;
        }
        try {
            return device.link().up() ? LinkState.UP : LinkState.DOWN;
        } catch (EalException gone) {
            return device.removed() ? LinkState.REMOVED : LinkState.DOWN;
        }
    }

    /** The port as tunnels leave by it. */
    public UnderlayPort underlay() throws PortException {
        long mac = device.mac();
        if (mac == 0) {
            throw new PortException(
                    name(), "look for its Ethernet address", 0, "it has none", "route tunnels by another port");
        }
        return new UnderlayPort(number, mac, mtu);
    }

    @Override
    public PortCounters counters() {
        return QueueCounts.sum(
                rx.stream().map(DpdkRxQueue::counts).toList(),
                tx.stream().map(DpdkTxQueue::counts).toList(),
                lostInDevice());
    }

    /** What the device lost before its queues; where it is gone, what it had lost when it was last asked. */
    private synchronized Map<RxLoss, Long> lostInDevice() {
        if (!removed && !device.removed()) {
            try {
                DeviceStats stats = device.stats();
                lost = Map.of(RxLoss.RING_FULL, stats.rxMissed() + stats.rxNoMbuf(), RxLoss.KERNEL, stats.rxErrors());
            } catch (EalException gone) {
                removed = device.removed();
            }
        }
        return lost;
    }

    @Override
    public void close() {
        lostInDevice();
        removed = true;
        rx.forEach(DpdkRxQueue::close);
        tx.forEach(DpdkTxQueue::close);
        device.close();
    }
}
