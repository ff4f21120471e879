package io.tandem.rte.nativelib;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Offsets, sizes and constants are those that a C compiler finds in DPDK's headers: those of this machine, and those of
 * other releases where {@code -Dtandem.dpdk.sources} names a directory with one source tree for each ("25.11/lib/...").
 */
class LayoutTest {
    private static final String SOURCES = "tandem.dpdk.sources";

    /** What of the build's configuration decides the layout of a struct, as released for x86_64. */
    private static final String BUILD_CONFIG = """
            #define RTE_ARCH_64 1
            #define RTE_ARCH_X86 1
            #define RTE_ARCH_X86_64 1
            #define RTE_CACHE_LINE_SIZE 64
            #define RTE_EXEC_ENV_LINUX 1
            #define RTE_EXEC_ENV_IS_LINUX 1
            #define RTE_EXEC_ENV_IS_FREEBSD 0
            #define RTE_EXEC_ENV_IS_WINDOWS 0
            #define RTE_ENV_FREEBSD 0
            #define RTE_ENV_LINUX 1
            #define RTE_ENV_WINDOWS 2
            #define RTE_EXEC_ENV RTE_ENV_LINUX
            #define RTE_IOVA_AS_PA 1
            #define RTE_IOVA_IN_MBUF 1
            #define RTE_MAX_LCORE 128
            #define RTE_MAX_NUMA_NODES 8
            #define RTE_MAX_ETHPORTS 32
            #define RTE_PKTMBUF_HEADROOM 128
            #define RTE_VER_PREFIX "DPDK"
            #define RTE_VER_SUFFIX ""
            """;

    /** Structs that a release has under another name than the table. */
    private static final Map<String, String> RENAMED = Map.of("rte_flow_action_modify_data", "rte_flow_field_data");

    private static final String PROLOGUE = """
            #include <stdio.h>
            #include <stddef.h>
            #include <string.h>
            #include <stdint.h>
            #include <rte_config.h>
            #include <rte_mbuf.h>
            #include <rte_mempool.h>
            #include <rte_ethdev.h>
            #include <rte_flow.h>
            #include <rte_mtr.h>
            static void bits(int row, const unsigned char *b, unsigned long n) {
                unsigned long first = n, last = 0, unit = 1;
                for (unsigned long i = 0; i < n; i++) { if (b[i]) { if (first == n) first = i; last = i; } }
                while (first / unit != last / unit) unit *= 2;
                unsigned long long mask = 0;
                unsigned long at = first / unit * unit;
                for (unsigned long i = 0; i < unit; i++) mask |= (unsigned long long)b[at + i] << 8 * i;
                printf("%d %lu:%lu:0x%llx\\n", row, at, unit, mask);
            }
            int main(void) {
            """;

    @TempDir
    Path folder;

    private record Row(String struct, String name, String cell) {
        boolean bits() {
            return cell.split(":", -1).length == 3;
        }
    }

    private static List<Row> rows(Layouts layouts) {
        List<Row> rows = new ArrayList<>();
        layouts.cells()
                .forEach((struct, cells) -> cells.forEach((name, cell) -> rows.add(new Row(struct, name, cell))));
        return rows;
    }

    @Test
    void thisMachinesHeadersAgree() throws IOException, InterruptedException {
        Assumptions.assumeTrue(run("sh", "-c", "command -v gcc").status() == 0, "no C compiler: apt-get install gcc");
        Outcome flags = run("pkg-config", "--cflags", "libdpdk");
        Assumptions.assumeTrue(flags.status() == 0, "no headers of DPDK: apt-get install libdpdk-dev pkg-config");
        String version = run("pkg-config", "--modversion", "libdpdk").output().strip();
        Layouts layouts = Layouts.of(Dpdk.release(version)).orElseThrow();
        compare(layouts, List.of(flags.output().strip().split(" +", -1)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"22.11", "23.11", "24.11", "25.11"})
    void otherReleasesHeadersAgree(String release) throws IOException, InterruptedException {
        String sources = System.getProperty(SOURCES, "");
        Path tree = Path.of(sources).resolve(release);
        Assumptions.assumeTrue(
                !sources.isEmpty() && Files.isDirectory(tree), "no sources of DPDK " + release + " in -D" + SOURCES);
        Assumptions.assumeTrue(run("sh", "-c", "command -v gcc").status() == 0, "no C compiler: apt-get install gcc");
        Path config = Files.writeString(folder.resolve("rte_build_config.h"), BUILD_CONFIG);
        List<String> flags = new ArrayList<>(List.of("-march=corei7", "-include", config.toString()));
        flags.add("-I" + folder);
        flags.add("-I" + tree.resolve("config"));
        try (var libraries = Files.list(tree.resolve("lib"))) {
            libraries.filter(Files::isDirectory).sorted().forEach(l -> flags.add("-I" + l));
        }
        for (String part : List.of("include", "linux/include", "x86/include")) {
            flags.add("-I" + tree.resolve("lib/eal").resolve(part));
        }
        compare(Layouts.of(release).orElseThrow(), flags);
    }

    @Test
    void everyReleaseHasTheSameRows() {
        List<List<String>> names = Layouts.releases().stream()
                .map(r -> rows(Layouts.of(r).orElseThrow()).stream()
                        .map(row -> row.struct() + " " + row.name())
                        .toList())
                .toList();
        assertThat(names).hasSizeGreaterThan(3).allSatisfy(n -> assertThat(n).isEqualTo(names.getFirst()));
    }

    private void compare(Layouts layouts, List<String> flags) throws IOException, InterruptedException {
        List<Row> rows = rows(layouts);
        Map<String, String> found = probe(rows, flags);
        Map<String, String> differences = new LinkedHashMap<>();
        for (Row row : rows) {
            String name = row.struct() + " " + row.name();
            String compiled = found.getOrDefault(name, "-");
            if (!compiled.equals(row.cell())) {
                differences.put(name, "the table has " + row.cell() + ", the compiler " + compiled);
            }
        }
        assertThat(differences).as("DPDK " + layouts.release()).isEmpty();
        assertThat(found).hasSizeGreaterThan(300);
    }

    /** Each row's cell, but for those that the headers do not have. */
    private Map<String, String> probe(List<Row> rows, List<String> flags) throws IOException, InterruptedException {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            statements.add(statement(i, row, row.struct()));
            if (RENAMED.containsKey(row.struct())) {
                statements.add(statement(i, row, RENAMED.get(row.struct())));
            }
        }
        Path source = folder.resolve("layout.c");
        Path program = folder.resolve("layout");
        List<String> compiler = new ArrayList<>(List.of("gcc", "-w", "-fmax-errors=0"));
        compiler.addAll(flags);
        compiler.addAll(List.of(source.toString(), "-o", program.toString()));
        write(source, statements);
        Outcome first = run(compiler.toArray(String[]::new));
        if (first.status() != 0) {
            int before = (int) PROLOGUE.lines().count();
            Matcher errors = Pattern.compile("layout\\.c:(\\d+):\\d+: error").matcher(first.output());
            while (errors.find()) {
                statements.set(Integer.parseInt(errors.group(1)) - before - 1, "");
            }
            write(source, statements);
            Outcome second = run(compiler.toArray(String[]::new));
            assertThat(second.status()).as(second.output()).isZero();
        }
        Map<String, String> found = new LinkedHashMap<>();
        for (String line : run(program.toString()).output().lines().toList()) {
            String[] words = line.split(" ", -1);
            Row row = rows.get(Integer.parseInt(words[0]));
            found.put(row.struct() + " " + row.name(), words[1]);
        }
        return found;
    }

    private static void write(Path source, List<String> statements) throws IOException {
        Files.writeString(source, PROLOGUE + String.join("\n", statements) + "\nreturn 0;\n}\n");
    }

    private static String statement(int index, Row row, String struct) {
        if (struct.equals("constants")) {
            return "{ unsigned long long v = (unsigned long long)(%s); printf(v > 65535 ? \"%d 0x%%llx\\n\" : \"%d %%llu\\n\", v); }"
                    .formatted(row.name(), index, index);
        }
        if (row.name().equals("sizeof")) {
            return "printf(\"%d %%lu\\n\", sizeof(struct %s));".formatted(index, struct);
        }
        if (row.bits()) {
            return "{ struct %s s; memset(&s, 0, sizeof s); s.%s = -1; bits(%d, (unsigned char *)&s, sizeof s); }"
                    .formatted(struct, row.name(), index);
        }
        return "printf(\"%d %%lu:%%lu\\n\", offsetof(struct %s, %s), sizeof(((struct %s *)0)->%s));"
                .formatted(index, struct, row.name(), struct, row.name());
    }

    private record Outcome(int status, String output) {}

    private static Outcome run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }
}
