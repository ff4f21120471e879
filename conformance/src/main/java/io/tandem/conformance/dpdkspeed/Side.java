package io.tandem.conformance.dpdkspeed;

import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.JavaCommand;
import io.tandem.conformance.ovs.DpdkOvs;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** One of the two that forward, in a process of its own which has begun to. */
interface Side extends AutoCloseable {
    /**
     * What one has counted since it began.
     *
     * @param sent packets that have left
     * @param emcHits lookups that the exact match cache answered
     */
    record Counts(long sent, long emcHits) {}

    /** Its own counts. */
    Counts counts() throws IOException;

    /** Of its packet thread. */
    ThreadTime time();

    @Override
    void close() throws IOException;

    /** Tandem's datapath. */
    static Side tandem(Scenario scenario, Path folder, int core) throws IOException, InterruptedException {
        Path capture = folder.resolve(scenario.name() + ".pcap");
        Path flows = folder.resolve("flows");
        Files.write(flows, scenario.megaflows(TandemProgram.IN, TandemProgram.OUT));
        return new Tandem(List.of(
                capture.toString(), flows.toString(), Integer.toString(inverse(scenario)), Integer.toString(core)));
    }

    /** Open vSwitch. */
    static Side openVswitch(Scenario scenario, Path folder, int core)
            throws IOException, InterruptedException, GuestException {
        String in = TandemProgram.receiving(folder.resolve(scenario.name() + ".pcap"));
        DpdkOvs ovs = DpdkOvs.start(in, TandemProgram.SENDING, core, inverse(scenario), scenario::megaflows);
        boolean done = false;
        try {
            ThreadTime time = ThreadTime.of(ovs.pid(), DpdkOvs.PACKET_THREADS);
            done = true;
            return new Side() {
                @Override
                public Counts counts() throws IOException {
                    long[] counts = ovs.sentAndEmcHits();
                    return new Counts(counts[0], counts[1]);
                }

                @Override
                public ThreadTime time() {
                    return time;
                }

                @Override
                public void close() throws IOException {
                    ovs.close();
                }
            };
        } finally {
            if (!done) {
                ovs.close();
            }
        }
    }

    private static int inverse(Scenario scenario) {
        return scenario.emc() ? Scenario.INSERT_INVERSE : 0;
    }

    /** {@link TandemProgram} with the settings that {@code ./tandem} runs with. */
    final class Tandem implements Side {
        private final Process process;
        private final BufferedReader answers;
        private final OutputStream questions;
        private final ThreadTime time;

        private Tandem(List<String> arguments) throws IOException, InterruptedException {
            process = new ProcessBuilder(JavaCommand.of(TandemProgram.class, arguments))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            questions = process.getOutputStream();
            boolean done = false;
            try {
                if (!TandemProgram.READY.equals(answers.readLine())) {
                    throw new IOException("Tandem's side ended before it was ready; what it said is above");
                }
                time = ThreadTime.of(process.pid(), TandemProgram.PACKET_THREAD);
                done = true;
            } finally {
                if (!done) {
                    close();
                }
            }
        }

        @Override
        public Counts counts() throws IOException {
            questions.write('\n');
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("Tandem's side ended; what it said is above");
            }
            String[] words = answer.split(" ", 2);
            return new Counts(Long.parseLong(words[0]), Long.parseLong(words[1]));
        }

        @Override
        public ThreadTime time() {
            return time;
        }

        @Override
        public void close() throws IOException {
            questions.close();
            process.onExit().join();
        }
    }
}
