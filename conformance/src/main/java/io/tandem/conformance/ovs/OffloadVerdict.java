package io.tandem.conformance.ovs;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What became of a flow that Open vSwitch was given with hardware offload on. */
public sealed interface OffloadVerdict {
    /** The flow was not taken at all. */
    record Refused(String words) implements OffloadVerdict {}

    /**
     * The kernel's datapath carries it.
     *
     * @param words why it is not offloaded, as the log has it; may be empty
     */
    record InKernel(String words) implements OffloadVerdict {}

    /**
     * TC carries it.
     *
     * @param filters the bodies of the RTM_NEWTFILTER messages that a dump answers, by device
     */
    record InTc(Map<String, List<byte[]>> filters) implements OffloadVerdict {
        public InTc {
            filters = Map.copyOf(filters);
        }
    }

    /** The verdict as a line without its end. */
    default String toLine() {
        return switch (this) {
            case Refused refused -> "refused\t" + oneLine(refused.words());
            case InKernel inKernel -> "kernel\t" + oneLine(inKernel.words());
            case InTc inTc ->
                new TreeMap<>(inTc.filters())
                        .entrySet().stream()
                                .flatMap(e -> e.getValue().stream()
                                        .map(body -> e.getKey()
                                                + '='
                                                + HexFormat.of().formatHex(body)))
                                .collect(Collectors.joining("\t", "tc\t", ""));
        };
    }

    /** Verdicts, a line each. */
    static String printAll(List<OffloadVerdict> verdicts) {
        return verdicts.stream().map(verdict -> verdict.toLine() + '\n').collect(Collectors.joining());
    }

    /** Reads verdicts, a line each. */
    static List<OffloadVerdict> readAll(String text) throws VerdictFormatException {
        List<OffloadVerdict> verdicts = new ArrayList<>();
        for (String line : text.lines().toList()) {
            try {
                verdicts.add(read(line));
            } catch (VerdictFormatException e) {
                throw new VerdictFormatException("line " + (verdicts.size() + 1) + ": " + e.getMessage(), e);
            }
        }
        return verdicts;
    }

    /** Reads such a line. */
    static OffloadVerdict read(String line) throws VerdictFormatException {
        String[] columns = line.split("\t", -1);
        return switch (columns[0]) {
            case "refused" -> new Refused(columns.length > 1 ? columns[1] : "");
            case "kernel" -> new InKernel(columns.length > 1 ? columns[1] : "");
            case "tc" -> {
                Map<String, List<byte[]>> filters = new TreeMap<>();
                for (String filter : Arrays.asList(columns).subList(1, columns.length)) {
                    int equals = filter.indexOf('=');
                    if (equals < 0) {
                        throw new VerdictFormatException("no `=` in `" + filter + "`");
                    }
                    try {
                        filters.computeIfAbsent(filter.substring(0, equals), d -> new ArrayList<>())
                                .add(HexFormat.of().parseHex(filter.substring(equals + 1)));
                    } catch (IllegalArgumentException e) {
                        throw new VerdictFormatException("not hexadecimal: `" + filter + "`", e);
                    }
                }
                yield new InTc(filters);
            }
            default -> throw new VerdictFormatException("expected refused, kernel or tc, found `" + columns[0] + "`");
        };
    }

    private static String oneLine(String words) {
        return words.replaceAll("\\s+", " ").strip();
    }

    /** A line is not a verdict. */
    final class VerdictFormatException extends Exception {
        private static final long serialVersionUID = 1L;

        VerdictFormatException(String message) {
            super(message);
        }

        VerdictFormatException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
