package io.tandem.conformance.verdict;

import io.tandem.conformance.kernel.Answer;
import io.tandem.conformance.kernel.FlowBytes;
import io.tandem.conformance.kernel.KernelException;
import io.tandem.conformance.kernel.NetlinkFormatException;
import io.tandem.conformance.kernel.NetlinkMessage;
import io.tandem.conformance.kernel.OpenVswitch;
import io.tandem.conformance.kernel.OpenVswitch.PortType;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The program that runs in the guest: puts each flow of a case file, alone, on a datapath with the ports 0 (internal)
 * and 1 to 4 (dummy devices), and writes the case with its verdict.
 */
public final class FlowJudge {
    /** Device names are this and the port's number less one. */
    static final String DEVICE = "dummy";

    static final int DEVICES = 4;
    private static final String DATAPATH = "judge";

    private FlowJudge() {}

    /** Arguments: the file of cases, the file to write. */
    public static void main(String[] arguments)
            throws IOException, CaseFileException, KernelException, NetlinkSocketException, NetlinkFormatException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("expected CASES VERDICTS");
        }
        Path cases = Path.of(arguments[0]);
        try (OpenVswitch switchModule = OpenVswitch.open();
                BufferedWriter verdicts = Files.newBufferedWriter(Path.of(arguments[1]))) {
            OpenVswitch.Datapath datapath = switchModule.createDatapath(DATAPATH);
            for (int port = 1; port <= DEVICES; port++) {
                datapath.addPort(port, PortType.NETDEV, DEVICE + (port - 1));
            }
            for (FlowCase flow : CaseFile.unjudged(arguments[0], Files.readString(cases))) {
                verdicts.write(new JudgedCase(flow, judge(datapath, flow)).toLine());
                verdicts.newLine();
            }
            datapath.delete();
        }
    }

    private static Verdict judge(OpenVswitch.Datapath datapath, FlowCase flow)
            throws KernelException, NetlinkSocketException, NetlinkFormatException {
        FlowBytes bytes = FlowBytes.of(flow.key(), flow.mask(), flow.actions());
        Answer answer = datapath.putFlow(bytes, NetlinkMessage.CREATE | NetlinkMessage.EXCL);
        if (answer.errno() == 0) {
            datapath.flush();
        }
        return Verdict.of(answer.errno());
    }
}
