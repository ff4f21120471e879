package io.tandem.conformance.ovs;

import io.tandem.conformance.guest.Guest;
import io.tandem.conformance.guest.GuestException;
import io.tandem.conformance.guest.GuestProgram;
import io.tandem.conformance.guest.GuestResult;
import io.tandem.conformance.guest.HostTool;
import io.tandem.conformance.verdict.CaseFileException;
import io.tandem.conformance.verdict.DatapathJudge;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Has Open vSwitch's ovs-dpctl put flows on the kernel of the guest, and writes down the bytes that it sends. */
public final class OvsBytes {
    private static final String FLOWS = "flows.txt";
    private static final String RECORDED = "recorded.txt";
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final long MILLIS_A_FLOW = 200;

    private final Guest guest;

    public OvsBytes(Guest guest) {
        this.guest = guest;
    }

    /**
     * What came of the flows.
     *
     * @param kernel its release
     * @param unparsed the flows that Open vSwitch's parser refused, so that there are no bytes
     */
    public record Recording(String kernel, List<RecordedFlow> flows, List<FlowText> unparsed) {
        public Recording {
            flows = List.copyOf(flows);
            unparsed = List.copyOf(unparsed);
        }
    }

    /** Records all flows in one boot. */
    public Recording record(List<FlowText> flows)
            throws IOException, InterruptedException, GuestException, CaseFileException {
        GuestResult result = guest.run(GuestProgram.java(OvsRecorder.class, FLOWS, RECORDED)
                .withModules(DatapathJudge.MODULES)
                .withTools(HostTool.OVS_DPCTL, HostTool.STRACE)
                .withInput(FLOWS, FlowText.print(flows).getBytes(StandardCharsets.UTF_8))
                .withLimit(BOOT.plusMillis(MILLIS_A_FLOW * flows.size())));
        if (result.status() != 0) {
            throw new IOException("the recorder ended with exit " + result.status() + ": "
                    + result.stderr().strip());
        }
        List<RecordedFlow> recorded =
                RecordedFlow.read(RECORDED, result.text(RECORDED).orElse(""));
        Set<FlowText> parsed = new HashSet<>();
        recorded.forEach(r -> parsed.add(r.text()));
        List<FlowText> unparsed = new ArrayList<>(flows);
        unparsed.removeIf(parsed::contains);
        return new Recording(result.kernel(), recorded, unparsed);
    }
}
