package io.tandem.conformance.ovs;

import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.KernelException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import io.tandem.conformance.verdict.CaseFileException;
import io.tandem.conformance.verdict.DatapathJudge;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The program that runs in the guest: has {@code ovs-dpctl add-flows} put all flows under strace, takes the bytes out of
 * what it sent, and then asks the kernel about each flow alone, as flows that overlap refuse each other.
 */
public final class OvsRecorder {
    private static final Path SCRIPT = Path.of("/run/flows.script");
    private static final Path TRACE = Path.of("/run/flows.strace");

    private OvsRecorder() {}

    /** Arguments: the file of flows, the file to write. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, CaseFileException, KernelException, NetlinkSocketException,
                    NetlinkFormatException, StraceFormatException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected FLOWS RECORDED");
        }
        List<FlowText> flows = FlowText.read(arguments[0], Files.readString(Path.of(arguments[0])));
        Files.writeString(SCRIPT, SentFlows.script(flows));
        try (DatapathJudge judge = DatapathJudge.open();
                BufferedWriter recorded = Files.newBufferedWriter(Path.of(arguments[1]))) {
            trace();
            judge.flush();
            List<Optional<FlowBytes>> sent =
                    SentFlows.match(StraceOutput.datagrams(Files.readString(TRACE)), judge.flowFamily(), flows.size());
            for (int i = 0; i < flows.size(); i++) {
                if (sent.get(i).isPresent()) {
                    FlowBytes bytes = sent.get(i).get();
                    recorded.write(RecordedFlow.of(flows.get(i), bytes, judge.judge(bytes))
                            .toLine());
                    recorded.newLine();
                }
            }
        }
    }

    private static void trace() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-e",
                        "trace=sendmsg",
                        "-xx",
                        "-s",
                        "1000000",
                        "-o",
                        TRACE.toString(),
                        "ovs-dpctl",
                        "add-flows",
                        "system@" + DatapathJudge.NAME,
                        SCRIPT.toString())
                .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException("ovs-dpctl ended with exit " + status);
        }
    }
}
