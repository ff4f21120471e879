package io.tandem.conformance.verdict;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Case files: one flow a line, {@code NAME TAB KEYHEX TAB MASKHEX TAB ACTIONSHEX TAB VERDICT}. The hex digits are the
 * values of OVS_FLOW_ATTR_KEY, _MASK and _ACTIONS as a little-endian machine sends them; a mask of {@code -} is none.
 * Files that are yet to be judged lack the last column. Lines that start with {@code #}, and empty ones, are comments.
 */
public final class CaseFile {
    static final String NO_MASK = "-";
    private static final String BUILT_IN = "/cases/kernel/flows.txt";

    private CaseFile() {}

    /** The committed cases. */
    public static List<JudgedCase> builtIn() throws IOException, CaseFileException {
        try (InputStream stream = CaseFile.class.getResourceAsStream(BUILT_IN)) {
            Objects.requireNonNull(stream, BUILT_IN);
            return judged(BUILT_IN, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** Reads cases with verdicts. */
    public static List<JudgedCase> judged(String file, String text) throws CaseFileException {
        List<JudgedCase> cases = new ArrayList<>();
        for (Line line : lines(file, text)) {
            line.expect(5);
            try {
                cases.add(new JudgedCase(line.flow(), new Verdict(line.columns[4])));
            } catch (IllegalArgumentException e) {
                throw line.wrong(String.valueOf(e.getMessage()));
            }
        }
        return cases;
    }

    /** Reads cases without looking at verdicts, where there are any. */
    public static List<FlowCase> unjudged(String file, String text) throws CaseFileException {
        List<FlowCase> cases = new ArrayList<>();
        for (Line line : lines(file, text)) {
            if (line.columns.length != 5) {
                line.expect(4);
            }
            cases.add(line.flow());
        }
        return cases;
    }

    /** Cases as a file without verdicts. */
    public static String print(List<FlowCase> cases) {
        return cases.stream().map(c -> c.toLine() + "\n").collect(Collectors.joining());
    }

    /** Cases as a file with verdicts. */
    public static String printJudged(List<JudgedCase> cases) {
        return cases.stream().map(c -> c.toLine() + "\n").collect(Collectors.joining());
    }

    private static List<Line> lines(String file, String text) {
        List<Line> lines = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (!line.isBlank() && !line.startsWith("#")) {
                lines.add(new Line(file, number, line.split("\t", -1)));
            }
        }
        return lines;
    }

    private record Line(String file, int number, String[] columns) {
        void expect(int wanted) throws CaseFileException {
            if (columns.length != wanted) {
                throw wrong("expected " + wanted + " columns separated by tabs, found " + columns.length);
            }
        }

        FlowCase flow() throws CaseFileException {
            Optional<byte[]> mask = columns[2].equals(NO_MASK) ? Optional.empty() : Optional.of(bytes(2, "mask"));
            byte[] key = bytes(1, "key");
            byte[] actions = bytes(3, "actions");
            try {
                return new FlowCase(columns[0], key, mask, actions);
            } catch (IllegalArgumentException e) {
                throw wrong(String.valueOf(e.getMessage()));
            }
        }

        private byte[] bytes(int column, String what) throws CaseFileException {
            try {
                return HexFormat.of().parseHex(columns[column]);
            } catch (IllegalArgumentException e) {
                throw wrong(what + " is not hex digits in pairs: " + e.getMessage());
            }
        }

        CaseFileException wrong(String what) {
            return new CaseFileException(file, number, what);
        }
    }
}
