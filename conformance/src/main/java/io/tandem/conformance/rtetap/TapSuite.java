package io.tandem.conformance.rtetap;

import io.tandem.conformance.guest.FlowerModules;
import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The cases of {@link TapProgram} on the guest's kernel, in one boot. */
public final class TapSuite {
    private static final List<String> MODULES =
            FlowerModules.and("tun", "af_packet", "sch_multiq", "act_bpf", "cls_bpf");
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Guest guest;

    public TapSuite(Guest guest) {
        this.guest = guest;
    }

    /** A line for each case: {@code ok NAME} or {@code FAILED NAME: why}. */
    public List<String> run() throws IOException, InterruptedException, GuestException {
        Path testpmd = HostTool.DPDK_TESTPMD.find();
        GuestResult result = guest.run(GuestProgram.java(TapProgram.class, testpmd.toString())
                .withModules(MODULES)
                .withTools(HostTool.TC)
                .withLimit(LIMIT));
        List<String> lines = result.stdout()
                .lines()
                .filter(line -> line.startsWith("ok ") || line.startsWith("FAILED "))
                .toList();
        if (result.status() != 0 || lines.size() != TapCase.TAKEN.size() + TapCase.REFUSED.size() + 3) {
            throw new IOException("the program in the guest ended with exit " + result.status() + " after "
                    + lines.size() + " lines: " + result.stderr().strip()
                    + result.stdout().strip());
        }
        return lines;
    }
}
