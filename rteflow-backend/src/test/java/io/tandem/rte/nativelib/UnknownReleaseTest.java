package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.backend.BackendUnavailableException;
import io.tandem.rte.eal.FreshJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Machines with other releases of DPDK, or none: a folder with libraries that the dynamic linker finds before those of this one. */
@Timeout(60)
class UnknownReleaseTest {
    private static final String LIBRARY = "librte_eal.so";

    @TempDir
    Path folder;

    /** Asks whether there is a DPDK that is known. */
    static final class Check {
        public static void main(String[] arguments) {
            try {
                Dpdk.check();
                System.out.println("passed with " + Dpdk.version());
            } catch (BackendUnavailableException e) {
                System.out.println("refused: " + e.getMessage());
            }
        }
    }

    private String check() throws IOException, InterruptedException {
        for (String abi : new String[] {"", ".23", ".24", ".25", ".26"}) {
            if (!Files.exists(folder.resolve(LIBRARY + abi))) {
                Files.createFile(folder.resolve(LIBRARY + abi));
            }
        }
        return FreshJvm.run(Map.of("LD_LIBRARY_PATH", folder.toString()), Check.class);
    }

    @ParameterizedTest
    @CsvSource({"21.11.9, .22", "24.07.0, .24", "26.03.0, .26", "26.11.0, .27"})
    void isRefusedWithTheListOfThoseThatAreKnown(String release, String abi) throws Exception {
        Path source = Files.writeString(
                folder.resolve("eal.c"), "const char *rte_version(void) { return \"DPDK " + release + "\"; }\n");
        Path library = folder.resolve(LIBRARY + abi);
        int compiled = new ProcessBuilder("sh", "-c", "gcc -shared -fPIC -o " + library + " " + source)
                .inheritIO()
                .start()
                .waitFor();
        Assumptions.assumeTrue(compiled == 0, "no C compiler: apt-get install gcc");

        assertThat(check())
                .contains("refused: this machine has DPDK " + release
                        + ", whose structs are not described here; those of "
                        + "22.11, 23.11, 24.11, 25.11 are: install one of these releases");
    }

    @Test
    void aMachineWithoutDpdkSaysWhatToInstall() throws Exception {
        assertThat(check())
                .contains(
                        "refused: the library librte_eal.so.23 (or a later one) of DPDK is not on this machine; install it:"
                                + " apt-get install librte-eal23");
    }
}
