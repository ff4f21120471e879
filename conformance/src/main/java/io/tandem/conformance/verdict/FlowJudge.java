package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.KernelException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The program that runs in the guest: judges each flow of a case file and writes it with its verdict. */
public final class FlowJudge {
    private FlowJudge() {}

    /** Arguments: the file of cases, the file to write. */
    public static void main(String[] arguments)
            throws IOException, CaseFileException, KernelException, NetlinkSocketException, NetlinkFormatException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected CASES VERDICTS");
        }
        try (DatapathJudge judge = DatapathJudge.open();
                BufferedWriter verdicts = Files.newBufferedWriter(Path.of(arguments[1]))) {
            for (FlowCase flow : CaseFile.unjudged(arguments[0], Files.readString(Path.of(arguments[0])))) {
                Verdict verdict = judge.judge(FlowBytes.of(flow.key(), flow.mask(), flow.actions()));
                verdicts.write(new JudgedCase(flow, verdict).toLine());
                verdicts.newLine();
            }
        }
    }
}
