package io.tandem.conformance.ovs;

import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.verdict.CaseFileException;
import io.tandem.conformance.verdict.FlowCase;
import io.tandem.conformance.verdict.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A flow as text, the bytes that Open vSwitch made of it, and what the kernel says of them. As a line:
 * {@code KEYTEXT TAB ACTIONTEXT TAB KEYHEX TAB MASKHEX TAB ACTIONSHEX TAB VERDICT}, where a mask of {@code -} is none.
 */
public record RecordedFlow(FlowText text, byte[] key, Optional<byte[]> mask, byte[] actions, Verdict verdict) {
    private static final int COLUMNS = 6;
    private static final String NO_MASK = "-";
    private static final String BUILT_IN = "/cases/kernel/ovs-bytes.txt";

    /** The committed flows. */
    public static List<RecordedFlow> builtIn() throws IOException, CaseFileException {
        try (InputStream stream = RecordedFlow.class.getResourceAsStream(BUILT_IN)) {
            Objects.requireNonNull(stream, BUILT_IN);
            return read(BUILT_IN, new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    /** The flow as a line, without its end. */
    public String toLine() {
        HexFormat hex = HexFormat.of();
        return String.join(
                "\t",
                text.key(),
                text.actions(),
                hex.formatHex(key),
                mask.map(hex::formatHex).orElse(NO_MASK),
                hex.formatHex(actions),
                verdict.word());
    }

    /** Reads a file of such lines; lines that start with {@code #}, and empty ones, are comments. */
    public static List<RecordedFlow> read(String file, String text) throws CaseFileException {
        List<RecordedFlow> flows = new ArrayList<>();
        int number = 0;
        for (String line : text.split("\n", -1)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] columns = line.split("\t", -1);
            if (columns.length != COLUMNS) {
                throw new CaseFileException(file, number, "expected " + COLUMNS + " columns, found " + columns.length);
            }
            HexFormat hex = HexFormat.of();
            try {
                flows.add(new RecordedFlow(
                        new FlowText(columns[0], columns[1]),
                        hex.parseHex(columns[2]),
                        columns[3].equals(NO_MASK) ? Optional.empty() : Optional.of(hex.parseHex(columns[3])),
                        hex.parseHex(columns[4]),
                        new Verdict(columns[5])));
            } catch (IllegalArgumentException e) {
                throw new CaseFileException(file, number, String.valueOf(e.getMessage()));
            }
        }
        return flows;
    }

    static RecordedFlow of(FlowText text, FlowBytes bytes, Verdict verdict) {
        return new RecordedFlow(text, bytes.key(), bytes.mask(), bytes.actions().orElse(new byte[0]), verdict);
    }

    /** The flow as a case, called by its text. */
    public FlowCase toCase() {
        return new FlowCase(text.key() + " " + text.actions(), key, mask, actions);
    }
}
