package io.tandem.conformance.tc;

import io.tandem.agent.engine.EngineConfig;
import io.tandem.agent.engine.FlowEvents;
import io.tandem.agent.engine.OffloadEngine;
import io.tandem.backend.FlowState;
import io.tandem.backend.Refusal;
import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.upcall.NoSlowPath;
import io.tandem.flow.Megaflow;
import io.tandem.stats.FlowStats;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What placement makes of rules that go and come: where each flow is, why, and what it counted in all. */
final class EngineChecks {
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long BETWEEN_MILLIS = 50;

    private EngineChecks() {}

    static Map<String, Check> all() {
        Map<String, Check> checks = new LinkedHashMap<>();
        checks.put("engine-puts-back-what-others-remove", EngineChecks::putsBack);
        checks.put("engine-waits-for-the-interface", EngineChecks::interfaceReturns);
        checks.put("engine-places-chains-in-any-order", EngineChecks::chains);
        checks.put("engine-tries-a-taken-place-again", EngineChecks::triesAgain);
        return checks;
    }

    /** An engine whose flows meet packets in the kernel alone. */
    private record Placing(Datapath datapath, OffloadEngine engine) {
        static Placing over(Bed bed) {
            Datapath datapath = new Datapath(new DatapathConfig(1, 4), new NoSlowPath());
            return new Placing(
                    datapath,
                    new OffloadEngine(
                            datapath,
                            Optional.of(bed.device()),
                            new EngineConfig(RETRY),
                            Clock.systemUTC(),
                            FlowEvents.none()));
        }

        void add(Megaflow flow) throws Exception {
            engine.added(datapath.put(flow));
            engine.runOnce();
            engine.dump();
        }

        FlowState state(Megaflow flow) throws CheckFailedException {
            return engine.view(flow.ufid())
                    .orElseThrow(() -> new CheckFailedException("the flow is gone"))
                    .state();
        }

        /** Places and reads until the flow is in such a state. */
        void await(Megaflow flow, String word) throws Exception {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (!state(flow).word().equals(word)) {
                Expect.that(System.nanoTime() < end, "still " + state(flow) + ", not " + word);
                Thread.sleep(BETWEEN_MILLIS);
                engine.retryFailed();
                engine.runOnce();
                engine.dump();
            }
        }

        void waitsFor(Megaflow flow, Refusal.Code code) throws CheckFailedException {
            Expect.that(
                    state(flow) instanceof FlowState.Software(Refusal refusal) && refusal.code() == code,
                    "not " + code + " but " + state(flow));
        }

        void counted(Megaflow flow, long packets) throws CheckFailedException {
            FlowStats stats =
                    engine.remove(flow.ufid()).orElseThrow(() -> new CheckFailedException("the flow is gone"));
            Expect.equal("packets of the flow", packets, stats.packets());
            Expect.equal("bytes of the flow", 64 * packets, stats.bytes());
        }
    }

    private static void putsBack() throws Exception {
        try (Bed bed = Bed.make()) {
            Placing placing = Placing.over(bed);
            Megaflow flow = Bed.flow(1, "2");
            placing.add(flow);
            placing.await(flow, "OFFLOADED");
            bed.send(Frames.udp(1, 64), 5);
            placing.engine().dump();
            Commands.run("tc filter del dev in0 ingress");
            placing.engine().dump();
            placing.await(flow, "OFFLOADED");
            Expect.equal("rules missed", 1L, placing.engine().counters().missing());
            bed.send(Frames.udp(1, 64), 4);
            placing.engine().dump();
            Commands.run("tc qdisc del dev in0 clsact");
            Commands.run("tc qdisc add dev in0 clsact");
            placing.engine().dump();
            placing.await(flow, "OFFLOADED");
            bed.send(Frames.udp(1, 64), 3);
            placing.counted(flow, 5 + 4 + 3);
        }
    }

    private static void interfaceReturns() throws Exception {
        try (Bed bed = Bed.make()) {
            Placing placing = Placing.over(bed);
            Megaflow flow = Bed.flow(1, "2");
            placing.add(flow);
            placing.await(flow, "OFFLOADED");
            bed.send(Frames.udp(1, 64), 6);
            placing.engine().dump();
            Commands.run("ip link del in0");
            placing.engine().dump();
            placing.await(flow, "SOFTWARE");
            placing.waitsFor(flow, Refusal.Code.PORT_NOT_OFFLOADABLE);
            Commands.run("ip link add in0 type dummy");
            Commands.run("ip link set in0 up");
            placing.await(flow, "OFFLOADED");
            Commands.run("ip link del in0");
            placing.counted(flow, 6);
        }
    }

    private static void chains() throws Exception {
        try (Bed bed = Bed.make()) {
            Placing placing = Placing.over(bed);
            Megaflow tail =
                    Bed.megaflow("recirc_id(0x7),in_port(1),eth(),eth_type(0x0800),ipv4(dst=10.0.0.1,frag=no)", "2");
            Megaflow head = Bed.flow(1, "recirc(0x7)");
            placing.add(tail);
            placing.waitsFor(tail, Refusal.Code.CHAIN_PARENT);
            placing.add(head);
            placing.await(tail, "OFFLOADED");
            placing.await(head, "OFFLOADED");
            bed.send(Frames.udp(1, 64), 5);
            placing.counted(head, 5);
            placing.await(tail, "SOFTWARE");
            placing.waitsFor(tail, Refusal.Code.CHAIN_PARENT);
            placing.counted(tail, 5);
        }
    }

    private static void triesAgain() throws Exception {
        try (Bed bed = Bed.make("priorities", "16384-16401")) {
            Placing placing = Placing.over(bed);
            Commands.run("tc filter add dev in0 ingress protocol ip pref 16401 flower skip_hw dst_ip 10.0.0.1"
                    + " ip_flags nofrag action pass");
            Megaflow flow = Bed.flow(1, "2");
            placing.add(flow);
            Expect.equal("state", "FAILED", placing.state(flow).word());
            Commands.run("tc filter del dev in0 ingress protocol ip pref 16401");
            placing.await(flow, "OFFLOADED");
            bed.send(Frames.udp(1, 64), 2);
            placing.counted(flow, 2);
        }
    }
}
