package io.tandem.agent.revalidator;

import io.tandem.action.OdpAction;
import io.tandem.agent.engine.FlowView;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.agent.slowpath.SlowPath;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
    private Map<Ufid, Seen> seen = new HashMap<>();
    private long versionBefore;

    /** A flow as the last pass saw it, and when a pass saw it first. */
    private record Seen(long packets, long firstNanos) {}

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
        // An answer given before the change that this version tells of is looked at now or, where its flow comes in
        // later, as a new flow by the next pass.
        long version = slowPath.version();
        boolean changed = version != versionBefore;
        versionBefore = version;
        List<FlowView> flows = engine.views();
        long now = clock.getAsLong();
        Map<Ufid, Seen> seenNow = new HashMap<>();
        Set<Ufid> leaving = new LinkedHashSet<>();
        for (FlowView flow : flows) {
            Ufid ufid = flow.flow().ufid();
            Seen before = seen.get(ufid);
            boolean fresh = before == null;
            long firstSeen = before == null ? now : before.firstNanos();
            long packetsBefore = before == null ? 0 : before.packets();
            if (expired(flow, firstSeen, now)) {
                leaving.add(ufid);
                continue;
            }
            seenNow.put(ufid, new Seen(flow.total().packets(), firstSeen));
            if (flow.total().packets() != packetsBefore) {
                slowPath.seen(flow.flow(), flow.total().usedNanos());
            }
            if ((changed || fresh) && !update(flow)) {
                leaving.add(ufid);
            }
        }
        engine.remove(leaving);
        seenNow.keySet().removeAll(leaving);
        seen = seenNow;
        limit.dumped((System.nanoTime() - start) / 1_000_000, flows.size());
    }

    /** Gives the flow the actions that it should have. False where it should not be any more. */
    private boolean update(FlowView flow) {
        Optional<List<OdpAction>> actions = slowPath.revalidate(flow.flow());
        if (actions.isPresent() && !actions.get().equals(flow.flow().actions())) {
            engine.modify(flow.flow().ufid(), actions.get());
        }
        return actions.isPresent();
    }

    private boolean expired(FlowView flow, long firstSeen, long now) {
        if (config.maxIdle().isEmpty() || !engine.upToDate(flow.flow().ufid())) {
            return false;
        }
        long refresh = engine.device().map(d -> d.capabilities().refreshNanos()).orElse(0L);
        long used = flow.total().usedNanos() == FlowStats.NEVER
                ? firstSeen
                : flow.total().usedNanos();
        return now - used > config.maxIdle().get().toNanos() + refresh;
    }
}
