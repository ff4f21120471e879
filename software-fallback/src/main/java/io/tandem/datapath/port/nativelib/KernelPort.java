package io.tandem.datapath.port.nativelib;

import io.tandem.datapath.port.LinkState;
import io.tandem.datapath.port.PacketPort;
import io.tandem.datapath.port.PortConfig;
import io.tandem.datapath.port.PortCounters;
import io.tandem.datapath.port.PortException;
import io.tandem.datapath.port.PortKind;
import io.tandem.datapath.port.RxQueue;
import io.tandem.datapath.port.TxQueue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A port on an interface of the kernel, whichever kind its queues are of. */
final class KernelPort implements PacketPort {
    private final PortConfig config;
    private final InterfaceControl control;
    private final QueueSet queues;
    private final Link link;
    private final @Nullable SegmentationOffloads offloads;
    private boolean open = true;

    private KernelPort(PortConfig config, InterfaceControl control, QueueSet queues) throws PortException {
        this.config = config;
        this.control = control;
        this.queues = queues;
        this.link = queues.link();
        LinkWatch.follow(link);
        // a TAP interface has none that were not asked for
        this.offloads = config.kind() == PortKind.TAP ? null : new SegmentationOffloads(control, link.name());
    }

    static KernelPort open(PortConfig config) throws PortException {
        InterfaceControl control = InterfaceControl.open(config.interfaceName());
        QueueSet queues = null;
        try {
            queues = switch (config.kind()) {
                case AF_PACKET -> PacketQueueSet.open(config, control);
                case AF_XDP -> XdpQueueSet.open(config, control);
                case TAP -> TapQueueSet.open(config, control);
            };
            return new KernelPort(config, control, queues);
        } catch (PortException e) {
            if (queues != null) {
                queues.close();
            }
            control.close();
            throw e;
        }
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
        return queues.rx();
    }

    @Override
    public List<TxQueue> txQueues() {
        return queues.tx();
    }

    @Override
    public LinkState state() {
        return link.state();
    }

    @Override
    public PortCounters counters() {
        return queues.counters();
    }

    @Override
    public synchronized void close() {
        if (!open) {
            return;
        }
        open = false;
        LinkWatch.forget(link);
        queues.close();
        if (offloads != null) {
            offloads.restore(control, link.name());
        }
        control.close();
        link.removed();
    }
}
