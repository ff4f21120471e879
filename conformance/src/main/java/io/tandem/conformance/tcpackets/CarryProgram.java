package io.tandem.conformance.tcpackets;

import io.tandem.conformance.datapath.CaseReader;
import io.tandem.conformance.datapath.DatapathCase;
import io.tandem.conformance.kernel.Conntrack;
import java.io.BufferedWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The program that runs in the guest: carries out the cases of a file and writes what came of each. */
public final class CarryProgram {
    private CarryProgram() {}

    /** Arguments: the file of cases, the file to write, where busybox is. */
    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 3) {
            throw new IllegalArgumentException("expected CASES OUTCOMES BUSYBOX");
        }
        Path cases = Path.of(arguments[0]);
        try (TcTaps taps = TcTaps.open(Path.of(arguments[2]));
                Conntrack conntrack = Conntrack.open();
                BufferedWriter outcomes = Files.newBufferedWriter(Path.of(arguments[1]))) {
            TcCarrier carrier = new TcCarrier(taps, conntrack);
            for (DatapathCase wanted :
                    CaseReader.read(arguments[0], Files.readString(cases), name -> Optional.empty())) {
                outcomes.write(carrier.carry(wanted).print());
                outcomes.flush();
            }
        }
    }
}
