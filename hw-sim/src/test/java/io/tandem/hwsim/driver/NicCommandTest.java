package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.tandem.flow.Ufid;
import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.ActionBits;
import io.tandem.hwsim.profile.Command;
import io.tandem.hwsim.profile.CommandStatus;
import io.tandem.hwsim.profile.DescriptorBits;
import io.tandem.hwsim.profile.KeyBits;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.RunCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Descriptors and their completions, with the NIC's assertions checked. */
class NicCommandTest {
    private static final int SLOTS = 4 * 16 * 4 + 16;
    private static final int UNKNOWN = 200;

    private final RandomGenerator random =
            RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    private final HarnessProcess calm;

    NicCommandTest() throws Exception {
        calm = start(0, 0);
    }

    @AfterEach
    void close() {
        calm.close();
    }

    private static HarnessProcess start(int gaps, int stalls) throws Exception {
        return HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK),
                List.of("--gaps", "" + gaps, "--stalls", "" + stalls),
                Duration.ofSeconds(30));
    }

    @Test
    void answersWhatItCannotDoAndGoesOn() throws Exception {
        NicRule rule = rule();
        List<ByteString> descriptors = List.of(
                write(SLOTS - 1, 1, rule).bytes(),
                write(SLOTS, 2, rule).bytes(),
                new NicDescriptor(Command.DELETE, -1).bytes(),
                new NicDescriptor(Command.READ_RANGE, 1)
                        .put(DescriptorBits.COUNT, SLOTS)
                        .bytes(),
                new NicDescriptor(Command.READ_RANGE, 1)
                        .put(DescriptorBits.COUNT, -1)
                        .bytes(),
                new NicDescriptor(Command.WRITE_EDIT, 64).bytes(),
                new NicDescriptor(Command.WRITE_METER, 0).bytes(),
                new NicDescriptor(Command.READ_METER, 8).bytes(),
                new NicDescriptor(Command.WRITE_MASK, 4).bytes(),
                new NicDescriptor(Command.NOP, 0)
                        .put(DescriptorBits.CODE, UNKNOWN)
                        .bytes(),
                new NicDescriptor(Command.READ, SLOTS - 1).bytes());

        List<NicCompletion> answers = run(calm, descriptors);

        assertThat(answers)
                .extracting(NicCompletion::status)
                .containsExactly(
                        CommandStatus.DONE,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.BAD_SLOT,
                        CommandStatus.UNKNOWN_CODE,
                        CommandStatus.DONE);
        assertThat(answers.getLast().rule()).isEqualTo(rule);
        assertThat(answers.getLast().ufid()).isEqualTo(new Ufid(1, -1));
    }

    /** Slots and numbers of them about the last slot, the next power of two, and the ends of 32 bits. */
    @Test
    void refusesRangesThatGoBeyondTheLastSlot() throws Exception {
        int[] numbers = {
            0, 1, SLOTS - 1, SLOTS, SLOTS + 1, 511, 512, 513, 1 << 16, Integer.MAX_VALUE, 1 << 31, -SLOTS, -1
        };
        List<ByteString> descriptors = new ArrayList<>();
        List<CommandStatus> expected = new ArrayList<>();
        for (int slot : numbers) {
            for (int count : numbers) {
                for (Command range : List.of(Command.READ_RANGE, Command.SCAN_IDLE)) {
                    descriptors.add(new NicDescriptor(range, slot)
                            .put(DescriptorBits.COUNT, count)
                            .bytes());
                    boolean fits = Integer.toUnsignedLong(slot) + Integer.toUnsignedLong(count) <= SLOTS;
                    expected.add(fits ? CommandStatus.DONE : CommandStatus.BAD_SLOT);
                }
            }
        }
        run(calm, List.of(write(SLOTS - 1, 5, rule()).bytes()));

        List<NicCompletion> answers = run(calm, descriptors);

        assertThat(answers).extracting(NicCompletion::status).isEqualTo(expected);
        for (int i = 0; i < answers.size(); i += 2) {
            int slot = numbers[i / 2 / numbers.length];
            int count = numbers[i / 2 % numbers.length];
            boolean last = (expected.get(i) == CommandStatus.DONE) && (slot + count == SLOTS) && (count != 0);
            assertThat(answers.get(i).records())
                    .as("%d slots from %d on", count, slot)
                    .hasSize(last ? 1 : 0);
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesDescriptorsOfTheRightLengthAlone(Command command) throws Exception {
        List<ByteString> descriptors = new ArrayList<>();
        for (int beats = 1; beats <= 12; beats++) {
            byte[] bytes = new byte[beats * DescriptorBits.BEAT];
            bytes[0] = (byte) command.code();
            bytes[DescriptorBits.SLOT.lsb() / Byte.SIZE] = 3;
            descriptors.add(ByteString.copyFrom(bytes));
        }

        List<NicCompletion> answers = run(calm, descriptors);

        for (int beats = 1; beats <= descriptors.size(); beats++) {
            assertThat(answers.get(beats - 1).status())
                    .as("%d beats", beats)
                    .isEqualTo(beats == command.beats() ? CommandStatus.DONE : CommandStatus.BAD_LENGTH);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "60, 0", "0, 90", "50, 50"})
    void answersInOrderWithoutLossHoweverSlowTheHostIs(int gaps, int stalls) throws Exception {
        Map<Integer, Long> held = new HashMap<>();
        List<ByteString> descriptors = new ArrayList<>();
        List<List<Long>> ranges = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            int slot = random.nextInt(SLOTS);
            List<Long> found = new ArrayList<>();
            NicDescriptor descriptor =
                    switch (random.nextInt(5)) {
                        case 0, 1 -> {
                            held.put(slot, (long) i);
                            yield write(slot, i, rule());
                        }
                        case 2 -> {
                            held.remove(slot);
                            yield new NicDescriptor(Command.DELETE, slot);
                        }
                        case 3 -> new NicDescriptor(Command.WRITE_EDIT, 1 + slot % 63);
                        default -> {
                            int count = random.nextInt(SLOTS - slot + 1);
                            for (int at = slot; at < slot + count; at++) {
                                if (held.containsKey(at)) {
                                    found.add(held.get(at));
                                }
                            }
                            yield new NicDescriptor(Command.READ_RANGE, slot).put(DescriptorBits.COUNT, count);
                        }
                    };
            ranges.add(found);
            descriptors.add(descriptor.put(DescriptorBits.TAG, i).bytes());
        }

        try (HarnessProcess harness = start(gaps, stalls)) {
            List<NicCompletion> answers = run(harness, descriptors);

            for (int i = 0; i < descriptors.size(); i++) {
                NicCompletion answer = answers.get(i);
                assertThat(answer.status()).isEqualTo(CommandStatus.DONE);
                assertThat(answer.tag()).isEqualTo(i);
                assertThat(answer.records())
                        .as("range %d", i)
                        .extracting(record -> record.ufid().high())
                        .isEqualTo(ranges.get(i));
                assertThat(answer.records()).allMatch(record -> record.tag() == answer.tag());
            }
        }
    }

    @Test
    void hasSeveralUnderWayAtATime() throws Exception {
        List<ByteString> descriptors = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            descriptors.add(new NicDescriptor(Command.DELETE, i % SLOTS).bytes());
        }
        run(calm, List.of(new NicDescriptor(Command.NOP, 0).bytes())); // the tables are swept before
        long before = cycles(descriptors.subList(0, 0));

        long clocks = cycles(descriptors) - before;

        assertThat(clocks).isBetween(1_000L, 1_000L + 50);
    }

    @Test
    void readsARangeOneRuleAClock() throws Exception {
        List<ByteString> writes = new ArrayList<>();
        for (int slot = 0; slot < SLOTS; slot++) {
            writes.add(write(slot, slot, rule()).bytes());
        }
        long before = cycles(writes);

        long clocks = cycles(List.of(new NicDescriptor(Command.READ_RANGE, 0)
                        .put(DescriptorBits.COUNT, SLOTS)
                        .bytes()))
                - before;

        assertThat(clocks).isBetween((long) SLOTS, SLOTS + 50L);
    }

    private long cycles(List<ByteString> descriptors) throws Exception {
        return calm.exchange(List.of(Operation.newBuilder()
                        .setCommands(RunCommands.newBuilder().addAllDescriptors(descriptors))
                        .build()))
                .getCycles();
    }

    private static List<NicCompletion> run(HarnessProcess harness, List<ByteString> descriptors) throws Exception {
        List<NicCompletion> answers = harness
                .exchange(Operation.newBuilder()
                        .setCommands(RunCommands.newBuilder().addAllDescriptors(descriptors))
                        .build())
                .getCompletions()
                .getCompletionsList()
                .stream()
                .map(NicCompletion::of)
                .toList();
        assertThat(answers).hasSameSizeAs(descriptors);
        return answers;
    }

    private static NicDescriptor write(int slot, long high, NicRule rule) {
        return new NicDescriptor(Command.WRITE, slot).rule(new Ufid(high, -high), rule);
    }

    private NicRule rule() {
        return new NicRule(words(KeyBits.WORDS), words(KeyBits.WORDS), words(ActionBits.WORDS));
    }

    private long[] words(int count) {
        return random.longs(count).toArray();
    }
}
