package io.tandem.agent.engine;

import io.tandem.agent.slowpath.SlowPath;
import io.tandem.datapath.packet.Packet;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.tunnel.Underlay;
import io.tandem.datapath.upcall.UpcallAnswer;
import io.tandem.datapath.upcall.UpcallHandler;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;

/**
 * Hands misses to the slow path and new flows to the engine. Where there are as many flows as may be, a packet is carried
 * by its answer and no flow is put.
 */
final class SlowPathUpcalls implements UpcallHandler {
    private final SlowPath slowPath;
    private final IntSupplier flowLimit;
    private final AtomicReference<OffloadEngine> engine = new AtomicReference<>();
    private final Underlay underlay;

    /**
     * @param flowLimit flows that may be installed now
     * @param underlay learns neighbours from packets that the slow path is asked about
     */
    SlowPathUpcalls(SlowPath slowPath, IntSupplier flowLimit, Underlay underlay) {
        this.slowPath = slowPath;
        this.flowLimit = flowLimit;
        this.underlay = underlay;
    }

    /** Says who gets new flows, before the first packet. */
    void install(OffloadEngine target) {
        engine.set(target);
    }

    @Override
    public UpcallAnswer miss(FlowKey key, Packet packet) {
        underlay.learn(packet.inPort(), key, packet.timeNanos());
        Megaflow flow = slowPath.answer(key);
        boolean full = engine.get().size() >= flowLimit.getAsInt();
        return full ? new UpcallAnswer.Once(flow) : new UpcallAnswer.Install(flow);
    }

    @Override
    public void installed(DatapathFlow flow) {
        engine.get().added(flow);
    }
}
