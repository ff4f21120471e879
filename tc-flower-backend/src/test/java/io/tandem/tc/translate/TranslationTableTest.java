package io.tandem.tc.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.tandem.tc.host.TcCapabilities;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Flows in ODP text and the rules, or refusals, that they become. */
class TranslationTableTest {
    record Case(String kernel, String match, String actions, String expected) {
        @Override
        public String toString() {
            return kernel + " " + match + " actions:" + actions;
        }
    }

    static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        InputStream file = Objects.requireNonNull(TranslationTableTest.class.getResourceAsStream("translations.txt"));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            List<String> block = new ArrayList<>();
            for (String line : lines.lines()
                    .filter(text -> !text.isEmpty() && !text.startsWith("#"))
                    .toList()) {
                block.add(line.strip());
                if (block.size() == 4) {
                    cases.add(new Case(block.get(0), block.get(1), block.get(2), block.get(3)));
                    block.clear();
                }
            }
        }
        return cases;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void becomes(Case line) {
        TcCapabilities kernel =
                switch (line.kernel()) {
                    case "linux-6.1" -> TcCapabilities.LINUX_6_1;
                    case "newest" -> TcCapabilities.NEWEST;
                    case "exact-options" -> TcCapabilities.NEWEST.withExactOptionLength(true);
                    case "constant-flags" -> TcCapabilities.LINUX_6_1.withConstantTunnelFlags(true);
                    case "helpers" -> TcCapabilities.NEWEST.withConntrackHelpers(true);
                    default -> throw new AssertionError(line.kernel());
                };
        assertThat(TestBed.text(kernel, line.match(), line.actions())).isEqualTo(line.expected());
    }

    @Test
    void countsTheActionsThatAreTooMany() {
        String outputs = "2,3,".repeat(16) + "2";
        assertThat(TestBed.text(TcCapabilities.LINUX_6_1, "eth()", outputs))
                .contains("takes 33 tc actions, a filter has 32");
        assertThat(TestBed.text(TcCapabilities.LINUX_6_1, "eth()", "2,3,".repeat(16)))
                .doesNotContain("takes");
    }
}
