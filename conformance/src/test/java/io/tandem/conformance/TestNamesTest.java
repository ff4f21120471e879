package io.tandem.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Surefire runs classes that are named so, and says nothing of others. */
class TestNamesTest {
    private static final Path ROOT = Path.of(System.getProperty("tandem.root", ".."));
    private static final Pattern TESTS = Pattern.compile(
            "^    @(Test|ParameterizedTest|RepeatedTest|TestFactory|Property|Example|FuzzTest)\\b", Pattern.MULTILINE);

    @Test
    void everyClassWithTestsIsRun() throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path folder : modules.map(module -> module.resolve("src/test/java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        List<Path> tests = new ArrayList<>();
        for (Path source : sources) {
            if (TESTS.matcher(Files.readString(source)).find()) {
                tests.add(source);
            }
        }
        assertThat(tests).hasSizeGreaterThan(200).allSatisfy(test -> assertThat(test.toString())
                .endsWith("Test.java"));
    }
}
