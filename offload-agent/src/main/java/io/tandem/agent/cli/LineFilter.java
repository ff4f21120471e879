package io.tandem.agent.cli;

import io.tandem.netlink.NetlinkDecodeException;
import io.tandem.odp.OdpParseException;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Turns lines into lines: one that cannot be read becomes {@code error: ...}, and the rest goes on. */
final class LineFilter {
    /** What becomes of a line. */
    interface Conversion {
        String of(String line) throws OdpParseException, NetlinkDecodeException;
    }

    private final PrintWriter out;
    private final boolean json;

    LineFilter(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    /** Converts every line but empty ones and those that start with {@code #}; answers the exit code. */
    int run(InputStream input, Conversion conversion) throws IOException {
        boolean good = true;
        // each byte is a character, as the language is ASCII and an error must quote what stands there
        BufferedReader lines = new BufferedReader(new InputStreamReader(input, StandardCharsets.ISO_8859_1));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank() && !line.startsWith("#")) {
                good &= convert(line, conversion);
            }
        }
        out.flush();
        return good ? Main.Exit.DONE : Main.Exit.REFUSED;
    }

    private boolean convert(String line, Conversion conversion) {
        try {
            String canonical = conversion.of(line);
            out.println(
                    json
                            ? new JsonObject()
                                    .put("input", line)
                                    .put("canonical", canonical)
                                    .encode()
                            : canonical);
            return true;
        } catch (OdpParseException e) {
            error(line, e.offset(), e.field(), e.found(), e.expected());
        } catch (NetlinkDecodeException e) {
            error(line, e.offset(), e.field(), e.found(), e.expected());
        }
        return false;
    }

    private void error(String line, int offset, String field, String found, String expected) {
        if (json) {
            JsonObject error = new JsonObject()
                    .put("offset", offset)
                    .put("field", field)
                    .put("found", found)
                    .put("expected", expected);
            out.println(new JsonObject().put("input", line).put("error", error).encode());
        } else {
            String subject = field.isEmpty() ? "" : field + ": ";
            out.println("error: at " + offset + ": " + subject + "found " + found + ", expected " + expected);
        }
    }

    /** The bytes of hexadecimal digits. */
    static byte[] hex(String digits, int offset) throws OdpParseException {
        try {
            return HexFormat.of().parseHex(digits);
        } catch (IllegalArgumentException e) {
            throw new OdpParseException(offset, "", "'" + digits + "'", "pairs of hexadecimal digits");
        }
    }
}
