package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import io.tandem.conformance.ovs.OffloadVerdict.VerdictFormatException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/** Open vSwitch with hardware offload in the guest: which flows become filters of TC, and which. */
public final class OffloadingOvs {
    private static final String FLOWS = "flows.txt";
    private static final String VERDICTS = "verdicts.txt";
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final long MILLIS_A_FLOW = 500;

    private final Guest guest;

    public OffloadingOvs(Guest guest) {
        this.guest = guest;
    }

    /**
     * Puts each flow alone.
     *
     * @param flows ports by the names of {@link OffloadProgram#DEVICES}
     * @return one verdict for each, in order
     */
    public List<OffloadVerdict> judge(List<FlowText> flows) throws IOException, InterruptedException, GuestException {
        HostTool.require(VswitchDaemon.TOOLS);
        GuestResult result = guest.run(GuestProgram.java(
                        OffloadProgram.class,
                        FLOWS,
                        VERDICTS,
                        HostTool.BUSYBOX.find().toString())
                .withModules(OffloadProgram.MODULES)
                .withInput(FLOWS, FlowText.print(flows).getBytes(StandardCharsets.UTF_8))
                .withLimit(BOOT.plusMillis(MILLIS_A_FLOW * flows.size())));
        List<OffloadVerdict> verdicts;
        try {
            verdicts = OffloadVerdict.readAll(result.text(VERDICTS).orElse(""));
        } catch (VerdictFormatException e) {
            throw new IOException("what the guest wrote: " + e.getMessage(), e);
        }
        if (result.status() != 0 || verdicts.size() != flows.size()) {
            throw new IOException("Open vSwitch ended with exit " + result.status() + " after " + verdicts.size()
                    + " of " + flows.size() + " flows: " + result.stderr().strip());
        }
        return verdicts;
    }
}
