package io.tandem.conformance.rtespeed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.List;

/** A process that times rules: it is told when, and says what they took. */
final class CreateTurns implements AutoCloseable {
    private final Process process;
    private final BufferedReader output;
    private final Writer input;

    /** A process that a command starts. */
    CreateTurns(List<String> words) throws IOException {
        process = new ProcessBuilder(words).redirectErrorStream(true).start();
        output = process.inputReader();
        input = process.outputWriter();
    }

    /** Has the process do a pass; one that has ended says so where its times are asked for. */
    void next() {
        try {
            input.write('\n');
            input.flush();
        } catch (IOException ended) {
            // its last words are still to be read
        }
    }

    /**
     * Nanoseconds that each rule took, from the next line {@code WHAT<tab>NUMBER}; others are left out.
     *
     * @throws IOException where the process ended before, with what it said
     */
    double nanos(String what) throws IOException {
        StringBuilder said = new StringBuilder();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            if (line.startsWith(what + "\t")) {
                return Double.parseDouble(line.substring(what.length() + 1));
            }
            said.append(line).append(System.lineSeparator());
        }
        throw new IOException(
                "no times in what the program said: " + said.toString().strip());
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
