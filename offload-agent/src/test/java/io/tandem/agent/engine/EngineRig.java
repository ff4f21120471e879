package io.tandem.agent.engine;

import io.tandem.action.OdpAction;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.table.DatapathFlow;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Megaflow;
import io.tandem.flow.Ufid;
import io.tandem.stats.FlowStats;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** An engine between a real datapath and a {@link FakeDevice}, on a clock that the test moves. One thread. */
public final class EngineRig {
    /** The engine's retry time. */
    public static final Duration RETRY = Duration.ofSeconds(1);

    /** A clock that stands still. */
    public static final class StillClock extends Clock {
        private Instant now = Instant.EPOCH;

        /** Moves the clock on. */
        public void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    public final StillClock clock = new StillClock();
    public final FakeDevice device;
    public final Datapath datapath;
    public final OffloadEngine engine;
    /** Words of the states that flows moved to, in order. */
    public final List<String> moves = new ArrayList<>();

    public EngineRig(int counterWidth) {
        device = new FakeDevice(counterWidth);
        datapath = new Datapath(new DatapathConfig(1, 4), new NoSlowPath());
        engine = new OffloadEngine(
                datapath,
                Optional.of(device),
                new EngineConfig(RETRY),
                clock,
                (ufid, from, to) -> moves.add(from.word() + ">" + to.word()));
    }

    /** A flow that is different for each number. */
    public static Megaflow flow(int number) {
        FlowKey key = FlowKey.builder()
                .set(FlowField.IN_PORT, 1)
                .set(FlowField.ETH_SRC, number)
                .build();
        FlowMask mask = FlowMask.builder()
                .exact(FlowField.IN_PORT)
                .exact(FlowField.ETH_SRC)
                .build();
        return Megaflow.of(key, mask, output(2));
    }

    /** Actions that send to a port. */
    public static List<OdpAction> output(int port) {
        return List.of(new OdpAction.Output(port));
    }

    /** A new flow arrives. */
    public DatapathFlow add(int number) {
        try {
            DatapathFlow added = datapath.put(flow(number));
            engine.added(added);
            return added;
        } catch (FlowPutException e) {
            throw new AssertionError(e);
        }
    }

    /** A new flow arrives, is placed and read back. */
    public Ufid offload(int number) {
        add(number);
        engine.runOnce();
        engine.dump();
        return flow(number).ufid();
    }

    /** Where the flow is. */
    public FlowState state(Ufid ufid) {
        return engine.view(ufid).orElseThrow().state();
    }

    /** Why the flow is not in hardware. */
    public Refusal.Code refusal(Ufid ufid) {
        return switch (state(ufid)) {
            case FlowState.Software(Refusal refusal) -> refusal.code();
            case FlowState.Failed(Refusal refusal, Instant at) -> refusal.code();
            default -> throw new AssertionError("not refused: " + state(ufid));
        };
    }

    /** All that the flow counted. */
    public FlowStats total(Ufid ufid) {
        return engine.view(ufid).orElseThrow().total();
    }
}
