package io.tandem.conformance.kernel;

import io.tandem.conformance.datapath.CaseFormatException;
import io.tandem.conformance.datapath.CaseReader;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.datapath.OutcomeText;
import io.tandem.conformance.nativelib.NetlinkSocketException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The program that runs in the guest: carries out the cases of a file and writes what came of each. */
public final class KernelProgram {
    private KernelProgram() {}

    /** Arguments: the file of cases, the file to write, where busybox is. */
    public static void main(String[] arguments)
            throws IOException, InterruptedException, CaseFormatException, KernelException, NetlinkSocketException,
                    NetlinkFormatException {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected CASES OUTCOMES BUSYBOX");
        }
        Path cases = Path.of(arguments[0]);
        try (KernelDatapath datapath = KernelDatapath.open(Path.of(arguments[2]));
                BufferedWriter outcomes = Files.newBufferedWriter(Path.of(arguments[1]))) {
            for (DatapathCase wanted :
                    CaseReader.read(arguments[0], Files.readString(cases), name -> Optional.empty())) {
                outcomes.write(OutcomeText.print(datapath.run(wanted)));
                outcomes.flush();
            }
        }
    }
}
