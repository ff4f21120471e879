package io.tandem.agent.revalidator;

import io.tandem.action.OdpAction;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * One pass over all flows: one bulk dump of the device, then each flow is brought up to date. Belongs to the control
 * thread.
 */
public final class Revalidator {
    private final OffloadEngine engine;
    private final SlowPath slowPath;
    private final RevalidatorConfig config;
    private final LongSupplier clock;
    private final FlowLimit limit;
    private final Map<Ufid, Long> packetsBefore = new HashMap<>();
    private long versionBefore;

    /**
     * @param limit each pass adapts it
     * @param clock the datapath's clock, in nanoseconds
     */
    public Revalidator(
            OffloadEngine engine, SlowPath slowPath, RevalidatorConfig config, FlowLimit limit, LongSupplier clock) {
        this.engine = engine;
        this.slowPath = slowPath;
        this.config = config;
        this.clock = clock;
        this.limit = limit;
        this.versionBefore = slowPath.version();
    }

    /** Makes one pass. */
    public void pass() {
        long start = System.nanoTime();
        engine.dump();
        engine.retryFailed();
        List<FlowView> flows = engine.views();
        long now = clock.getAsLong();
        long refresh = engine.device().map(d -> d.capabilities().refreshNanos()).orElse(0L);
        long version = slowPath.version();
        boolean changed = version != versionBefore;
        versionBefore = version;
        for (FlowView flow : flows) {
            if (config.maxIdle().isPresent()
                    && idle(flow, now) > config.maxIdle().get().toNanos() + refresh) {
                engine.remove(flow.flow().ufid());
                packetsBefore.remove(flow.flow().ufid());
                continue;
            }
            Long before = packetsBefore.put(flow.flow().ufid(), flow.total().packets());
            if (before == null || before != flow.total().packets()) {
                slowPath.seen(flow.flow(), flow.total().usedNanos());
            }
            if (changed) {
                update(flow);
            }
        }
        limit.dumped((System.nanoTime() - start) / 1_000_000, flows.size());
    }

    private void update(FlowView flow) {
        Optional<List<OdpAction>> actions = slowPath.revalidate(flow.flow());
        if (actions.isEmpty()) {
            engine.remove(flow.flow().ufid());
        } else if (!actions.get().equals(flow.flow().actions())) {
            engine.modify(flow.flow().ufid(), actions.get());
        }
    }

    private static long idle(FlowView flow, long now) {
        return flow.total().usedNanos() == FlowStats.NEVER
                ? 0
                : now - flow.total().usedNanos();
    }
}
