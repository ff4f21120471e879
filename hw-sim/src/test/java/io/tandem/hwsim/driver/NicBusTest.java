package io.tandem.hwsim.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.hwsim.build.NicBuild;
import io.tandem.hwsim.build.NicVariant;
import io.tandem.hwsim.harness.HarnessProcess;
import io.tandem.hwsim.profile.NicProfile;
import io.tandem.hwsim.profile.Register;
import io.tandem.hwsim.v1.Operation;
import io.tandem.hwsim.v1.ReadRegister;
import io.tandem.hwsim.v1.Result;
import io.tandem.hwsim.v1.WriteRegister;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Random accesses of the control bus, against the table of the registers; its assertions are checked meanwhile. */
class NicBusTest {
    private static final int ACCESSES = 4_000;
    private static final int OKAY = 0;
    private static final int SLVERR = 2;
    private static final int DECERR = 3;
    private static final int ALL = 0xff;
    private static final int PORTS = 4;

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "70, 0, 2", "0, 70, 3", "50, 80, 4"})
    void answersEveryAccessAsTheTableSays(int gaps, int stalls, int seed) throws Exception {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Map<Integer, Long> widths = new HashMap<>();
        List<Operation> accesses = new ArrayList<>();
        List<Integer> expected = new ArrayList<>();
        List<Optional<Long>> values = new ArrayList<>();
        for (int i = 0; i < ACCESSES; i++) {
            int number = number(random);
            int address = number * Register.BYTES + (random.nextInt(20) == 0 ? random.nextInt(Register.BYTES) : 0);
            Optional<Register> there = at(number).filter(r -> address % Register.BYTES == 0);
            boolean write =
                    there.filter(r -> writable(r) || !r.access().writes()).isPresent() && random.nextBoolean()
                            || there.isEmpty() && random.nextBoolean();
            if (write) {
                int strobes = random.nextInt(4) == 0 ? random.nextInt(ALL) : ALL;
                long value = 1L + random.nextInt(Long.SIZE); // bits of a counter
                accesses.add(Operation.newBuilder()
                        .setWrite(WriteRegister.newBuilder()
                                .setAddress(address)
                                .setValue(value)
                                .setStrobes(strobes))
                        .build());
                boolean does = there.isPresent() && writable(there.get()) && strobes == ALL;
                expected.add(there.isEmpty() ? DECERR : does ? OKAY : SLVERR);
                values.add(Optional.empty());
                if (does) {
                    widths.put(number, value);
                }
            } else {
                accesses.add(Operation.newBuilder()
                        .setRead(ReadRegister.newBuilder().setAddress(address))
                        .build());
                expected.add(there.isEmpty() ? DECERR : there.get().access().reads() ? OKAY : SLVERR);
                values.add(
                        there.filter(r -> r == Register.COUNTER_WIDTH).isPresent()
                                ? Optional.ofNullable(widths.get(number))
                                : Optional.empty());
            }
        }

        List<Result> results = results(accesses, gaps, stalls, seed);

        for (int i = 0; i < ACCESSES; i++) {
            assertThat(results.get(i).getBusError()).as("%s", accesses.get(i)).isEqualTo(expected.get(i));
            long read = results.get(i).getValue();
            values.get(i).ifPresent(value -> assertThat(read).isEqualTo(value));
        }
        assertThat(expected).contains(OKAY, SLVERR, DECERR);
    }

    private static List<Result> results(List<Operation> accesses, int gaps, int stalls, int seed) throws Exception {
        List<String> pressure = List.of("--seed", "" + seed, "--gaps", "" + gaps, "--stalls", "" + stalls);
        try (HarnessProcess harness = HarnessProcess.start(
                NicBuild.program(NicProfile.SMALL, NicVariant.CHECK), pressure, Duration.ofSeconds(30))) {
            return harness.exchange(accesses).getResultsList();
        }
    }

    /** Registers of this NIC, and between them numbers of none. */
    private static int number(RandomGenerator random) {
        Register[] all = Register.values();
        Register some = random.nextInt(4) == 0 ? Register.COUNTER_WIDTH : all[random.nextInt(all.length)];
        return random.nextInt(8) == 0 ? random.nextInt(1 << 12) : some.number() + random.nextInt(some.most());
    }

    private static Optional<Register> at(int number) {
        for (Register register : Register.values()) {
            if (register.has(number - register.number(), PORTS)) {
                return Optional.of(register);
            }
        }
        return Optional.empty();
    }

    /** Those whose writes change nothing else. */
    private static boolean writable(Register register) {
        return register == Register.COUNTER_WIDTH;
    }
}
