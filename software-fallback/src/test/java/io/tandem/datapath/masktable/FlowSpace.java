package io.tandem.datapath.masktable;

import io.tandem.action.OdpAction;
import io.tandem.flow.FlowField;
import io.tandem.flow.FlowKey;
import io.tandem.flow.FlowMask;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowId;
import io.tandem.operation.FlowOperation.Put;
import io.tandem.operation.FlowOperationResult;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.FlowOperationResult.Found;
import io.tandem.operation.FlowOperationResult.Stored;
import io.tandem.operation.FlowSnapshot;
import io.tandem.operation.PutFlag;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;

/** Few keys and masks, so that flows meet; and short words for what tests do with them. */
final class FlowSpace {
    /** Keys that there are. */
    static final int KEYS = 64;

    static final FlowMask PORT = FlowMask.builder().exact(FlowField.IN_PORT).build();
    static final FlowMask PORT_AND_TCP =
            PORT.toBuilder().exact(FlowField.TCP_DST).build();

    static final List<FlowMask> MASKS = List.of(
            PORT_AND_TCP,
            PORT.toBuilder().exact(FlowField.IPV4_SRC).build(),
            PORT.toBuilder()
                    .exact(FlowField.RECIRC_ID)
                    .exact(FlowField.IPV4_SRC)
                    .exact(FlowField.TCP_DST)
                    .build(),
            PORT.toBuilder()
                    .exact(FlowField.RECIRC_ID)
                    .set(FlowField.IPV4_SRC, 0xfffffffeL)
                    .build(),
            FlowMask.builder().exact(FlowField.TCP_DST).build(),
            FlowMask.EMPTY);

    /** Key number {@code number} of {@link #KEYS}. */
    static FlowKey key(int number) {
        return key(number & 1, number >> 1 & 3, number >> 3 & 3, number >> 5 & 1);
    }

    static FlowKey key(int port, int source, int tcpPort, int recirculation) {
        return FlowKey.builder()
                .set(FlowField.IN_PORT, port)
                .set(FlowField.IPV4_SRC, 0x0a000000 | source)
                .set(FlowField.TCP_DST, tcpPort)
                .set(FlowField.RECIRC_ID, recirculation)
                .build();
    }

    static Optional<Ufid> ufid(int number) {
        return Optional.of(new Ufid(0x5eed, number));
    }

    static List<OdpAction> output(int port) {
        return List.of(new OdpAction.Output(port));
    }

    static Put put(Optional<Ufid> ufid, FlowKey key, FlowMask mask, int port, PutFlag... flags) {
        return new Put(ufid, key, mask, output(port), Set.of(flags));
    }

    static IntSupplier seeds(long seed) {
        return new SplittableRandom(seed)::nextInt;
    }

    static MaskTableDatapath datapath() {
        return datapath(new AtomicLong());
    }

    static MaskTableDatapath datapath(AtomicLong clock) {
        return new MaskTableDatapath(put -> Optional.empty(), execute -> new Done(), seeds(1), clock::get);
    }

    static Errno errno(FlowOperationResult result) {
        if (result instanceof Failed failed) {
            return failed.errno();
        }
        throw new AssertionError("succeeded: " + result);
    }

    static FlowStats stored(FlowOperationResult result) {
        if (result instanceof Stored stored) {
            return stored.stats();
        }
        throw new AssertionError(result);
    }

    static FlowSnapshot found(MaskTableDatapath datapath, FlowId id) {
        FlowOperationResult result = datapath.get(id);
        if (result instanceof Found found) {
            return found.flow();
        }
        throw new AssertionError(result);
    }

    private FlowSpace() {}
}
