package io.tandem.conformance.bench;

import io.tandem.datapath.FlowPutException;
import io.tandem.datapath.flowsets.Forwarding;
import io.tandem.datapath.packet.PacketBatch;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
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
 * What one of 32 packets costs in a packet thread, from its 64 bytes to a port that discards it: key, lookup, counting and
 * actions. Copying the bytes into a packet is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ForwardingBench {
    /** What finds the flow. */
    @Param
    Forwarding.Hit hit = Forwarding.Hit.EMC;

    /** What its actions do. */
    @Param
    Forwarding.Work work = Forwarding.Work.OUTPUT;

    private @Nullable Forwarding forwarding;

    /** Makes the datapath and its flows. */
    @Setup(Level.Trial)
    public void fill() throws FlowPutException {
        forwarding = new Forwarding(hit, work);
    }

    /** A batch through the packet thread. */
    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public Object forward() {
        Forwarding now = Objects.requireNonNull(forwarding);
        now.batch();
        return now;
    }
}
