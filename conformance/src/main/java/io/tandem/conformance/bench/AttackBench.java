package io.tandem.conformance.bench;

import io.tandem.datapath.Datapath;
import io.tandem.datapath.DatapathConfig;
import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.PacketThread;
import io.tandem.datapath.dpcls.ClassifierKind;
import io.tandem.datapath.flowsets.DiscardingDatapath;
import io.tandem.datapath.flowsets.MegaflowSets;
import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowKey;
import io.tandem.flow.Megaflow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a packet costs on its way through a packet thread, of which some are an attacker's whose megaflows have a mask each.
 * All are sent to a port that discards them, though the policy that makes such megaflows would drop the attacker's.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AttackBench {
    private static final int ESTABLISHED = 1000;

    /** Different packets, in random order; none of the attacker's comes twice. */
    private static final int FRAMES = 1 << 15;

    @Param
    ClassifierKind kind = ClassifierKind.DECISION_TREE;

    /** Masks that the attacker has made. */
    @Param({"1000", "8000"})
    int masks = 0;

    /** How many of a hundred packets are the attacker's. */
    @Param({"0", "3", "50"})
    int percent = 0;

    /** Of the established flows: with so few the exact match cache finds all that it keeps, with many it finds few. */
    @Param({"1000", "16384"})
    int connections = ESTABLISHED;

    private BenchFrames frames = new BenchFrames(0);
    private final PacketBatch batch = new PacketBatch();
    private @Nullable PacketThread thread;

    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        SplittableRandom random = new SplittableRandom(1);
        List<Megaflow> established = MegaflowSets.established(ESTABLISHED, random);
        List<Megaflow> attackers = MegaflowSets.bitFlips(masks, random);
        thread = thread(established, attackers);
        FlowKey[] known = new FlowKey[connections];
        for (int i = 0; i < connections; i++) {
            known[i] = packet(established.get(i % ESTABLISHED), random);
        }
        frames = new BenchFrames(FRAMES);
        for (int i = 0; i < FRAMES; i++) {
            boolean attack = random.nextInt(100) < percent;
            frames.put(
                    i,
                    attack ? packet(attackers.get(random.nextInt(masks)), random) : known[random.nextInt(connections)]);
        }
    }

    private static FlowKey packet(Megaflow flow, SplittableRandom random) {
        return MegaflowSets.packet(flow.key(), flow.mask(), random);
    }

    private PacketThread thread(List<Megaflow> established, List<Megaflow> attackers) throws FlowPutException {
        Datapath datapath = DiscardingDatapath.open(
                new DatapathConfig(DatapathConfig.DEFAULT_EMC_INSERT_INVERSE, false, kind, DiscardingDatapath.OUT)
                        .withHashSeed(1));
        List<Megaflow> all = new ArrayList<>(
                Stream.concat(established.stream(), attackers.stream()).toList());
        Collections.shuffle(all, new Random(1));
        for (Megaflow flow : all) {
            datapath.put(flow);
        }
        return datapath.openThread();
    }

    /** Copying a frame of 64 bytes into the batch is part of it. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public PacketBatch forward() {
        batch.clear();
        while (!batch.full()) {
            frames.next(batch.add());
        }
        if (thread != null) {
            thread.process(batch);
        }
        return batch;
    }
}
