package io.tandem.datapath.miniflow;

import io.tandem.datapath.packet.PacketBatch;
import io.tandem.flow.FlowField;
import io.tandem.vectors.Frames;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Nanoseconds that the key of a UDP packet of 64 bytes takes, in batches of 32. Run by its {@link #main}. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 8, time = 1)
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"})
public class KeyExtractorBench {
    private static final int FRAME = 64;

    private final PacketBatch batch = new PacketBatch();
    private final long[] words = new long[PacketBatch.SIZE * FlowField.WORDS];
    private final long[] maps = new long[PacketBatch.SIZE];

    public KeyExtractorBench() {
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            byte[] frame = Frames.udp(1000 + i, 53, FRAME);
            batch.add().set(frame, 0, frame.length, 1, 0);
        }
    }

    @Benchmark
    @OperationsPerInvocation(PacketBatch.SIZE)
    public long[] udp() {
        for (int i = 0; i < PacketBatch.SIZE; i++) {
            maps[i] = KeyExtractor.extract(batch.get(i), words, i * FlowField.WORDS, maps[i]);
        }
        return words;
    }

    static void main() throws Exception {
        org.openjdk.jmh.Main.main(new String[] {KeyExtractorBench.class.getName()});
    }
}
