package io.tandem.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tandem.flow.FlowKey;
import io.tandem.flow.Ufid;
import io.tandem.operation.FlowOperation.Delete;
import io.tandem.operation.FlowOperation.Execute;
import io.tandem.operation.FlowOperation.Get;
import io.tandem.operation.FlowOperationResult.Deleted;
import io.tandem.operation.FlowOperationResult.Done;
import io.tandem.operation.FlowOperationResult.Failed;
import io.tandem.operation.OperationBatches.Part;
import io.tandem.operation.OperationBatches.Part.Refused;
import io.tandem.operation.OperationBatches.Part.RoundTrip;
import io.tandem.stats.FlowStats;
import io.tandem.validate.Errno;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class OperationBatchesTest {
    /** The largest request that shares the buffer's size with nothing but its header. */
    private static final int FILLS_BUFFER = OperationBatches.BUFFER_BYTES - OperationBatches.HEADER_BYTES;

    /** An operation's size is the number in its ufid; above 100,000 the rest of it is its largest attribute. */
    private static final OperationBatches BATCHES =
            new OperationBatches(OperationBatchesTest::bytes, op -> bytes(op) % 100_000);

    private static int bytes(FlowOperation operation) {
        return switch (operation) {
            case Delete delete -> (int) delete.id().ufid().low();
            case Get get -> (int) get.id().ufid().low();
            case Execute execute -> execute.size();
            case FlowOperation.Put ignored -> 0;
        };
    }

    private static FlowOperation sized(int bytes) {
        return new Delete(FlowId.of(new Ufid(0, bytes)));
    }

    private static List<Part> split(Integer... bytes) {
        return BATCHES.split(
                IntStream.of(List.of(bytes).stream().mapToInt(b -> b).toArray())
                        .mapToObj(OperationBatchesTest::sized)
                        .toList());
    }

    @Test
    void nothingNeedsNoRoundTrip() {
        assertThat(split()).isEmpty();
    }

    @Test
    void fiftyOperationsTravelTogetherAndTheNextOneBehind() {
        assertThat(BATCHES.split(Collections.nCopies(50, sized(100)))).containsExactly(new RoundTrip(0, 50));
        assertThat(BATCHES.split(Collections.nCopies(51, sized(100))))
                .containsExactly(new RoundTrip(0, 50), new RoundTrip(50, 51));
        assertThat(BATCHES.split(Collections.nCopies(100, sized(100))))
                .containsExactly(new RoundTrip(0, 50), new RoundTrip(50, 100));
    }

    @Test
    void requestsFillTheBufferToItsLastByteWithTheirHeadersAndPadding() {
        int half = OperationBatches.BUFFER_BYTES / 2 - OperationBatches.HEADER_BYTES;
        assertThat(split(half, half)).containsExactly(new RoundTrip(0, 2));
        assertThat(split(half, half - 3)).containsExactly(new RoundTrip(0, 2));
        assertThat(split(half, half + 1)).containsExactly(new RoundTrip(0, 1), new RoundTrip(1, 2));
    }

    @Test
    void requestLargerThanTheBufferTravelsAlone() {
        assertThat(split(4, FILLS_BUFFER + 4, 4))
                .containsExactly(new RoundTrip(0, 1), new RoundTrip(1, 2), new RoundTrip(2, 3));
        assertThat(split(4, 165_000, 4, 4))
                .as("several attributes, none of them too long")
                .containsExactly(new RoundTrip(0, 1), new RoundTrip(1, 2), new RoundTrip(2, 4));
        assertThat(split(120_000)).containsExactly(new RoundTrip(0, 1));
    }

    @Test
    void attributeThatItsLengthCannotTellIsRefusedInItsPlace() {
        assertThat(split(OperationBatches.ATTRIBUTE_BYTES)).containsExactly(new RoundTrip(0, 1));
        List<Part> parts = split(4, 4, OperationBatches.ATTRIBUTE_BYTES + 1, 4);
        assertThat(parts).hasSize(3).startsWith(new RoundTrip(0, 2)).endsWith(new RoundTrip(3, 4));
        assertThat(parts.get(1)).isInstanceOfSatisfying(Refused.class, refused -> {
            assertThat(refused.at()).isEqualTo(2);
            assertThat(refused.answer().errno()).isEqualTo(Errno.EMSGSIZE);
            assertThat(refused.answer().sentence()).contains("65532", "65531");
        });
    }

    @Test
    void oversizedPacketIsRefusedAsOpenVSwitchDoes() {
        FlowOperation execute =
                new Execute(new byte[OperationBatches.ATTRIBUTE_BYTES + 1], FlowKey.EMPTY, List.of(), false);
        assertThat(BATCHES.operate(List.of(execute), some -> List.of()))
                .first()
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.errno()).isEqualTo(Errno.ENOBUFS));
    }

    @Test
    void peerThatAnswersTooLittleIsFoundOut() {
        assertThatThrownBy(() -> BATCHES.operate(List.of(sized(4), sized(4)), some -> List.of(new Done())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 answers to 2 operations");
    }

    @Property
    void everyOperationIsAnsweredAtItsPlaceAndNoRoundTripIsTooLarge(
            @ForAll @Size(max = 300) List<@IntRange(max = 80_000) Integer> sizes) {
        List<FlowOperation> operations =
                sizes.stream().map(OperationBatchesTest::sized).toList();
        List<Integer> travelled = new ArrayList<>();
        List<FlowOperationResult> answers = BATCHES.operate(operations, some -> {
            int total = some.stream()
                    .mapToInt(op -> (bytes(op) + OperationBatches.HEADER_BYTES + 3) / 4 * 4)
                    .sum();
            assertThat(some).isNotEmpty().hasSizeLessThanOrEqualTo(OperationBatches.OPERATIONS);
            assertThat(some.size() == 1 || total <= OperationBatches.BUFFER_BYTES)
                    .isTrue();
            some.forEach(op -> travelled.add(bytes(op)));
            return some.stream()
                    .<FlowOperationResult>map(op -> new Deleted(new FlowStats(bytes(op), 0, 0, 0, true)))
                    .toList();
        });
        assertThat(travelled)
                .isEqualTo(sizes.stream()
                        .filter(s -> s <= OperationBatches.ATTRIBUTE_BYTES)
                        .toList());
        assertThat(answers).hasSameSizeAs(sizes);
        for (int i = 0; i < answers.size(); i++) {
            int size = sizes.get(i);
            switch (answers.get(i)) {
                case Deleted deleted -> assertThat(deleted.stats().packets()).isEqualTo(size);
                case Failed ignored -> assertThat(size).isGreaterThan(OperationBatches.ATTRIBUTE_BYTES);
                default -> throw new AssertionError(answers.get(i));
            }
        }
    }
}
