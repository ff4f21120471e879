package io.tandem.rte.eal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EAL starts once; what it cannot do is an error with its own words, and never the end of the JVM. */
@Timeout(120)
class EalStartTest {
    @BeforeEach
    void need() {
        FreshJvm.assumeDpdk();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--help",
                "-h",
                "--hel",
                "--proc-type=secondary",
                "--proc",
                "-v",
                "--lcores=0@7",
                "--nonsense",
                "stray",
                "--vdev",
                "--in-memory=1",
                "--log-level=help"
            })
    void anArgumentThatIsNotItsOwnNeverReachesEal(String argument) {
        EalConfig config = new EalConfig("0", 64, false, false, List.of(argument));

        assertThatExceptionOfType(EalException.class)
                .isThrownBy(() -> Eal.start(config))
                .withMessageContaining(argument.split("=", 2)[0])
                .satisfies(e -> assertThat(e.reason()).isEqualTo(EalException.Reason.ARGUMENT));
    }

    @Test
    void anArgumentThatEndsTheProcessIsRefusedInTwoWordsToo() {
        EalConfig config = new EalConfig("0", 64, false, false, List.of("--log-level", "help"));

        assertThatExceptionOfType(EalException.class)
                .isThrownBy(() -> Eal.start(config))
                .withMessageContaining("--log-level with the value help ends the process; a level is wanted");
    }

    @Test
    void startsOnceInTheLifeOfAProcess() throws Exception {
        assertThat(FreshJvm.run(StartTwice.class))
                .contains("first DPDK ")
                .contains("second STARTED_BEFORE starting DPDK: it starts once in the life of a process");
    }

    /** Starts EAL twice. */
    static final class StartTwice {
        public static void main(String[] arguments) throws Exception {
            System.out.println("first " + Eal.start(EalConfig.virtual(64)).version());
            print("second", EalConfig.virtual(64));
        }
    }

    @Test
    void aCoreThatIsNotThereIsAnErrorInEalsWords() throws Exception {
        assertThat(FreshJvm.run(StartAt.class, "99", "64", "false"))
                .contains("first START starting DPDK as tandem -l 99")
                .contains("EAL: lcore 99 unavailable")
                .contains("second STARTED_BEFORE")
                .contains("alive");
    }

    @Test
    void moreMemoryThanThereIsIsAnErrorInEalsWords() throws Exception {
        assertThat(FreshJvm.run(StartAt.class, "0", "900000000", "false"))
                .contains("first START")
                .contains("(EAL: ")
                .contains("alive");
    }

    @Test
    void hugePagesThatAreNotThereAreAnErrorInEalsWords() throws Exception {
        assertThat(FreshJvm.run(StartAt.class, "0", "100000000", "true"))
                .contains("first START")
                .contains("(EAL: ")
                .contains("or set eal.hugepages to false, for virtual devices")
                .contains("alive");
    }

    @Test
    void whatAPoolOfMbufsLacksIsWhatTheAdviceNames() throws Exception {
        assertThat(FreshJvm.run(MakePools.class, "--mbuf-pool-ops-name=nosuch", "1023"))
                .contains("MEMORY a pool p of 1023 mbufs")
                .contains("correct --mbuf-pool-ops-name of eal.arguments, or the number of mbufs")
                .doesNotContain("raise eal.memory");
        assertThat(FreshJvm.run(MakePools.class, "--no-telemetry", "1048575")).contains("raise eal.memory");
    }

    /** Starts EAL with an argument, and makes a pool of so many mbufs. */
    static final class MakePools {
        public static void main(String[] arguments) throws Exception {
            Eal eal = Eal.start(new EalConfig("0", 64, false, false, List.of(arguments[0])));
            try {
                eal.createPool("p", Integer.parseInt(arguments[1]));
                System.out.println("made");
            } catch (EalException e) {
                System.out.println(e.reason() + " " + e.getMessage());
            }
        }
    }

    /** Starts EAL on cores, with memory, with huge pages or not; then again. */
    static final class StartAt {
        public static void main(String[] arguments) throws Exception {
            EalConfig config = new EalConfig(
                    arguments[0], Integer.parseInt(arguments[1]), Boolean.parseBoolean(arguments[2]), false, List.of());
            print("first", config);
            print("second", EalConfig.virtual(64));
            System.out.println("alive");
        }
    }

    private static void print(String which, EalConfig config) throws Exception {
        try {
            Eal.start(config);
            System.out.println(which + " started");
        } catch (EalException e) {
            System.out.println(which + " " + e.reason() + " " + e.getMessage());
        }
    }
}
